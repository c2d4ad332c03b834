package notice

import (
	"context"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

const tag = "SMS"

// SMSSettingView is how a school stands to a kind of notice.
type SMSSettingView struct {
	Kind exam.SMSKind `json:"kind" enum:"announcement,rejection,session"`
	On   bool         `json:"on"`
	Why  exam.SMSWhy  `json:"why,omitempty" enum:"none,no_template" doc:"Why this server cannot send it"`
}

type smsSettingsOutput struct {
	Body struct {
		Settings []SMSSettingView `json:"settings"`
	}
}

type changeSMSInput struct {
	Body struct {
		Kinds []exam.SMSKind `json:"kinds" maxItems:"10" doc:"All that go by SMS from now on"`
	}
}

// SMSQuery chooses messages.
type SMSQuery struct {
	State exam.SMSState `query:"state" enum:"waiting,sent,failed,"`
	Kind  exam.SMSKind  `query:"kind" enum:"announcement,rejection,session,"`
	Query string        `query:"q" maxLength:"100" doc:"Part of a name or number"`
}

func (q SMSQuery) filter() exam.SMSFilter {
	return exam.SMSFilter{State: q.State, Kind: q.Kind, Query: q.Query}
}

type smsLogInput struct {
	SMSQuery
	Offset int `query:"offset" minimum:"0"`
	Limit  int `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// SMSView is a message to a candidate.
type SMSView struct {
	NoticeID     string        `json:"notice_id"`
	CandidateID  string        `json:"candidate_id"`
	Kind         exam.SMSKind  `json:"kind" enum:"announcement,rejection,session"`
	About        string        `json:"about" doc:"What it is about: a title, a material, a subject with what has changed"`
	Number       string        `json:"number"`
	Name         string        `json:"name"`
	Phone        string        `json:"phone" doc:"Masked"`
	State        exam.SMSState `json:"state" enum:"waiting,sent,failed"`
	Tries        int           `json:"tries"`
	Why          exam.SMSWhy   `json:"why,omitempty" enum:"limit,number,refused,away,none,no_template" doc:"Why the last try failed"`
	ProviderCode string        `json:"provider_code,omitempty" doc:"The provider's own word for it"`
	CreatedAt    time.Time     `json:"created_at"`
	ChangedAt    time.Time     `json:"changed_at"`
}

type smsLogOutput struct {
	Body struct {
		Total    int       `json:"total"`
		Messages []SMSView `json:"messages"`
	}
}

// Register adds the operations of notices.
func (s *Service) Register(api huma.API) {
	op := func(method, path, id, summary string, a exam.Action) operation.Op {
		return operation.Op{Method: method, Path: "/api/sms" + path, ID: id, Summary: summary, Tag: tag, Action: a}
	}
	operation.Register(api, op("GET", "/settings", "get-sms-settings", "What goes to candidates by SMS", exam.ActionManageSchool), s.handleSettings)
	operation.Register(api, op("PUT", "/settings", "change-sms-settings", "Set what goes to candidates by SMS", exam.ActionManageSchool),
		func(ctx context.Context, in *changeSMSInput) (*operation.NoContent, error) {
			return &operation.NoContent{}, s.Change(ctx, operation.ActorFrom(ctx), in.Body.Kinds)
		})
	operation.Register(api, op("GET", "/messages", "list-sms", "Messages to candidates, newest first", exam.ActionSeeSMS), s.handleLog)
	operation.Register(api, op("GET", "/messages/export", "export-sms", "The same as a workbook", exam.ActionSeeSMS), s.handleExport)
}

func (s *Service) handleSettings(ctx context.Context, _ *operation.Empty) (*smsSettingsOutput, error) {
	list, err := s.Settings(ctx, operation.ActorFrom(ctx))
	out := &smsSettingsOutput{}
	out.Body.Settings = make([]SMSSettingView, len(list))
	for i, one := range list {
		out.Body.Settings[i] = SMSSettingView(one)
	}
	return out, err
}

func (s *Service) handleLog(ctx context.Context, in *smsLogInput) (*smsLogOutput, error) {
	f := in.filter()
	f.Offset, f.Limit = in.Offset, in.Limit
	list, total, err := s.Log(ctx, operation.ActorFrom(ctx), f)
	out := &smsLogOutput{}
	out.Body.Total, out.Body.Messages = total, make([]SMSView, len(list))
	for i, m := range list {
		out.Body.Messages[i] = SMSView{
			NoticeID: m.NoticeID, CandidateID: m.CandidateID, Kind: m.Kind, About: about(m), Number: m.Number, Name: m.Name, Phone: m.Phone, State: m.State,
			Tries: m.Tries, Why: m.Why, ProviderCode: m.ProviderCode, CreatedAt: m.CreatedAt, ChangedAt: m.ChangedAt,
		}
	}
	return out, err
}

// about words a message's values; the first is the school's name in every kind.
func about(m exam.SMSMessage) string {
	text := ""
	for i, v := range m.Values {
		switch {
		case i == 0:
		case text == "":
			text = v.Text
		default:
			text += " · " + v.Text
		}
	}
	return text
}

var exportHeader = []string{"时间 When", "考号 Number", "姓名 Name", "手机 Phone", "类别 Kind", "内容 About", "状态 State", "次数 Tries", "最近一次 Last try", "原因 Why", "服务商代码 Provider code"}

func (s *Service) handleExport(ctx context.Context, in *SMSQuery) (*operation.Stream, error) {
	by := operation.ActorFrom(ctx)
	export, err := operation.BeginExport(ctx, s.Store, by, s.Now())
	if err != nil {
		return nil, err
	}
	f := in.filter()
	f.Limit = operation.MaxExport
	list, total, err := s.Log(ctx, by, f)
	if err != nil {
		return nil, err
	}
	t := operation.Table{Name: "短信 SMS", Header: exportHeader}
	for _, m := range list {
		t.Rows = append(t.Rows, []string{
			export.Time(m.CreatedAt), m.Number, m.Name, m.Phone, string(m.Kind), about(m), string(m.State), strconv.Itoa(m.Tries), export.Time(m.ChangedAt),
			string(m.Why), m.ProviderCode,
		})
	}
	return export.Write(ctx, s.Write, t, total, "sms", "state", string(f.State), "kind", string(f.Kind), "query", f.Query)
}
