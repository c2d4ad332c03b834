package config

import "fmt"

// SMS is the account that sign-in codes and notices are sent from. With a provider
// all of it is set but the notices' templates, without one nothing. The secret is in
// a file.
type SMS struct {
	SMSProvider             string `name:"sms-provider" help:"SMS: aliyun or tencent. Default: no messages are sent; staff read codes out." default:"" enum:",aliyun,tencent" env:"KAOCHANG_SMS_PROVIDER"`
	SMSKeyID                string `name:"sms-key-id" help:"SMS: identifier of the access key." default:"" env:"KAOCHANG_SMS_KEY_ID"`
	SMSSecretFile           string `name:"sms-secret-file" help:"SMS: file that holds the access key's secret." default:"" env:"KAOCHANG_SMS_SECRET_FILE" type:"path"`
	SMSSign                 string `name:"sms-sign" help:"SMS: approved signature, without brackets." default:"" env:"KAOCHANG_SMS_SIGN"`
	SMSTemplate             string `name:"sms-template" help:"SMS: template of sign-in codes, which last 5 minutes. Its one variable is the code; Aliyun calls it code." default:"" env:"KAOCHANG_SMS_TEMPLATE"`
	SMSTemplateAnnouncement string `name:"sms-template-announcement" help:"SMS: template of announcements. Variables, in this order: school, title. Without it schools cannot switch them on." default:"" env:"KAOCHANG_SMS_TEMPLATE_ANNOUNCEMENT"`
	SMSTemplateRejection    string `name:"sms-template-rejection" help:"SMS: template of rejected materials. Variables: school, material." default:"" env:"KAOCHANG_SMS_TEMPLATE_REJECTION"`
	SMSTemplateSession      string `name:"sms-template-session" help:"SMS: template of changed sessions. Variables: school, subject, change." default:"" env:"KAOCHANG_SMS_TEMPLATE_SESSION"`
	SMSAppID                string `name:"sms-app-id" help:"SMS: SdkAppId, at Tencent Cloud only." default:"" env:"KAOCHANG_SMS_APP_ID"`
	SMSRegion               string `name:"sms-region" help:"SMS: region, at Tencent Cloud only. Default ${default}." default:"ap-guangzhou" env:"KAOCHANG_SMS_REGION"`
}

// check refuses an account that is set in part.
func (s SMS) check() error {
	needs := map[string]string{
		"--sms-key-id": s.SMSKeyID, "--sms-secret-file": s.SMSSecretFile, "--sms-sign": s.SMSSign, "--sms-template": s.SMSTemplate,
	}
	switch s.SMSProvider {
	case "":
		needs["--sms-template-announcement"], needs["--sms-template-rejection"], needs["--sms-template-session"] = s.SMSTemplateAnnouncement, s.SMSTemplateRejection, s.SMSTemplateSession
		for name, value := range needs {
			if value != "" {
				return fmt.Errorf("%s goes with --sms-provider", name)
			}
		}
	case "aliyun", "tencent":
		for name, value := range needs {
			if value == "" {
				return fmt.Errorf("--sms-provider %s goes with %s", s.SMSProvider, name)
			}
		}
	default:
		return fmt.Errorf("--sms-provider %q is neither aliyun nor tencent", s.SMSProvider)
	}
	if (s.SMSProvider == "tencent") != (s.SMSAppID != "") {
		return fmt.Errorf("--sms-app-id goes with --sms-provider tencent, and it with that")
	}
	return nil
}
