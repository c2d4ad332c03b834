package room

import (
	"context"
	"fmt"
	"slices"

	"kaochang/internal/exam"
	"kaochang/internal/snapshot"
)

// Board returns the board of a session for its staff.
func (s *Service) Board(ctx context.Context, by exam.Actor, sessionID string) (*snapshot.Board, error) {
	scope, err := s.store.SessionScope(ctx, sessionID)
	if err != nil {
		return nil, err
	}
	if err := exam.Can(by, exam.ActionSeeBoard, scope); err != nil {
		return nil, err
	}
	board, err := s.board(ctx, by.In(scope), sessionID)
	if err != nil {
		return nil, fmt.Errorf("gather board of session %s: %w", sessionID, err)
	}
	board.MyRoles, board.MyStaffID = by.RolesIn(scope), by.StaffID
	return board, nil
}

func (s *Service) board(ctx context.Context, by exam.Actor, sessionID string) (*snapshot.Board, error) {
	t, err := s.store.Timetable(ctx, sessionID)
	if err != nil {
		return nil, err
	}
	board := &snapshot.Board{Session: snapshot.SessionOf(t), ServerTime: s.now(), Questions: []snapshot.Question{}}
	sittings, err := s.store.SittingsOf(ctx, sessionID)
	if err != nil {
		return nil, err
	}
	if board.Sittings, err = s.rows(ctx, t.Session, sittings); err != nil {
		return nil, err
	}
	if board.Staff, err = s.members(ctx, sessionID, sittings, t.Scope); err != nil {
		return nil, err
	}
	if !seesQuestions(by) {
		return board, nil
	}
	questions, err := s.store.Questions(ctx, sessionID)
	if err != nil {
		return nil, err
	}
	for _, q := range questions {
		board.Questions = append(board.Questions, snapshot.QuestionOf(q))
	}
	return board, nil
}

// seesQuestions: who releases or writes them. Stewards meet candidates before
// the interview and must not know them.
func seesQuestions(by exam.Actor) bool {
	_, release := exam.Who(exam.ActionPanel)
	_, write := exam.Who(exam.ActionSetQuestions)
	return by.Has(slices.Concat(release, write)...)
}

func (s *Service) rows(ctx context.Context, in exam.Session, sittings []exam.Sitting) ([]snapshot.BoardSitting, error) {
	choices, err := s.store.ChoicesOfSession(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	lost, err := s.lostAt(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	exam.SortQueue(sittings)
	ahead := exam.Ahead(sittings)
	rows := make([]snapshot.BoardSitting, 0, len(sittings))
	for i := range sittings {
		one := &sittings[i]
		seen, err := s.seen(ctx, one.ID, lost)
		if err != nil {
			return nil, err
		}
		rows = append(rows, snapshot.BoardSittingOf(one, in, choices[one.ID], seen, ahead[one.ID]))
	}
	return rows, nil
}

// BoardSitting returns one row of the board, after a change, without asking
// again who may see it.
func (s *Service) BoardSitting(ctx context.Context, sitting exam.Sitting) (*snapshot.BoardSitting, error) {
	t, err := s.store.Timetable(ctx, sitting.SessionID)
	if err != nil {
		return nil, fmt.Errorf("find session %s: %w", sitting.SessionID, err)
	}
	peers, err := s.store.Queue(ctx, sitting.SessionID)
	if err != nil {
		return nil, fmt.Errorf("list sittings of session %s: %w", sitting.SessionID, err)
	}
	choice, err := s.store.ChoiceOfSitting(ctx, sitting.ID)
	if err != nil {
		return nil, fmt.Errorf("find choice of sitting %s: %w", sitting.ID, err)
	}
	lost, err := s.lostAt(ctx, sitting.SessionID)
	if err != nil {
		return nil, fmt.Errorf("list interruptions of session %s: %w", sitting.SessionID, err)
	}
	seen, err := s.seen(ctx, sitting.ID, lost)
	if err != nil {
		return nil, fmt.Errorf("look for devices of sitting %s: %w", sitting.ID, err)
	}
	row := snapshot.BoardSittingOf(&sitting, t.Session, choice, seen, exam.Ahead(peers)[sitting.ID])
	return &row, nil
}

// MySession is a session that a member of staff is bound to.
type MySession struct {
	snapshot.Session
	MyRoles []exam.Role        `json:"my_roles"`
	Counts  map[exam.Phase]int `json:"counts" doc:"Sittings by phase"`
}

// MySessions lists the sessions that the actor has any role in, soonest first.
func (s *Service) MySessions(ctx context.Context, by exam.Actor) ([]MySession, error) {
	timetable, err := s.store.SessionsFor(ctx, by.SchoolID, by.Bindings)
	if err != nil {
		return nil, fmt.Errorf("list sessions of staff %s: %w", by.StaffID, err)
	}
	ids := make([]string, len(timetable))
	for i, t := range timetable {
		ids[i] = t.Session.ID
	}
	counts, err := s.store.PhaseCounts(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("count phases: %w", err)
	}
	mine := []MySession{}
	for _, t := range timetable {
		c := counts[t.Session.ID]
		if c == nil {
			c = map[exam.Phase]int{}
		}
		mine = append(mine, MySession{Session: snapshot.SessionOf(t), MyRoles: by.RolesIn(t.Scope), Counts: c})
	}
	return mine, nil
}
