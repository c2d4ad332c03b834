package sms_test

// FEATURES: A2

import (
	"testing"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/sms"
	"kaochang/internal/smstest"
)

func aliyun(a sms.Account) (sms.Sender, error)  { return sms.NewAliyun(a) }
func tencent(a sms.Account) (sms.Sender, error) { return sms.NewTencent(a) }

func TestAliyun(t *testing.T)  { smstest.Run(t, smstest.Aliyun, aliyun) }
func TestTencent(t *testing.T) { smstest.Run(t, smstest.Tencent, tencent) }

func TestNothingSecretIsLogged(t *testing.T) {
	t.Run("Aliyun", func(t *testing.T) { smstest.Logs(t, smstest.Aliyun, aliyun) })
	t.Run("Tencent Cloud", func(t *testing.T) { smstest.Logs(t, smstest.Tencent, tencent) })
}

func TestNoProviderSendsNothing(t *testing.T) {
	err := sms.None{}.SendCode(t.Context(), "13800000001", "123456", exam.CodeTTL)
	if exam.CodeOf(err) != exam.CodeSMSFailed {
		t.Errorf("%v, want %s", err, exam.CodeSMSFailed)
	}
}

func TestInboxKeepsCodes(t *testing.T) {
	inbox := sms.NewInbox(func() time.Time { return time.Unix(0, 0) })
	var sender sms.Sender = inbox
	if err := sender.SendCode(t.Context(), "13800000001", "123456", exam.CodeTTL); err != nil {
		t.Fatal(err)
	}
	if kept := inbox.Latest("13800000001", 9); len(kept) != 1 || kept[0].Code != "123456" {
		t.Errorf("kept %v, want the code once", kept)
	}
}
