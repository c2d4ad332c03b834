package planning

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
)

// KeepMajor makes a major of an exam, or changes the one that has the
// identifier; it returns the identifier. A college of another school is
// CodeNotFound.
func (s *Service) KeepMajor(ctx context.Context, by exam.Actor, examID string, m exam.Major) (string, error) {
	m.Name = strings.TrimSpace(m.Name)
	err := s.change(ctx, by, examID, false, func(set *exam.SetUp) (exam.SetUpChange, error) {
		if err := m.Check(); err != nil {
			return exam.SetUpChange{}, err
		}
		if !slices.ContainsFunc(set.Colleges, func(c exam.College) bool { return c.ID == m.CollegeID }) {
			return exam.SetUpChange{}, exam.Errorf(exam.CodeNotFound, "no such college")
		}
		before, err := keepID(&m.ID, set.Major)
		if err != nil {
			return exam.SetUpChange{}, err
		}
		f := s.fact(by, "major.kept", "", "exam", examID, "major", m.ID, "name", m.Name, "fee_fen", fmt.Sprint(before.FeeFen, " → ", m.FeeFen))
		return exam.SetUpChange{Majors: []exam.Major{m}, Facts: []exam.Fact{f}}, nil
	})
	return m.ID, err
}

// keepID gives a new thing an identifier; for an old one it returns what there
// was before, or CodeNotFound.
func keepID[T any](id *string, find func(string) (T, error)) (before T, err error) {
	if *id == "" {
		*id = ident.New()
		return before, nil
	}
	return find(*id)
}

// KeepSubject makes or changes a subject.
func (s *Service) KeepSubject(ctx context.Context, by exam.Actor, examID string, x exam.Subject) (string, error) {
	x.Name = strings.TrimSpace(x.Name)
	err := s.change(ctx, by, examID, false, func(set *exam.SetUp) (exam.SetUpChange, error) {
		if _, err := keepID(&x.ID, set.Subject); err != nil {
			return exam.SetUpChange{}, err
		}
		if err := set.CheckSubject(x); err != nil {
			return exam.SetUpChange{}, err
		}
		c := exam.SetUpChange{Subjects: []exam.Subject{x}, Facts: []exam.Fact{s.fact(by, "subject.kept", "", "exam", examID, "subject", x.ID, "name", x.Name, "type", string(x.Type))}}
		for _, in := range set.Sessions {
			if in.SubjectID != x.ID {
				continue
			}
			c.Shown = append(c.Shown, in.ID)
			if in.Type != x.Type {
				in.Type = x.Type
				c.Sessions = append(c.Sessions, in)
			}
		}
		return c, nil
	})
	return x.ID, err
}

// KeepRoom makes or changes a room and sets its staff anew. Staff of another
// school are CodeNotFound, a role that no room has is CodeInvalid.
func (s *Service) KeepRoom(ctx context.Context, by exam.Actor, examID string, r exam.Room, members []exam.RoomStaff) (string, error) {
	r.Name = strings.TrimSpace(r.Name)
	if err := may(by); err != nil {
		return "", err
	}
	staff, err := s.Store.StaffOfSchool(ctx, by.SchoolID)
	if err != nil {
		return "", fmt.Errorf("list staff: %w", err)
	}
	names, err := namesOf(staff, members)
	if err != nil {
		return "", err
	}
	err = s.change(ctx, by, examID, false, func(set *exam.SetUp) (exam.SetUpChange, error) {
		if err := r.Check(); err != nil {
			return exam.SetUpChange{}, err
		}
		if _, err := keepID(&r.ID, set.Room); err != nil {
			return exam.SetUpChange{}, err
		}
		c := exam.SetUpChange{Rooms: []exam.Room{r}, Staff: map[string][]exam.RoomStaff{r.ID: members}}
		for _, in := range set.Sessions {
			if in.RoomID == r.ID {
				c.Shown = append(c.Shown, in.ID)
			}
		}
		c.Facts = []exam.Fact{s.fact(by, "room.kept", "", "exam", examID, "room", r.ID, "name", r.Name, "staff", strings.Join(names, ", "))}
		return c, nil
	})
	return r.ID, err
}

