package exam_test

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"sort"
	"strings"
	"testing"

	"kaochang/internal/exam"
)

// unseated returns a set-up with three empty sessions and n candidates.
func unseated(n int) *exam.SetUp {
	s := sound()
	s.Sessions = []exam.Session{between("s1", "r1", 9, 11), between("s2", "r1", 11, 13), between("s3", "r2", 9, 11)}
	s.Entrants, s.Seated = nil, map[string]exam.SeatCount{}
	for i := range n {
		s.Entrants = append(s.Entrants, entrant(fmt.Sprintf("e%02d", i+1)))
	}
	return s
}

func placed(a exam.Assignment) string {
	var out []string
	for _, p := range a.Placements {
		line := fmt.Sprintf("%s→%s/%d", p.Entrant.EnrolmentID, p.SessionID, p.Order)
		if p.Left != "" {
			line += "←" + p.Left
		}
		out = append(out, line)
	}
	return strings.Join(out, " ")
}

func TestAssign(t *testing.T) {
	seated := func(s *exam.SetUp, i int, session string, phase exam.Phase) {
		s.Entrants[i].Seats = append(s.Entrants[i].Seats, exam.Seat{SittingID: "t" + s.Entrants[i].EnrolmentID, SessionID: session, Order: 7, Phase: phase})
	}
	for _, c := range []struct {
		rule    string
		n       int
		before  func(*exam.SetUp)
		request exam.AssignRequest
		want    string
		already int
		noPlace int
	}{
		{"one session takes all in order of number", 3, nil, exam.AssignRequest{SessionIDs: []string{"s1"}}, "e01→s1/1 e02→s1/2 e03→s1/3", 0, 0},
		{"one after the other is filled up to its capacity", 5, nil, exam.AssignRequest{SessionIDs: []string{"s1", "s3"}, Capacity: 2}, "e01→s1/1 e02→s1/2 e03→s3/1 e04→s3/2", 0, 1},
		{"in turn", 5, nil, exam.AssignRequest{SessionIDs: []string{"s1", "s3"}, RoundRobin: true}, "e01→s1/1 e02→s3/1 e03→s1/2 e04→s3/2 e05→s1/3", 0, 0},
		{"in turn, past the full", 4, func(s *exam.SetUp) { seated(s, 0, "s1", exam.PhaseAssigned) },
			exam.AssignRequest{SessionIDs: []string{"s1", "s3"}, RoundRobin: true, Capacity: 2}, "e02→s1/8 e03→s3/1 e04→s3/2", 1, 0},
		{"who has a sitting keeps it, numbers go on behind", 3, func(s *exam.SetUp) { seated(s, 1, "s1", exam.PhaseAssigned) },
			exam.AssignRequest{SessionIDs: []string{"s1"}}, "e01→s1/8 e03→s1/9", 1, 0},
		{"by hand", 3, nil, exam.AssignRequest{SessionIDs: []string{"s2"}, EnrolmentIDs: []string{"e03", "e01"}}, "e01→s2/1 e03→s2/2", 0, 0},
		{"moved where asked", 2, func(s *exam.SetUp) { seated(s, 0, "s1", exam.PhaseAssigned) },
			exam.AssignRequest{SessionIDs: []string{"s2"}, EnrolmentIDs: []string{"e01"}, Move: true}, "e01→s2/1←te01", 0, 0},
		{"never out of a room that was entered", 1, func(s *exam.SetUp) { seated(s, 0, "s1", exam.PhaseWaiting) },
			exam.AssignRequest{SessionIDs: []string{"s2"}, Move: true}, "", 1, 0},
		{"nor within the same session", 1, func(s *exam.SetUp) { seated(s, 0, "s1", exam.PhaseAssigned) },
			exam.AssignRequest{SessionIDs: []string{"s1"}, Move: true}, "", 1, 0},
		{"another subject's sitting does not count", 1, func(s *exam.SetUp) {
			s.Subjects = append(s.Subjects, exam.Subject{ID: "more", Type: exam.TypeInterview})
			s.Sessions[2].SubjectID = "more"
			seated(s, 0, "s3", exam.PhaseAssigned)
		}, exam.AssignRequest{SessionIDs: []string{"s1"}}, "e01→s1/1", 0, 0},
		{"of a major", 2, func(s *exam.SetUp) {
			s.Majors = append(s.Majors, exam.Major{ID: "dance"})
			s.Entrants[1].MajorID = "dance"
		}, exam.AssignRequest{SessionIDs: []string{"s1"}, MajorIDs: []string{"dance"}}, "e02→s1/1", 0, 0},
	} {
		t.Run(c.rule, func(t *testing.T) {
			s := unseated(c.n)
			if c.before != nil {
				c.before(s)
			}
			got, err := s.Assign(c.request, hour(8))
			if err != nil || placed(got) != c.want || got.Already != c.already || got.NoPlace != c.noPlace {
				t.Errorf("got %s (%d already, %d without place, %v)\nwant %s (%d, %d)", placed(got), got.Already, got.NoPlace, err, c.want, c.already, c.noPlace)
			}
		})
	}
}

