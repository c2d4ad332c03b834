package video

import (
	"context"
	"slices"
	"strconv"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
	"kaochang/internal/snapshot"
)

// Rule returns how the candidates of a session record themselves, to its staff.
func (s *Service) Rule(ctx context.Context, sessionID string) (*RuleView, error) {
	if _, err := operation.OnSession(ctx, s.store, exam.ActionSeePapers, sessionID); err != nil {
		return nil, err
	}
	t, err := s.store.Timetable(ctx, sessionID)
	if err != nil {
		return nil, err
	}
	if t.Session.Type != exam.TypeVideo {
		return nil, exam.Errorf(exam.CodeNotFound, "this is no video exam")
	}
	view := ruleView(t.Session.VideoRule(), t.Session.SecondCamera)
	return &view, nil
}

// SetRule sets it; who records already goes on by the new one.
func (s *Service) SetRule(ctx context.Context, sessionID string, v RuleView) (*RuleView, error) {
	by, err := operation.OnSession(ctx, s.store, exam.ActionSetPapers, sessionID)
	if err != nil {
		return nil, err
	}
	t, err := s.store.Timetable(ctx, sessionID)
	if err != nil {
		return nil, err
	}
	if t.Session.Type != exam.TypeVideo {
		return nil, exam.Errorf(exam.CodeNotFound, "this is no video exam")
	}
	r := exam.VideoRule{
		Tries: v.Tries, Min: time.Duration(v.MinSeconds) * time.Second, Max: time.Duration(v.MaxSeconds) * time.Second,
		Reading: time.Duration(v.ReadingSeconds) * time.Second, Grace: time.Duration(v.GraceMinutes) * time.Minute,
		DrawQuestion: v.DrawQuestion, BrokenCosts: v.BrokenCosts, ChangedAt: s.now(), ChangedBy: by.Name,
	}
	if err := r.Check(); err != nil {
		return nil, err
	}
	fact := exam.Fact{Kind: "video_rule.set", Actor: by, At: s.now(), Data: map[string]string{
		"session": sessionID, "tries": strconv.Itoa(v.Tries), "min_s": strconv.Itoa(v.MinSeconds), "max_s": strconv.Itoa(v.MaxSeconds),
		"reading_s": strconv.Itoa(v.ReadingSeconds), "grace_min": strconv.Itoa(v.GraceMinutes), "draw": strconv.FormatBool(v.DrawQuestion), "broken_costs": strconv.FormatBool(v.BrokenCosts),
	}}
	if err := s.store.SetVideoRule(ctx, sessionID, r, fact); err != nil {
		return nil, err
	}
	return s.Rule(ctx, sessionID)
}

// Board returns what stands in every video sitting of a session.
func (s *Service) Board(ctx context.Context, sessionID string) ([]*VideoState, error) {
	if _, err := operation.OnSession(ctx, s.store, exam.ActionSeeBoard, sessionID); err != nil {
		return nil, err
	}
	t, err := s.store.Timetable(ctx, sessionID)
	if err != nil {
		return nil, err
	}
	sittings, err := s.store.SittingsOf(ctx, sessionID)
	if err != nil {
		return nil, err
	}
	reports, err := s.store.ReportsOfSession(ctx, sessionID)
	if err != nil {
		return nil, err
	}
	tracks, err := s.store.TracksOfSession(ctx, sessionID)
	if err != nil {
		return nil, err
	}
	bySitting := map[string][]exam.Track{}
	for _, k := range tracks {
		bySitting[k.SittingID] = append(bySitting[k.SittingID], k)
	}
	rows := make([]*VideoState, len(sittings))
	for i, one := range sittings {
		f := facts{one: one, in: t.Session, reports: reports[one.ID], tracks: bySitting[one.ID], now: s.now()}
		rows[i] = f.state()
	}
	return rows, nil
}

// TakesLine is what there is to be played of a candidate, who is known by her order
// number alone.
type TakesLine struct {
	SittingID string     `json:"sitting_id"`
	Order     int        `json:"order" doc:"The order number that the draw or the roster gave, from 1"`
	Phase     exam.Phase `json:"phase" enum:"assigned,check_in,ready,recording,previewing,uploading,submitted,finished,absent"`
	Takes     int        `json:"takes"`
	Answered  bool       `json:"answered" doc:"One of them is the answer"`
}

// Takes returns what there is to be played in a session, by order number, to all who
// may play it; the names are on the board ([Service.Board]). CodeNotFound for a session
// of another exam type.
func (s *Service) Takes(ctx context.Context, sessionID string) ([]TakesLine, error) {
	if _, err := operation.OnSession(ctx, s.store, exam.ActionSeeTakes, sessionID); err != nil {
		return nil, err
	}
	sittings, err := s.store.SittingsOf(ctx, sessionID)
	if err != nil {
		return nil, err
	}
	lines := []TakesLine{}
	for _, one := range sittings {
		if one.Type != exam.TypeVideo {
			return nil, exam.Errorf(exam.CodeNotFound, "this is no video exam")
		}
		if len(one.Takes) == 0 {
			continue
		}
		answered := slices.ContainsFunc(one.Takes, func(t exam.Take) bool { return t.State == exam.TakeFinal })
		lines = append(lines, TakesLine{one.ID, one.Order, one.Phase, len(one.Takes), answered})
	}
	slices.SortFunc(lines, func(a, b TakesLine) int { return a.Order - b.Order })
	return lines, nil
}

// StopTake stops a take for a reason.
func (s *Service) StopTake(ctx context.Context, sittingID, takeID, reason string) (*snapshot.BoardSitting, error) {
	return s.byStaff(ctx, sittingID, func(one *exam.Sitting, in exam.Session, _ []exam.DeviceReport, by exam.Actor, now time.Time) error {
		return one.StopTake(by, takeID, reason, in, now)
	})
}

// GiveTry gives a candidate one more take for a reason.
func (s *Service) GiveTry(ctx context.Context, sittingID, reason string) (*snapshot.BoardSitting, error) {
	return s.byStaff(ctx, sittingID, func(one *exam.Sitting, _ exam.Session, _ []exam.DeviceReport, by exam.Actor, now time.Time) error {
		return one.GiveTry(by, reason, now)
	})
}

// Reopen lets a candidate who has handed in record again.
func (s *Service) Reopen(ctx context.Context, sittingID, reason string, minutes int) (*snapshot.BoardSitting, error) {
	return s.byStaff(ctx, sittingID, func(one *exam.Sitting, in exam.Session, _ []exam.DeviceReport, by exam.Actor, now time.Time) error {
		return one.ReopenVideo(by, reason, minutes, in, now)
	})
}