// namesOf words who is to be in a room as what.
func namesOf(staff []exam.Staff, members []exam.RoomStaff) ([]string, error) {
	by := make(map[string]string, len(staff))
	for _, one := range staff {
		by[one.ID] = one.Name
	}
	seen := map[string]bool{}
	for _, m := range members {
		name, known := by[m.StaffID]
		if !known {
			return nil, exam.Errorf(exam.CodeNotFound, "no such staff")
		}
		if !slices.Contains(exam.RoomRoles(), m.Role) {
			return nil, exam.Errorf(exam.CodeInvalid, "a room has no %s", m.Role).With("field", "role")
		}
		line := name + " (" + string(m.Role) + ")"
		if seen[m.StaffID+" "+string(m.Role)] {
			return nil, exam.Errorf(exam.CodeInvalid, "%s stands there twice", line).With("field", "staff")
		}
		seen[m.StaffID+" "+string(m.Role)] = true
	}
	var names []string
	for _, m := range members {
		names = append(names, by[m.StaffID]+" ("+string(m.Role)+")")
	}
	return names, nil
}

// KeepSession makes or changes a session; its type is its subject's.
func (s *Service) KeepSession(ctx context.Context, by exam.Actor, examID string, in exam.Session) (string, error) {
	err := s.change(ctx, by, examID, false, func(set *exam.SetUp) (exam.SetUpChange, error) {
		before, err := keepID(&in.ID, set.Session)
		if err != nil {
			return exam.SetUpChange{}, err
		}
		if err := set.CheckSession(in); err != nil {
			return exam.SetUpChange{}, err
		}
		subject, err := set.Subject(in.SubjectID)
		if err != nil {
			return exam.SetUpChange{}, err
		}
		in.Type = subject.Type
		data := s.fact(by, "session.kept", "", "exam", examID, "session", in.ID, "name", set.SessionName(in), "times", span(in))
		if before.ID != "" {
			data.Data["times_before"] = span(before)
		}
		return exam.SetUpChange{Sessions: []exam.Session{in}, Shown: []string{in.ID}, Facts: []exam.Fact{data}}, nil
	})
	return in.ID, err
}

func span(in exam.Session) string {
	const minutes = "2006-01-02T15:04Z"
	return in.StartsAt.UTC().Format(minutes) + "/" + in.EndsAt.UTC().Format(minutes)
}

// Kind is a part of an exam that can be removed.
type Kind string

// The kinds of part.
const (
	KindMajor   Kind = "majors"
	KindSubject Kind = "subjects"
	KindRoom    Kind = "rooms"
	KindSession Kind = "sessions"
)

// Remove takes a part away. What something else points at stays: CodeConflict
// with "why" "pointed_at" (a major with candidates, a room or subject with
// sessions) or "begun" (a session that somebody has entered); who was seated in a
// session that is removed is seated no more.
func (s *Service) Remove(ctx context.Context, by exam.Actor, examID string, kind Kind, id string) error {
	return s.change(ctx, by, examID, kind == KindSession, func(set *exam.SetUp) (exam.SetUpChange, error) {
		c, name, err := removal(set, kind, id)
		if err != nil {
			return exam.SetUpChange{}, err
		}
		c.Facts = []exam.Fact{s.fact(by, strings.TrimSuffix(string(kind), "s")+".removed", "", "exam", examID, "id", id, "name", name)}
		return c, nil
	})
}

func removal(set *exam.SetUp, kind Kind, id string) (c exam.SetUpChange, name string, err error) {
	switch kind {
	case KindMajor:
		m, err := set.Major(id)
		return exam.SetUpChange{RemoveMajor: id}, m.Name, err
	case KindSubject:
		x, err := set.Subject(id)
		return exam.SetUpChange{RemoveSubject: id}, x.Name, err
	case KindRoom:
		r, err := set.Room(id)
		return exam.SetUpChange{RemoveRoom: id, Staff: map[string][]exam.RoomStaff{id: nil}}, r.Name, err
	}
	in, err := set.Session(id)
	if err != nil {
		return c, "", err
	}
	if set.Seated[id].Begun > 0 {
		return c, "", exam.Errorf(exam.CodeConflict, "candidates have entered this session").With("why", "begun")
	}
	c.RemoveSession = id
	for _, e := range set.Entrants {
		for _, seat := range e.Seats {
			if seat.SessionID == id {
				c.Unseat = append(c.Unseat, exam.Unseat{SittingID: seat.SittingID, EnrolmentID: e.EnrolmentID})
			}
		}
	}
	return c, set.SessionName(in), nil
}
