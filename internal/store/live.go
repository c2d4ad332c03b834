package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

// enteredRow is a device in a sitting that it has entered.
type enteredRow struct {
	ID, SchoolID, SessionID, Type, Phase string
	Mock                                 bool
	Position                             int
	LoginID, Label                       string
	JoinedAt                             int64
}

const entered = `SELECT s.id, s.school_id, s.session_id, s.type, s.phase, se.mock, d.position, d.login_id, d.label, d.joined_at
  FROM sitting s JOIN session se ON se.id = s.session_id JOIN sitting_device d ON d.sitting_id = s.id
  WHERE `

// LiveSittings returns the sittings of all schools in whose media rooms candidates may be
// ([exam.LivePhases]) and that a device has entered: each with its devices, whether it is
// practice, and no more. It serves the server's own work, which asks every few seconds
// whoever is there, so it is one query however many are.
func (s *Store) LiveSittings(ctx context.Context) ([]exam.Sitting, error) {
	var rows []enteredRow
	err := s.read.NewRaw(entered+"s.phase IN (?) ORDER BY s.id, d.position", bun.List(exam.LivePhases())).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("list live sittings: %w", err)
	}
	return enteredOf(rows), nil
}

// EnteredSittings returns sittings as [Store.LiveSittings] does, in whatever phase; one
// that no device has entered is missing. Connections that come or go ask it.
func (s *Store) EnteredSittings(ctx context.Context, ids []string) ([]exam.Sitting, error) {
	db, among, named := s.naming(nil, ids)
	var rows []enteredRow
	if err := db.scan(ctx, db.NewRaw(entered+"s.id"+among+" ORDER BY s.id, d.position", named), &rows); err != nil {
		return nil, fmt.Errorf("find devices of sittings: %w", err)
	}
	return enteredOf(rows), nil
}

// Standing returns whose a sitting is and where it stands, no more, CodeNotFound where there
// is none: it is asked of each device that enters.
func (s *Store) Standing(ctx context.Context, sittingID string) (enrolmentID string, phase exam.Phase, err error) {
	one, there, err := s.asked.standings.of(ctx, sittingID)
	if err == nil && !there {
		err = exam.Errorf(exam.CodeNotFound, "no such sitting")
	}
	return one.EnrolmentID, one.Phase, err
}

// standing is whose a sitting is and where it stands.
type standing struct {
	ID, EnrolmentID string
	Phase           exam.Phase
}

func (s *Store) readStandings(ctx context.Context, sittingIDs []string) (map[string]standing, error) {
	var rows []standing
	db, among, named := s.naming(nil, sittingIDs)
	if err := db.scan(ctx, db.NewRaw("SELECT id, enrolment_id, phase FROM sitting WHERE id"+among, named), &rows); err != nil {
		return nil, fmt.Errorf("look where sittings stand: %w", err)
	}
	found := make(map[string]standing, len(rows))
	for _, r := range rows {
		found[r.ID] = r
	}
	return found, nil
}

// enteredOf gathers the devices of each sitting, which come one after another.
func enteredOf(rows []enteredRow) []exam.Sitting {
	var all []exam.Sitting
	for _, r := range rows {
		if n := len(all); n == 0 || all[n-1].ID != r.ID {
			all = append(all, exam.Sitting{
				ID: r.ID, SchoolID: r.SchoolID, SessionID: r.SessionID, Type: exam.Type(r.Type), Phase: exam.Phase(r.Phase), Mock: r.Mock,
			})
		}
		one := &all[len(all)-1]
		one.Devices = append(one.Devices, exam.Device{Position: exam.Position(r.Position), LoginID: r.LoginID, Label: r.Label, JoinedAt: at(r.JoinedAt)})
	}
	return all
}
