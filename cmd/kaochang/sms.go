package main

import (
	"fmt"
	"os"
	"strings"

	"kaochang/internal/exam"
	"kaochang/internal/notice"
	"kaochang/internal/sms"
)

// makeSender joins sign-in codes and notices with the provider that the settings name, with the
// inbox in a demo, or with none.
func (b *builder) makeSender() (sms.Sender, error) {
	c := b.config
	switch {
	case b.demo:
		return b.inbox, nil
	case c.SMSProvider == "":
		return sms.None{}, nil
	}
	secret, err := os.ReadFile(c.SMSSecretFile)
	if err != nil {
		return nil, fmt.Errorf("read SMS secret: %w", err)
	}
	account := sms.Account{
		KeyID: c.SMSKeyID, KeySecret: strings.TrimSpace(string(secret)), Sign: c.SMSSign, CodeTemplate: c.SMSTemplate, AppID: c.SMSAppID, Region: c.SMSRegion,
		Templates: map[exam.SMSKind]string{
			exam.SMSAnnouncement: c.SMSTemplateAnnouncement, exam.SMSRejection: c.SMSTemplateRejection, exam.SMSSession: c.SMSTemplateSession,
		},
	}
	if c.SMSProvider == "aliyun" {
		return sms.NewAliyun(account)
	}
	return sms.NewTencent(account)
}

// makeNotices joins what goes to candidates by SMS with what sends it.
func (b *builder) makeNotices(sender sms.Sender) {
	b.notice = notice.New(notice.Parts{Store: b.store, Sender: sender, Write: writeTable, Now: now})
}
