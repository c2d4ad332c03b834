package flow

import (
	"context"
	"strconv"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/operation"
	"kaochang/internal/snapshot"
)

// change is a step of the candidate's own, answered with what stands then.
func (s *Service) change(ctx context.Context, sittingID string, fn func(exam.Actor, *exam.Sitting) error) (*snapshot.Sitting, error) {
	by, err := operation.OnSitting(ctx, s.Store, exam.ActionSit, sittingID)
	if err != nil {
		return nil, err
	}
	if _, err := s.Store.Change(ctx, sittingID, func(one *exam.Sitting, _ exam.Session) error { return fn(by, one) }); err != nil {
		return nil, err
	}
	return s.Snapshots.Sitting(ctx, by, sittingID)
}

// Text returns the pledge that a candidate is to sign, or the version that she has
// signed, with her signature; it is nil before.
func (s *Service) Text(ctx context.Context, sittingID string) (exam.PledgeText, *exam.Signature, error) {
	if _, err := operation.OnSitting(ctx, s.Store, exam.ActionSeeSitting, sittingID); err != nil {
		return exam.PledgeText{}, nil, err
	}
	one, err := s.Store.Sitting(ctx, sittingID)
	if err != nil {
		return exam.PledgeText{}, nil, err
	}
	g, err := s.Store.SignatureOf(ctx, sittingID)
	if err == nil {
		text, err := s.Store.Pledge(ctx, one.SchoolID, g.PledgeID)
		return text, &g, err
	}
	if exam.CodeOf(err) != exam.CodeNotFound {
		return exam.PledgeText{}, nil, err
	}
	if one.Step(exam.StepPledge) == nil {
		return exam.PledgeText{}, nil, exam.Errorf(exam.CodeNotFound, "there is no such step")
	}
	choice, err := s.Store.Choice(ctx, one.EnrolmentID)
	if err != nil {
		return exam.PledgeText{}, nil, err
	}
	text, err := s.Store.CurrentPledge(ctx, one.SchoolID, choice.Exam.ID)
	return text, nil, err
}

// Sign keeps the candidate's signature under the pledge that is current
// ([exam.Sitting.Sign]). agreed is that she read it to its end and agreed:
// CodeInvalid without.
func (s *Service) Sign(ctx context.Context, sittingID string, agreed bool, g exam.Signature) (*snapshot.Sitting, error) {
	by, err := operation.OnSitting(ctx, s.Store, exam.ActionSit, sittingID)
	if err != nil {
		return nil, err
	}
	if !agreed {
		return nil, exam.Errorf(exam.CodeInvalid, "read the pledge to its end and agree first").With("field", "agreed")
	}
	g.ID = ident.New()
	_, err = s.Store.SignPledge(ctx, sittingID, func(one *exam.Sitting, current exam.PledgeText, name string) (exam.Signature, error) {
		signed := g
		err := one.Sign(by, current, &signed, name, s.Now())
		return signed, err
	})
	if err != nil {
		return nil, err
	}
	return s.Snapshots.Sitting(ctx, by, sittingID)
}

// Devices are what a browser found out about itself in the device check.
type Devices struct {
	Camera     string // as the browser calls it
	Width      int    // of the picture, pixels
	Height     int
	Microphone string
	Heard      bool // a voice came through the microphone
	LatencyMs  int  // to the server and back
}

// CheckDevices notes that the first device was tried out (FEATURES B3). A picture
// and a voice are needed: CodeInvalid without.
func (s *Service) CheckDevices(ctx context.Context, sittingID string, d Devices) (*snapshot.Sitting, error) {
	return s.change(ctx, sittingID, func(by exam.Actor, one *exam.Sitting) error {
		if d.Width <= 0 || d.Height <= 0 {
			return exam.Errorf(exam.CodeInvalid, "the camera gave no picture").With("field", "camera")
		}
		if !d.Heard {
			return exam.Errorf(exam.CodeInvalid, "the microphone heard nothing").With("field", "microphone")
		}
		return one.CheckDevices(by, map[string]string{
			"camera": d.Camera, "picture": strconv.Itoa(d.Width) + "x" + strconv.Itoa(d.Height), "microphone": d.Microphone, "latency_ms": strconv.Itoa(d.LatencyMs),
		}, s.Now())
	})
}

// ScanRoom notes that the candidate has shown her room.
func (s *Service) ScanRoom(ctx context.Context, sittingID string) (*snapshot.Sitting, error) {
	return s.change(ctx, sittingID, func(by exam.Actor, one *exam.Sitting) error { return one.ScanRoom(by, s.Now()) })
}

// decide is a decision of staff about a step, answered with the board's row.
func (s *Service) decide(ctx context.Context, sittingID string, fn func(exam.Actor, *exam.Sitting) error) (*snapshot.BoardSitting, error) {
	by, err := operation.OnSitting(ctx, s.Store, exam.ActionSettleStep, sittingID)
	if err != nil {
		return nil, err
	}
	one, err := s.Store.Change(ctx, sittingID, func(one *exam.Sitting, _ exam.Session) error { return fn(by, one) })
	if err != nil {
		return nil, err
	}
	return s.Snapshots.BoardSitting(ctx, one)
}

// Tick is staff who looked and found a step good (FEATURES B11).
func (s *Service) Tick(ctx context.Context, sittingID string, kind exam.StepKind) (*snapshot.BoardSitting, error) {
	return s.decide(ctx, sittingID, func(by exam.Actor, one *exam.Sitting) error { return one.TickStep(by, kind, s.Now()) })
}

// AskAgain is staff who want a step done again, for a reason that the candidate reads.
func (s *Service) AskAgain(ctx context.Context, sittingID string, kind exam.StepKind, reason string) (*snapshot.BoardSitting, error) {
	return s.decide(ctx, sittingID, func(by exam.Actor, one *exam.Sitting) error { return one.AskAgain(by, kind, reason, s.Now()) })
}

// Override is staff who let a candidate pass a step, with a reason.
func (s *Service) Override(ctx context.Context, sittingID string, kind exam.StepKind, reason string) (*snapshot.BoardSitting, error) {
	return s.decide(ctx, sittingID, func(by exam.Actor, one *exam.Sitting) error { return one.OverrideStep(by, kind, reason, s.Now()) })
}
