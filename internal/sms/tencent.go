package sms

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"
	sdkerrors "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/errors"
	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/profile"
	tencentsms "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/sms/v20210111"

	"kaochang/internal/exam"
)

const (
	tencent         = "tencent"
	tencentEndpoint = "sms.tencentcloudapi.com"
	tencentOK       = "Ok"
)

// Tencent sends through Tencent Cloud's SMS service (2021-01-11).
type Tencent struct {
	account Account
	client  *tencentsms.Client
}

// NewTencent returns a sender. Nothing is asked yet.
func NewTencent(a Account) (*Tencent, error) {
	settings := profile.NewClientProfile()
	settings.HttpProfile.Endpoint = tencentEndpoint
	settings.HttpProfile.ReqTimeout = int((a.within() + time.Second - 1) / time.Second)
	client, err := tencentsms.NewClient(common.NewCredential(a.KeyID, a.KeySecret), a.Region, settings)
	if err != nil {
		return nil, fmt.Errorf("set up Tencent Cloud SMS: %w", err)
	}
	client.WithHttpTransport(tencentCalls{a.web()})
	return &Tencent{a, client}, nil
}

// tencentCalls carries the SDK's calls over our own client.
type tencentCalls struct{ web *http.Client }

// RoundTrip sends a request.
func (c tencentCalls) RoundTrip(r *http.Request) (*http.Response, error) { return c.web.Do(r) }

// SendCode sends a code; see [Sender].
func (s *Tencent) SendCode(ctx context.Context, phone, code string, _ time.Duration) error {
	return refusal(s.send(ctx, phone, s.account.CodeTemplate, codeValues(code)))
}

// SendNotice sends a notice; see [Sender].
func (s *Tencent) SendNotice(ctx context.Context, phone string, n exam.SMSNotice) exam.SMSFailure {
	if why := s.Missing(n.Kind); why != "" {
		return exam.SMSFailure{Why: why}
	}
	return s.send(ctx, phone, s.account.Templates[n.Kind], n.Values)
}

// Missing says whether the account has a template; see [Sender].
func (s *Tencent) Missing(kind exam.SMSKind) Why { return s.account.missing(kind) }

func (s *Tencent) send(ctx context.Context, phone, template string, said []exam.SMSValue) exam.SMSFailure {
	ctx, cancel := context.WithTimeout(ctx, s.account.within())
	defer cancel()
	request := tencentsms.NewSendSmsRequest()
	request.PhoneNumberSet = []*string{new(tencentNumber(phone))}
	request.SmsSdkAppId, request.SignName, request.TemplateId = &s.account.AppID, &s.account.Sign, &template
	for _, v := range said {
		request.TemplateParamSet = append(request.TemplateParamSet, new(v.Text))
	}
	answer, err := s.client.SendSmsWithContext(ctx, request)
	var refused *sdkerrors.TencentCloudSDKError
	switch {
	case errors.As(err, &refused):
		return notSent(ctx, tencent, tencentWhy(refused.Code), refused.Code, refused.RequestId)
	case err != nil:
		return notSent(ctx, tencent, WhyAway, cause(err), "")
	case answer.Response == nil || len(answer.Response.SendStatusSet) != 1:
		return notSent(ctx, tencent, WhyAway, "", "")
	}
	if told := text(answer.Response.SendStatusSet[0].Code); told != tencentOK {
		return notSent(ctx, tencent, tencentWhy(told), told, text(answer.Response.RequestId))
	}
	return exam.SMSFailure{}
}

// tencentNumber writes a number as E.164.
func tencentNumber(phone string) string {
	if strings.HasPrefix(phone, "+") {
		return phone
	}
	return "+86" + phone
}

// tencentWhy sorts the codes of Tencent Cloud's answers (its documentation of
// SendSms, "error codes").
func tencentWhy(told string) Why {
	switch told {
	case "InvalidParameterValue.IncorrectPhoneNumber", "FailedOperation.PhoneNumberInBlacklist":
		return WhyNumber
	}
	kind, _, _ := strings.Cut(told, ".")
	switch kind {
	case "LimitExceeded":
		return WhyLimit
	case "", "InternalError", "RequestLimitExceeded", "ClientError", "ServiceUnavailable":
		return WhyAway
	}
	return WhyRefused
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
