package video

import (
	"context"
	"strconv"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

// noteSeen puts into the ledger that staff look at a take, before they get anything of
// it. What candidates see of their own is not noted.
func (s *Service) noteSeen(ctx context.Context, one *exam.Sitting, t *exam.Take) error {
	by := operation.ActorFrom(ctx)
	if by.Kind != exam.ActorStaff {
		return nil
	}
	return s.looks.Once(by.LoginID, t.ID, s.now(), func() error {
		fact := exam.Fact{Kind: "take.seen", Actor: by, At: s.now(), Data: map[string]string{"take": t.ID, "number": strconv.Itoa(t.Number)}}
		return s.store.KeepSittingFact(ctx, one.SchoolID, one.ID, fact)
	})
}