func TestAssignRefuses(t *testing.T) {
	for _, c := range []struct {
		rule    string
		before  func(*exam.SetUp)
		request exam.AssignRequest
		want    exam.Code
	}{
		{"no session", nil, exam.AssignRequest{}, exam.CodeInvalid},
		{"another exam's session", nil, exam.AssignRequest{SessionIDs: []string{"x"}}, exam.CodeNotFound},
		{"another exam's candidate", nil, exam.AssignRequest{SessionIDs: []string{"s1"}, EnrolmentIDs: []string{"e01", "x"}}, exam.CodeNotFound},
		{"another exam's major", nil, exam.AssignRequest{SessionIDs: []string{"s1"}, MajorIDs: []string{"x"}}, exam.CodeNotFound},
		{"sessions of two subjects", func(s *exam.SetUp) { s.Sessions[1].SubjectID = "more" }, exam.AssignRequest{SessionIDs: []string{"s1", "s2"}}, exam.CodeInvalid},
		{"a session that has ended", func(s *exam.SetUp) { s.Sessions[0].EndsAt = hour(8) }, exam.AssignRequest{SessionIDs: []string{"s1"}}, exam.CodeConflict},
		{"a type that cannot be sat yet", func(s *exam.SetUp) { s.Sessions[0].Type = exam.TypeProctored }, exam.AssignRequest{SessionIDs: []string{"s1"}}, exam.CodeConflict},
		{"a lot without a seed", nil, exam.AssignRequest{SessionIDs: []string{"s1"}, Order: exam.OrderByLot}, exam.CodeInvalid},
	} {
		s := unseated(2)
		if c.before != nil {
			c.before(s)
		}
		if _, err := s.Assign(c.request, hour(8)); exam.CodeOf(err) != c.want {
			t.Errorf("%s: %v, want %s", c.rule, err, c.want)
		}
	}
}

func TestADrawCanBeDrawnAgain(t *testing.T) {
	s := unseated(40)
	r := exam.AssignRequest{SessionIDs: []string{"s1", "s2", "s3"}, RoundRobin: true, Order: exam.OrderByLot, Seed: "2026-12-01 07:00 双色球"}
	first, err := s.Assign(r, hour(8))
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(s.Entrants) // the order of the roster decides nothing
	again, err := s.Assign(r, hour(8))
	if err != nil || placed(again) != placed(first) {
		t.Errorf("drawn again: %s (%v)\nfirst: %s", placed(again), err, placed(first))
	}
	r.Seed += "."
	if other, _ := s.Assign(r, hour(8)); placed(other) == placed(first) {
		t.Error("another seed draws the same")
	}
	// As the page of the draw tells the public to do it.
	var numbers []string
	for i := range 40 {
		numbers = append(numbers, fmt.Sprintf("n-e%02d", i+1))
	}
	sort.Slice(numbers, func(i, j int) bool {
		key := func(n string) string {
			return fmt.Sprintf("%x", sha256.Sum256([]byte("2026-12-01 07:00 双色球:"+n)))
		}
		return key(numbers[i]) < key(numbers[j])
	})
	for i, p := range first.Placements {
		if p.Entrant.Number != numbers[i] {
			t.Fatalf("lot %d is %s, by hand %s", i, p.Entrant.Number, numbers[i])
		}
	}
}

func TestWhoIsEnrolledTwiceHasTwoLots(t *testing.T) {
	s := unseated(2)
	s.Majors = append(s.Majors, exam.Major{ID: "dance"})
	s.Entrants[1].Number, s.Entrants[1].MajorID = s.Entrants[0].Number, "dance"
	got, err := s.Assign(exam.AssignRequest{SessionIDs: []string{"s1"}, Order: exam.OrderByLot, Seed: "x"}, hour(8))
	if err != nil || len(got.Placements) != 2 || got.Placements[0].Entrant.EnrolmentID == got.Placements[1].Entrant.EnrolmentID {
		t.Errorf("%s (%v)", placed(got), err)
	}
}
