package school

import (
	"bytes"
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

// LedgerQuery chooses entries of the ledger.
type LedgerQuery struct {
	From      time.Time      `query:"from"`
	To        time.Time      `query:"to"`
	ActorKind exam.ActorKind `query:"actor_kind" enum:"candidate,device,staff,clock"`
	Actor     string         `query:"actor" maxLength:"100" doc:"Part of the name of who did it"`
	Kind      string         `query:"kind" maxLength:"60" doc:"The beginning of the kind, such as candidate."`
	Query     string         `query:"q" maxLength:"100" doc:"Part of a name, a reason or a particular"`
}

func (f LedgerQuery) filter() exam.LedgerFilter {
	return exam.LedgerFilter{From: f.From, To: f.To, ActorKind: f.ActorKind, Actor: f.Actor, Kind: f.Kind, Query: f.Query}
}

type ledgerInput struct {
	LedgerQuery
	Offset int `query:"offset" minimum:"0"`
	Limit  int `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// LedgerView is an entry of the ledger.
type LedgerView struct {
	Seq       int64             `json:"seq"`
	At        time.Time         `json:"at"`
	Kind      string            `json:"kind"`
	ActorKind exam.ActorKind    `json:"actor_kind"`
	Actor     string            `json:"actor"`
	Reason    string            `json:"reason,omitempty"`
	From      exam.Phase        `json:"from,omitempty"`
	To        exam.Phase        `json:"to,omitempty"`
	Addr      string            `json:"addr,omitempty"`
	SittingID string            `json:"sitting_id,omitempty"`
	Candidate string            `json:"candidate,omitempty" doc:"Whose sitting it is"`
	Data      map[string]string `json:"data,omitempty"`
	Hash      string            `json:"hash"`
}

type ledgerOutput struct {
	Body struct {
		Total   int          `json:"total"`
		Entries []LedgerView `json:"entries"`
	}
}

type ledgerCheckOutput struct {
	Body struct {
		Checked int     `json:"checked"`
		Wrong   []int64 `json:"wrong" doc:"Numbers of entries whose hash is not theirs"`
	}
}

// registerLedger adds what is done with the ledger.
func (s *Service) registerLedger(api huma.API) {
	op := func(method, path, id, summary string) operation.Op {
		return operation.Op{Method: method, Path: "/api/ledger" + path, ID: id, Summary: summary, Tag: tag, Action: exam.ActionSeeLedger}
	}
	operation.Register(api, op("GET", "", "list-ledger", "Who did what, when, why, from where; newest first"), s.handleLedger)
	operation.Register(api, op("GET", "/export", "export-ledger", "The same as a workbook"), s.handleExportLedger)
	operation.Register(api, op("POST", "/check", "check-ledger", "Take every hash of the ledger again"), s.handleCheck)
}

func (s *Service) handleLedger(ctx context.Context, in *ledgerInput) (*ledgerOutput, error) {
	f := in.filter()
	f.Offset, f.Limit = in.Offset, in.Limit
	list, total, err := s.Ledger(ctx, operation.ActorFrom(ctx), f)
	out := &ledgerOutput{}
	out.Body.Total, out.Body.Entries = total, make([]LedgerView, len(list))
	for i, e := range list {
		out.Body.Entries[i] = LedgerView{
			Seq: e.Seq, At: e.At, Kind: e.Kind, ActorKind: e.ActorKind, Actor: e.ActorName, Reason: e.Reason, From: e.From, To: e.To, Addr: e.Addr,
			SittingID: e.SittingID, Candidate: e.Candidate, Data: e.Data, Hash: e.Hash,
		}
	}
	return out, err
}

type bytesCloser struct{ *bytes.Reader }

// Close does nothing: the bytes are in memory.
func (bytesCloser) Close() error { return nil }

func (s *Service) handleExportLedger(ctx context.Context, in *LedgerQuery) (*operation.Stream, error) {
	out, err := s.ExportLedger(ctx, operation.ActorFrom(ctx), in.filter())
	if err != nil {
		return nil, err
	}
	at := s.Now()
	return operation.StreamOf(bytesCloser{bytes.NewReader(out)}, operation.Content{
		Type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Name: "audit-" + at.Format("20060102-1504") + ".xlsx", ModTime: at.Truncate(time.Second),
	}), nil
}

func (s *Service) handleCheck(ctx context.Context, _ *operation.Empty) (*ledgerCheckOutput, error) {
	out := &ledgerCheckOutput{}
	var err error
	out.Body.Checked, out.Body.Wrong, err = s.CheckLedger(ctx, operation.ActorFrom(ctx))
	if out.Body.Wrong == nil {
		out.Body.Wrong = []int64{}
	}
	return out, err
}
