package exam

import (
	"errors"
	"fmt"
	"maps"
)

// Code names why the server said no. The browser branches on it and translates
// by it; it is part of the API and never changes its meaning.
type Code string

// The codes. [CodeInternal] is what an error without a code counts as.
const (
	CodeInvalid             Code = "invalid"
	CodeUnauthenticated     Code = "unauthenticated"
	CodeForbidden           Code = "forbidden"
	CodeNotFound            Code = "not_found"
	CodeConflict            Code = "conflict"
	CodeRateLimited         Code = "rate_limited"
	CodeInternal            Code = "internal"
	CodeUnavailable         Code = "unavailable"
	CodeCSRF                Code = "csrf"
	CodeTooLarge            Code = "too_large"
	CodeWrongType           Code = "wrong_type"
	CodeCodeWrong           Code = "code_wrong"
	CodeCodeExpired         Code = "code_expired"
	CodeCodeUsedUp          Code = "code_used_up"
	CodeSMSFailed           Code = "sms_failed"
	CodeBadCredentials      Code = "bad_credentials"
	CodeSecondFactor        Code = "second_factor"
	CodeFeeDue              Code = "fee_due"
	CodeEntryNotOpen        Code = "entry_not_open"
	CodeEntryClosed         Code = "entry_closed"
	CodePositionTaken       Code = "position_taken"
	CodeDeviceReplaced      Code = "device_replaced"
	CodeElsewhere           Code = "elsewhere"
	CodeSittingOver         Code = "sitting_over"
	CodeStepOrder           Code = "step_order"
	CodeStepsOwed           Code = "steps_owed"
	CodeSecondCameraMissing Code = "second_camera_missing"
	CodePanelBusy           Code = "panel_busy"
	CodeStewardBusy         Code = "steward_busy"
	CodeInvitationExpired   Code = "invitation_expired"
	CodeWrongDevice         Code = "wrong_device"
	CodePairingInvalid      Code = "pairing_invalid"
	CodePairingExpired      Code = "pairing_expired"
	CodePairingUsed         Code = "pairing_used"
	CodeConsentOwed         Code = "consent_owed"
	CodeNoticeChanged       Code = "notice_changed"
	CodeChallengeWrong      Code = "challenge_wrong"
	CodeChallengeExpired    Code = "challenge_expired"
	CodeChallengeUsed       Code = "challenge_used"
	CodeFrameReplayed       Code = "frame_replayed"
	CodeVerdictClaimed      Code = "verdict_claimed"
	CodeTriesUsedUp         Code = "tries_used_up"
	CodeTimeUp              Code = "time_up"
	CodeTooMany             Code = "too_many"
	CodeOtherWriter         Code = "other_writer"
	CodeBlocked             Code = "blocked"
	CodeNoTries             Code = "no_tries"
	CodeTooShort            Code = "too_short"
)

// Error is a refusal that is meant: a rule said no. Its sentence may be read by
// a candidate; Extras go to the client beside the code (for instance
// "tries_left") and hold nothing secret.
type Error struct {
	Code   Code
	Detail string
	Extras map[string]any
}

// Error returns the sentence for the person.
func (e *Error) Error() string { return e.Detail }

// Errorf returns a refusal with a code and a sentence that a candidate may read.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Detail: fmt.Sprintf(format, args...)}
}

// With returns a copy of the refusal that carries one more extra.
func (e *Error) With(key string, value any) *Error {
	extras := maps.Clone(e.Extras)
	if extras == nil {
		extras = map[string]any{}
	}
	extras[key] = value
	return &Error{Code: e.Code, Detail: e.Detail, Extras: extras}
}

// CodeOf returns the code of the first refusal in err's chain, CodeInternal when
// there is none, and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var refusal *Error
	if errors.As(err, &refusal) {
		return refusal.Code
	}
	return CodeInternal
}

// Passing reports whether an error decides nothing: something was away or broke,
// and the same may well succeed later. What was sent is kept until then.
func Passing(err error) bool {
	code := CodeOf(err)
	return code == CodeInternal || code == CodeUnavailable
}

// ExtraOf returns an extra of the first refusal in err's chain, nil for none.
func ExtraOf(err error, key string) any {
	var refusal *Error
	if errors.As(err, &refusal) {
		return refusal.Extras[key]
	}
	return nil
}
