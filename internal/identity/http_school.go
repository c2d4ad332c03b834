package identity

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

// FaceRuleBody is what can be set about face checks.
type FaceRuleBody struct {
	Provider     exam.FaceProvider `json:"provider" enum:"off,device,local,tencent,aliyun"`
	Similarity   int               `json:"similarity" doc:"Least likeness to the reference photo, percent"`
	TurnDegrees  int               `json:"turn_degrees"`
	NodDegrees   int               `json:"nod_degrees"`
	EyesPercent  int               `json:"eyes_percent" doc:"How far closed eyes may be open"`
	MouthPercent int               `json:"mouth_percent" doc:"How far an open mouth must be"`
	RetainDays   int               `json:"retain_days"`
	Notice       string            `json:"notice" maxLength:"20000" doc:"Empty for the built-in text"`
	Version      int               `json:"version" doc:"The one that the editor began with; 0 for the defaults"`
}

// FaceRuleView is a school's rule with what it may choose from.
type FaceRuleView struct {
	FaceRuleBody
	Providers []exam.FaceProvider `json:"providers" doc:"That this server has"`
	BuiltIn   []Notice            `json:"built_in"`
	ChangedAt *time.Time          `json:"changed_at,omitempty"`
	ChangedBy string              `json:"changed_by"`
}

type faceRuleOutput struct{ Body FaceRuleView }

type keepFaceRuleInput struct{ Body FaceRuleBody }

type importDatabasesInput struct {
	DryRun      bool   `query:"dry_run" doc:"Only tell what would happen"`
	LeaveOut    bool   `query:"leave_out" doc:"Leave wrong rows out"`
	ContentType string `header:"Content-Type"`
	RawBody     []byte `contentType:"application/octet-stream"`
}

type importDatabasesOutput struct{ Body Imported }

// maxTable bounds a table of results: 8 MiB.
const maxTable = 8 << 20

// registerSchool adds the operations of the school's administrators.
func (s *Service) registerSchool(api huma.API) {
	op := func(method, path, id, summary string) operation.Op {
		return operation.Op{Method: method, Path: path, ID: id, Summary: summary, Tag: tag, Action: exam.ActionPlan}
	}
	operation.Register(api, op("GET", "/api/face-rule", "get-face-rule", "How the school checks faces"),
		func(ctx context.Context, _ *operation.Empty) (*faceRuleOutput, error) { return s.handleRule(ctx) })
	operation.Register(api, op("PUT", "/api/face-rule", "keep-face-rule", "Set how the school checks faces"),
		func(ctx context.Context, in *keepFaceRuleInput) (*faceRuleOutput, error) {
			b := in.Body
			err := s.KeepRule(ctx, operation.ActorFrom(ctx), exam.FaceRule{
				Provider: b.Provider, Similarity: b.Similarity, TurnDegrees: b.TurnDegrees, NodDegrees: b.NodDegrees, EyesPercent: b.EyesPercent,
				MouthPercent: b.MouthPercent, RetainDays: b.RetainDays, Notice: b.Notice,
			}, b.Version)
			if err != nil {
				return nil, err
			}
			return s.handleRule(ctx)
		})
	table := op("POST", "/api/database-lines", "import-database-lines", "Import results of the four databases, xlsx or csv")
	table.MaxBodyBytes = maxTable
	operation.Register(api, table, func(ctx context.Context, in *importDatabasesInput) (*importDatabasesOutput, error) {
		out, err := s.ImportDatabases(ctx, operation.ActorFrom(ctx), in.RawBody, in.DryRun, in.LeaveOut)
		return &importDatabasesOutput{out}, err
	})
}

func (s *Service) handleRule(ctx context.Context) (*faceRuleOutput, error) {
	r, err := s.Rule(ctx, operation.ActorFrom(ctx))
	if err != nil {
		return nil, err
	}
	v := FaceRuleView{
		FaceRuleBody: FaceRuleBody{r.Provider, r.Similarity, r.TurnDegrees, r.NodDegrees, r.EyesPercent, r.MouthPercent, r.RetainDays, r.Notice, r.Version},
		Providers:    s.Providers(), ChangedAt: timeOf(r.ChangedAt), ChangedBy: r.ChangedBy,
	}
	plain := r
	plain.Notice = ""
	for _, language := range []string{"zh-CN", "en"} {
		v.BuiltIn = append(v.BuiltIn, noticeOf(plain, language))
	}
	return &faceRuleOutput{v}, nil
}
