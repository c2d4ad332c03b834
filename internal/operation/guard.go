package operation

import (
	"context"

	"kaochang/internal/exam"
)

// Scopes finds where something belongs. Both return CodeNotFound for what does
// not exist.
type Scopes interface {
	SittingScope(ctx context.Context, sittingID string) (exam.Scope, error)
	SessionScope(ctx context.Context, sessionID string) (exam.Scope, error)
}

// OnSitting returns who asks, as seen from a sitting, when she may take the
// action there; else the refusal of [exam.Can].
func OnSitting(ctx context.Context, scopes Scopes, a exam.Action, sittingID string) (exam.Actor, error) {
	scope, err := scopes.SittingScope(ctx, sittingID)
	return within(ctx, a, scope, err)
}

// OnSession is OnSitting for a session.
func OnSession(ctx context.Context, scopes Scopes, a exam.Action, sessionID string) (exam.Actor, error) {
	scope, err := scopes.SessionScope(ctx, sessionID)
	return within(ctx, a, scope, err)
}

// EnrolmentScopes finds where an enrolment belongs, else CodeNotFound.
type EnrolmentScopes interface {
	EnrolmentScope(ctx context.Context, enrolmentID string) (exam.Scope, error)
}

// OnEnrolment is OnSitting for an enrolment.
func OnEnrolment(ctx context.Context, scopes EnrolmentScopes, a exam.Action, enrolmentID string) (exam.Actor, error) {
	scope, err := scopes.EnrolmentScope(ctx, enrolmentID)
	return within(ctx, a, scope, err)
}

func within(ctx context.Context, a exam.Action, scope exam.Scope, err error) (exam.Actor, error) {
	if err != nil {
		return exam.Actor{}, err
	}
	by := ActorFrom(ctx)
	if err := exam.Can(by, a, scope); err != nil {
		return exam.Actor{}, err
	}
	return by.In(scope), nil
}
