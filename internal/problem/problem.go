// Package problem is how an error becomes an HTTP answer: RFC 9457 problem
// details with the domain's code. It is the only place that maps codes to
// statuses, and the place where an unmeant error is logged, once.
package problem

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
)

// Problem is the body of every error answer.
type Problem struct {
	Title  string    `json:"title" doc:"The status in words"`
	Status int       `json:"status" doc:"HTTP status"`
	Detail string    `json:"detail" doc:"A sentence for the person"`
	Code   exam.Code `json:"code" doc:"What the client branches on and translates by"`
	// Extras are the particulars of the code, for instance tries_left; they stand
	// beside the other members (RFC 9457, section 3.2).
	Extras map[string]any `json:"-"`
}

// MarshalJSON writes the extras beside the standard members.
func (p *Problem) MarshalJSON() ([]byte, error) {
	all := map[string]any{}
	maps.Copy(all, p.Extras)
	all["title"], all["status"], all["detail"], all["code"] = p.Title, p.Status, p.Detail, p.Code
	return json.Marshal(all)
}

// Error returns the sentence for the person.
func (p *Problem) Error() string { return p.Detail }

// GetStatus returns the HTTP status; huma asks for it.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType returns the media type of problem details; huma asks for it.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

var statuses = map[exam.Code]int{
	exam.CodeInvalid:         http.StatusUnprocessableEntity,
	exam.CodeUnauthenticated: http.StatusUnauthorized,
	exam.CodeForbidden:       http.StatusForbidden,
	exam.CodeNotFound:        http.StatusNotFound,
	exam.CodeRateLimited:     http.StatusTooManyRequests,
	exam.CodeInternal:        http.StatusInternalServerError,
	exam.CodeUnavailable:     http.StatusServiceUnavailable,
	exam.CodeCSRF:            http.StatusForbidden,
	exam.CodeTooLarge:        http.StatusRequestEntityTooLarge,
	exam.CodeWrongType:       http.StatusUnsupportedMediaType,
	exam.CodeCodeWrong:       http.StatusUnprocessableEntity,
	exam.CodeCodeExpired:     http.StatusUnprocessableEntity,
	exam.CodeCodeUsedUp:      http.StatusUnprocessableEntity,
	exam.CodeSMSFailed:       http.StatusServiceUnavailable,
	exam.CodeBadCredentials:  http.StatusUnauthorized,
	exam.CodeSecondFactor:    http.StatusUnauthorized,
	exam.CodePairingInvalid:  http.StatusNotFound,
	exam.CodePairingExpired:  http.StatusGone,
	exam.CodePairingUsed:     http.StatusGone,

	exam.CodeChallengeExpired: http.StatusGone,
	exam.CodeChallengeUsed:    http.StatusGone,
}

// Status returns the HTTP status of a code; what is not a matter of the request's
// form or the asker's rights is a conflict with the present state, 409.
func Status(c exam.Code) int {
	if s, ok := statuses[c]; ok {
		return s
	}
	return http.StatusConflict
}

// From turns an error into the answer. A refusal of the domain keeps its code
// and sentence; anything else is logged with its cause and shows nothing of it.
func From(ctx context.Context, err error) *Problem {
	var refusal *exam.Error
	if errors.As(err, &refusal) {
		return of(refusal.Code, refusal.Detail, refusal.Extras)
	}
	var ready *Problem
	if errors.As(err, &ready) {
		return ready
	}
	if errors.Is(err, context.Canceled) {
		return of(exam.CodeUnavailable, "the request was given up", nil)
	}
	slog.ErrorContext(ctx, "request failed", "error", err)
	return of(exam.CodeInternal, "something went wrong on the server; it was logged", nil)
}

func of(code exam.Code, detail string, extras map[string]any) *Problem {
	status := Status(code)
	return &Problem{Title: http.StatusText(status), Status: status, Detail: detail, Code: code, Extras: maps.Clone(extras)}
}

// Write answers a plain HTTP request with the error.
func Write(w http.ResponseWriter, r *http.Request, err error) {
	p := From(r.Context(), err)
	w.Header().Set("Content-Type", "application/problem+json")
	if s, ok := p.Extras["retry_after_s"]; ok {
		b, _ := json.Marshal(s)
		w.Header().Set("Retry-After", string(b))
	}
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the client may have gone
}

// UseInHuma replaces huma's own error body, which would print a plain Go error's
// text to the client. It must run before the first operation is registered.
func UseInHuma() {
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		for _, err := range errs {
			var refusal *exam.Error
			if errors.As(err, &refusal) {
				return of(refusal.Code, refusal.Detail, refusal.Extras)
			}
		}
		return fromHuma(status, msg, errs)
	}
}

// fromHuma words huma's own refusals: a request whose form is wrong.
func fromHuma(status int, msg string, errs []error) *Problem {
	p := &Problem{Title: http.StatusText(status), Status: status, Detail: msg, Code: exam.CodeInternal}
	switch {
	case status == http.StatusRequestEntityTooLarge:
		p.Code = exam.CodeTooLarge
	case status == http.StatusUnsupportedMediaType:
		p.Code = exam.CodeWrongType
	case status == http.StatusNotFound:
		p.Code = exam.CodeNotFound
	case status == http.StatusUnauthorized:
		p.Code = exam.CodeUnauthenticated
	case status >= 400 && status < 500:
		p.Code = exam.CodeInvalid
	case status == 0: // huma asks for the shape of errors only
		return p
	default:
		slog.Error("request failed", "error", errors.Join(errs...), "message", msg)
		p.Detail = "something went wrong on the server; it was logged"
		return p
	}
	var fields []string
	for _, err := range errs {
		var detail *huma.ErrorDetail
		if errors.As(err, &detail) {
			fields = append(fields, detail.Location+": "+detail.Message)
		}
	}
	if len(fields) > 0 {
		p.Extras = map[string]any{"fields": fields}
	}
	return p
}
