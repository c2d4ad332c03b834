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
	if failed := (sms.None{}).SendNotice(t.Context(), "13800000001", exam.RejectionSMS("云岭大学", "身份证")); failed.Why != sms.WhyNone {
		t.Errorf("%+v, want %s", failed, sms.WhyNone)
	}
}

func TestInboxShowsNotices(t *testing.T) {
	for _, row := range []struct {
		n    exam.SMSNotice
		want string
	}{
		{exam.AnnouncementSMS("云岭大学", "须知"), "【云考场】云岭大学发布了公告“须知”，请登录查看。"},
		{exam.RejectionSMS("云岭大学", "身份证"), "【云考场】您提交给云岭大学的“身份证”未通过审核，请登录查看原因并重新提交。"},
		{exam.SessionSMS("云岭大学", "声乐", "已取消"), "【云考场】云岭大学“声乐”考试安排有变：已取消，请登录查看。"},
	} {
		inbox := sms.NewInbox(func() time.Time { return time.Unix(0, 0) })
		if failed := inbox.SendNotice(t.Context(), "13800000001", row.n); failed != (exam.SMSFailure{}) || inbox.Missing(row.n.Kind) != "" {
			t.Fatalf("%+v", failed)
		}
		if kept := inbox.Latest("13800000001", 9); len(kept) != 1 || kept[0].Body != row.want || kept[0].Code != "" {
			t.Errorf("kept %v, want %s", kept, row.want)
		}
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
