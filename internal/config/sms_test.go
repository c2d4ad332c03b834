package config

import "testing"

func TestSMSAccountIsWholeOrNone(t *testing.T) {
	aliyun := SMS{SMSProvider: "aliyun", SMSKeyID: "k", SMSSecretFile: "f", SMSSign: "云考场", SMSTemplate: "SMS_1"}
	with := func(change func(*SMS)) SMS {
		s := aliyun
		change(&s)
		return s
	}
	for _, row := range []struct {
		name    string
		account SMS
		fine    bool
	}{
		{"none at all", SMS{}, true},
		{"a whole one at Aliyun", aliyun, true},
		{"a whole one at Tencent Cloud", with(func(s *SMS) { s.SMSProvider, s.SMSAppID = "tencent", "1400006666" }), true},
		{"Tencent Cloud wants an app", with(func(s *SMS) { s.SMSProvider = "tencent" }), false},
		{"Aliyun knows no app", with(func(s *SMS) { s.SMSAppID = "1400006666" }), false},
		{"a secret is owed", with(func(s *SMS) { s.SMSSecretFile = "" }), false},
		{"a key without a provider", SMS{SMSKeyID: "k"}, false},
		{"a template of notices", with(func(s *SMS) { s.SMSTemplateSession = "SMS_2" }), true},
		{"a template of notices without a provider", SMS{SMSTemplateSession: "SMS_2"}, false},
		{"a provider that we do not know", with(func(s *SMS) { s.SMSProvider = "pigeon" }), false},
	} {
		if err := row.account.check(); (err == nil) != row.fine {
			t.Errorf("%s: %v, want fine %v", row.name, err, row.fine)
		}
	}
}
