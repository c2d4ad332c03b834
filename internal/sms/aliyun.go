package sms

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/alibabacloud-go/darabonba-openapi/v2/models"
	dysmsapi "github.com/alibabacloud-go/dysmsapi-20170525/v5/client"
	"github.com/alibabacloud-go/tea/dara"
	"github.com/alibabacloud-go/tea/tea"

	"kaochang/internal/exam"
)

const (
	aliyun         = "aliyun"
	aliyunEndpoint = "dysmsapi.aliyuncs.com"
	aliyunOK       = "OK"
)

// Aliyun sends through Aliyun's SMS service (Dysmsapi 2017-05-25).
type Aliyun struct {
	account Account
	client  *dysmsapi.Client
}

// NewAliyun returns a sender. Nothing is asked yet.
func NewAliyun(a Account) (*Aliyun, error) {
	client, err := dysmsapi.NewClient(&models.Config{
		AccessKeyId: &a.KeyID, AccessKeySecret: &a.KeySecret, Endpoint: new(aliyunEndpoint), HttpClient: aliyunCalls{a.web()},
	})
	if err != nil {
		return nil, fmt.Errorf("set up Aliyun SMS: %w", err)
	}
	return &Aliyun{a, client}, nil
}

// aliyunCalls carries the SDK's calls over our own client.
type aliyunCalls struct{ web *http.Client }

// Call sends a request; the SDK's transport is not used.
func (c aliyunCalls) Call(r *http.Request, _ *http.Transport) (*http.Response, error) {
	return c.web.Do(r)
}

// SendCode sends a code; see [Sender].
func (s *Aliyun) SendCode(ctx context.Context, phone, code string, _ time.Duration) error {
	return refusal(s.send(ctx, phone, s.account.CodeTemplate, codeValues(code)))
}

// SendNotice sends a notice; see [Sender].
func (s *Aliyun) SendNotice(ctx context.Context, phone string, n exam.SMSNotice) exam.SMSFailure {
	if why := s.Missing(n.Kind); why != "" {
		return exam.SMSFailure{Why: why}
	}
	return s.send(ctx, phone, s.account.Templates[n.Kind], n.Values)
}

// Missing says whether the account has a template; see [Sender].
func (s *Aliyun) Missing(kind exam.SMSKind) Why { return s.account.missing(kind) }

func (s *Aliyun) send(ctx context.Context, phone, template string, said []exam.SMSValue) exam.SMSFailure {
	byName := make(map[string]string, len(said))
	for _, v := range said {
		byName[v.Name] = v.Text
	}
	values, err := json.Marshal(byName)
	if err != nil {
		return notSent(ctx, aliyun, WhyRefused, cause(err), "")
	}
	ctx, cancel := context.WithTimeout(ctx, s.account.within())
	defer cancel()
	answer, err := s.client.SendSmsWithContext(ctx, &dysmsapi.SendSmsRequest{
		PhoneNumbers: new(aliyunNumber(phone)), SignName: &s.account.Sign, TemplateCode: &template, TemplateParam: new(string(values)),
	}, &dara.RuntimeOptions{})
	var refused *tea.SDKError
	switch {
	case errors.As(err, &refused) && dara.StringValue(refused.Code) != "":
		told := dara.StringValue(refused.Code)
		return notSent(ctx, aliyun, aliyunWhy(told), told, "")
	case err != nil:
		return notSent(ctx, aliyun, WhyAway, cause(err), "")
	case answer.Body == nil:
		return notSent(ctx, aliyun, WhyAway, "", "")
	}
	if told := dara.StringValue(answer.Body.Code); told != aliyunOK {
		return notSent(ctx, aliyun, aliyunWhy(told), told, dara.StringValue(answer.Body.RequestId))
	}
	return exam.SMSFailure{}
}

// aliyunNumber writes a number as Aliyun wants it: as it is inside the mainland,
// else with the country's code and no plus.
func aliyunNumber(phone string) string { return strings.TrimPrefix(phone, "+") }

// aliyunWhy sorts the codes of Aliyun's answers (its documentation of SendSms,
// "error codes").
func aliyunWhy(told string) Why {
	switch told {
	case "isv.BUSINESS_LIMIT_CONTROL", "isv.DAY_LIMIT_CONTROL", "isv.MONTH_LIMIT_CONTROL":
		return WhyLimit
	case "isv.MOBILE_NUMBER_ILLEGAL", "isv.BLACK_KEY_CONTROL_LIMIT":
		return WhyNumber
	case "", "isp.SYSTEM_ERROR":
		return WhyAway
	}
	kind, _, _ := strings.Cut(told, ".")
	switch kind {
	case "Throttling", "ServiceUnavailable", "InternalError":
		return WhyAway
	}
	return WhyRefused
}
