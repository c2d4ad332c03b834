// Package operation is how a feature offers something over HTTP. Every
// operation names one action of [exam.Who]; whoever may never take that action
// is refused before the handler looks anything up, and the OpenAPI shows who
// may. Handlers return domain errors; [problem] words them.
package operation

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"

	"kaochang/internal/exam"
	"kaochang/internal/problem"
)

// Op describes one operation.
type Op struct {
	Method  string
	Path    string
	ID      string // operationId, unique, kebab-case
	Summary string
	Tag     string
	Action  exam.Action
	// Status of success. Defaults to 200, or 204 where the output has no body.
	Status int
	// MaxBodyBytes of a request. Defaults to 64 KiB.
	MaxBodyBytes int64
	// Before, where it is set, may refuse a request before its body is read: who asks
	// may take the action somewhere.
	Before func(ctx huma.Context) error
}

const defaultMaxBodyBytes = 64 << 10

// Register adds an operation to the API.
func Register[I, O any](api huma.API, op Op, handler func(context.Context, *I) (*O, error)) {
	kinds, roles := exam.Who(op.Action)
	if len(kinds) == 0 {
		panic("operation " + op.ID + " names an action that nobody may take: " + string(op.Action))
	}
	if op.MaxBodyBytes == 0 {
		op.MaxBodyBytes = defaultMaxBodyBytes
	}
	huma.Register(api, huma.Operation{
		Method: op.Method, Path: op.Path, OperationID: op.ID, Summary: op.Summary, Tags: []string{op.Tag},
		DefaultStatus: op.Status, MaxBodyBytes: op.MaxBodyBytes,
		BodyReadTimeout: -1, // none of huma's, which stays on the line and ends whatever works for five seconds; the server has its own
		Errors:          []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusConflict},
		Extensions:      map[string]any{"x-action": op.Action, "x-kinds": kinds, "x-roles": roles},
		Middlewares:     huma.Middlewares{guard(op)},
	}, func(ctx context.Context, in *I) (*O, error) {
		out, err := handler(ctx, in)
		if err != nil {
			return nil, problem.From(ctx, err)
		}
		return out, nil
	})
}

// guard refuses who may never take the action, before the request is judged by
// its form: what an operation expects is not for everybody to find out.
func guard(op Op) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		err := mayEver(ActorFrom(ctx.Context()), op.Action)
		if err == nil && op.Before != nil {
			err = op.Before(ctx)
		}
		if err != nil {
			r, w := humachi.Unwrap(ctx)
			problem.Write(w, r, err)
			return
		}
		next(ctx)
	}
}

func mayEver(by exam.Actor, a exam.Action) error {
	if exam.MayEver(by, a) {
		return nil
	}
	if by.Kind == exam.ActorStranger {
		return exam.Errorf(exam.CodeUnauthenticated, "sign in first")
	}
	return exam.Errorf(exam.CodeForbidden, "this is not yours to do")
}

type actorKey struct{}

// WithActor returns a context that carries who asks.
func WithActor(ctx context.Context, by exam.Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, by)
}

// ActorFrom returns who asks; a stranger where nobody is signed in.
func ActorFrom(ctx context.Context) exam.Actor {
	by, _ := ctx.Value(actorKey{}).(exam.Actor)
	return by
}

type callerKey struct{}

// Caller is where a request comes from, for rate limits and links.
type Caller struct {
	Addr   string // the network address, without the port
	Origin string // scheme and host that the browser used
}

// WithCaller returns a context that carries where the request comes from.
func WithCaller(ctx context.Context, c Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}

// CallerFrom returns where the request comes from.
func CallerFrom(ctx context.Context) Caller {
	c, _ := ctx.Value(callerKey{}).(Caller)
	return c
}

// Empty is the input of operations that take only what is in the context.
type Empty struct{}

// NoContent is the output of operations that answer 204.
type NoContent struct{}
