package exam_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kaochang/internal/exam"
)

var planDay = time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)

// hour returns a time of the day of the exam.
func hour(h float64) time.Time { return planDay.Add(time.Duration(h * float64(time.Hour))) }

// between makes a session of a room whose entry opens half an hour before it.
func between(id, room string, from, to float64) exam.Session {
	return exam.Session{
		ID: id, RoomID: room, SubjectID: "talk", Type: exam.TypeInterview, StartsAt: hour(from), EndsAt: hour(to),
		EntryOpensAt: hour(from - 0.5), EntryClosesAt: hour(to),
	}
}

// sound returns a set-up that nothing is wrong with: two rooms, a session each,
// one candidate in each.
func sound() *exam.SetUp {
	return &exam.SetUp{
		Exam:     exam.Exam{ID: "exam", Name: "复试"},
		Majors:   []exam.Major{{ID: "song", Name: "声乐", CollegeID: "arts"}},
		Subjects: []exam.Subject{{ID: "talk", Name: "面试", Type: exam.TypeInterview}},
		Rooms:    []exam.Room{{ID: "r1", Name: "一室"}, {ID: "r2", Name: "二室"}},
		Sessions: []exam.Session{between("s1", "r1", 9, 11), between("s2", "r2", 11, 12)},
		Staff: []exam.RoomStaff{
			{RoomID: "r1", StaffID: "chen", Name: "陈", Role: exam.RoleSteward}, {RoomID: "r1", StaffID: "zhou", Name: "周", Role: exam.RoleChair},
			{RoomID: "r2", StaffID: "chen", Name: "陈", Role: exam.RoleSteward}, {RoomID: "r2", StaffID: "zhou", Name: "周", Role: exam.RoleExaminer},
		},
		Seated: map[string]exam.SeatCount{"s1": {Seated: 1}, "s2": {Seated: 1}},
		Entrants: []exam.Entrant{
			entrant("e1", exam.Seat{SittingID: "t1", SessionID: "s1", Order: 1, Phase: exam.PhaseAssigned}),
			entrant("e2", exam.Seat{SittingID: "t2", SessionID: "s2", Order: 1, Phase: exam.PhaseAssigned}),
		},
	}
}

func entrant(id string, seats ...exam.Seat) exam.Entrant {
	return exam.Entrant{EnrolmentID: id, CandidateID: "c-" + id, MajorID: "song", Number: "n-" + id, Name: "考生 " + id, Phone: "13800000001", Seats: seats}
}

// lines writes findings as "severity code spot spot ×count".
func lines(found []exam.Finding) []string {
	var out []string
	for _, f := range found {
		line := fmt.Sprintf("%s %s", f.Severity, f.Code)
		for _, w := range f.Where {
			line += " " + w.ID
		}
		if f.Count > 1 {
			line += fmt.Sprintf(" ×%d", f.Count)
		}
		out = append(out, line)
	}
	return out
}

func TestChecklist(t *testing.T) {
	for _, c := range []struct {
		rule   string
		change func(*exam.SetUp)
		want   string // lines, with a semicolon between
	}{
		{"nothing is wrong", func(*exam.SetUp) {}, ""},
		{"an empty exam lacks all", func(s *exam.SetUp) { *s = exam.SetUp{} },
			"missing no_major; missing no_subject; missing no_room; missing no_session; hint no_entrant"},
		{"a room nobody minds", func(s *exam.SetUp) { s.Staff = s.Staff[:2] }, "missing room_without_steward r2; missing room_without_panel r2"},
		{"a secretary is of the panel", func(s *exam.SetUp) { s.Staff[1].Role = exam.RoleSecretary }, ""},
		{"an inspector is not", func(s *exam.SetUp) { s.Staff[1].Role = exam.RoleInspector }, "missing room_without_panel r1"},
		{"a room nobody uses needs nobody", func(s *exam.SetUp) { s.Rooms = append(s.Rooms, exam.Room{ID: "r3"}) }, "hint room_unused r3"},
		{"a written exam's rooms need proctors, and neither steward nor panel", func(s *exam.SetUp) {
			s.Subjects[0].Type = exam.TypeWritten
			s.Seated["s1"], s.Seated["s2"] = exam.SeatCount{Seated: 1, Papers: 1}, exam.SeatCount{Seated: 1, Papers: 2}
			s.Staff = s.Staff[:0:0]
			s.Staff = append(s.Staff, exam.RoomStaff{RoomID: "r1", StaffID: "zheng", Role: exam.RoleProctor})
		}, "missing room_without_proctor r2"},
		{"a type that cannot be sat yet blocks", func(s *exam.SetUp) { s.Subjects[0].Type = exam.TypeProctored }, "missing type_unavailable talk"},
		{"unless it is only planned", func(s *exam.SetUp) {
			s.Subjects = append(s.Subjects, exam.Subject{ID: "paper", Type: exam.TypeProctored})
		}, "hint type_unavailable paper"},
		{"a subject nobody sits", func(s *exam.SetUp) {
			s.Subjects = append(s.Subjects, exam.Subject{ID: "more", Type: exam.TypeInterview})
		}, "hint subject_unused more"},
		{"an end before the start", func(s *exam.SetUp) { s.Sessions[1].EndsAt = hour(10.9) }, "contradiction ends_before_start s2"},
		{"entry that opens after the start", func(s *exam.SetUp) { s.Sessions[1].EntryOpensAt = hour(11.1) }, "contradiction entry_outside s2"},
		{"entry that opens with the start is well", func(s *exam.SetUp) { s.Sessions[1].EntryOpensAt = hour(11) }, ""},
		{"entry that closes after the end", func(s *exam.SetUp) { s.Sessions[1].EntryClosesAt = hour(12.1) }, "contradiction entry_outside s2"},
		{"entry that closes before it opens", func(s *exam.SetUp) { s.Sessions[1].EntryClosesAt = hour(10.5) }, "contradiction entry_outside s2"},
		{"a session that runs now", func(s *exam.SetUp) { s.Sessions[0] = between("s1", "r1", 7, 9) }, ""},
		{"overlap in a room", func(s *exam.SetUp) {
			s.Sessions = append(s.Sessions, between("s3", "r1", 10.5, 11.5))
			s.Seated["s3"] = exam.SeatCount{Seated: 1}
		}, "contradiction room_overlap s1 s3; contradiction staff_overlap s3 s2 chen zhou ×2"},
		{"one after the other in a room is well", func(s *exam.SetUp) {
			s.Sessions = append(s.Sessions, between("s3", "r1", 12, 13))
			s.Seated["s3"] = exam.SeatCount{Seated: 1}
		}, ""},
		{"overlap for a candidate", func(s *exam.SetUp) {
			s.Sessions[1].StartsAt, s.Sessions[1].EntryOpensAt = hour(10), hour(9)
			s.Staff[2].StaffID, s.Staff[3].StaffID = "li", "wu"
			s.Entrants[0].Seats = append(s.Entrants[0].Seats, exam.Seat{SessionID: "s2"})
		}, "contradiction candidate_overlap s1 s2 e1"},
		{"overlap for a candidate of two majors", func(s *exam.SetUp) {
			s.Sessions[1].StartsAt, s.Sessions[1].EntryOpensAt = hour(10), hour(9)
			s.Staff[2].StaffID, s.Staff[3].StaffID = "li", "wu"
			s.Entrants[1].CandidateID = s.Entrants[0].CandidateID
		}, "contradiction candidate_overlap s1 s2 e1"},
		{"overlap for an examiner", func(s *exam.SetUp) {
			s.Sessions[1].StartsAt, s.Sessions[1].EntryOpensAt = hour(10), hour(9)
			s.Staff[2].StaffID = "li"
		}, "contradiction staff_overlap s1 s2 zhou"},
		{"an inspector is everywhere", func(s *exam.SetUp) {
			s.Sessions[1].StartsAt, s.Sessions[1].EntryOpensAt = hour(10), hour(9)
			s.Staff[2].StaffID, s.Staff[3].StaffID = "li", "wu"
			s.Staff = append(s.Staff, exam.RoomStaff{RoomID: "r1", StaffID: "x", Role: exam.RoleInspector}, exam.RoomStaff{RoomID: "r2", StaffID: "x", Role: exam.RoleInspector})
		}, ""},
		{"overlap with another exam", func(s *exam.SetUp) {
			s.Elsewhere = []exam.Booking{
				{CandidateID: "c-e1", SessionID: "other", StartsAt: hour(10), EndsAt: hour(12)},
				{StaffID: "zhou", SessionID: "other", StartsAt: hour(8), EndsAt: hour(9.5)},
				{StaffID: "nobody here", SessionID: "other", StartsAt: hour(8), EndsAt: hour(12)},
			}
		}, "contradiction candidate_overlap s1 other e1; contradiction staff_overlap other s1 zhou"},
		{"who sits nothing", func(s *exam.SetUp) { s.Entrants = append(s.Entrants, entrant("e3"), entrant("e4")) }, "contradiction unassigned e3 e4 ×2"},
		{"who has no phone", func(s *exam.SetUp) { s.Entrants[1].Phone = "" }, "contradiction no_phone e2"},
		{"a session without candidates", func(s *exam.SetUp) { delete(s.Seated, "s2"); s.Entrants = s.Entrants[:1] }, "hint session_empty s2"},
		{"a fee that nobody can pay", func(s *exam.SetUp) { s.Majors[0].FeeFen = 1 }, "contradiction fee_without_account song"},
		{"what blocks comes first", func(s *exam.SetUp) { s.Entrants[1].Phone = ""; s.Staff = s.Staff[:3] }, "missing room_without_panel r2; contradiction no_phone e2"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			s := sound()
			c.change(s)
			if got := strings.Join(lines(s.Check(hour(8), false)), "; "); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// A paper may come late, but not on the day.
func TestChecklistLooksForThePaper(t *testing.T) {
	s := sound()
	s.Subjects[0].Type = exam.TypeWritten
	for i := range s.Staff {
		s.Staff[i].Role = exam.RoleProctor
	}
	s.Sessions = s.Sessions[:1]
	s.Entrants, s.Rooms = s.Entrants[:1], s.Rooms[:1]
	for _, c := range []struct {
		hour float64
		want string
	}{{-16, "hint paper_not_ready s1"}, {-14, "contradiction paper_not_ready s1"}, {11, "contradiction session_past s1"}} {
		if got := strings.Join(lines(s.Check(hour(c.hour), true)), "; "); got != c.want {
			t.Errorf("at %v o'clock: %s, want %s", c.hour, got, c.want)
		}
	}
	s.Seated["s1"] = exam.SeatCount{Seated: 1, Papers: 1}
	if got := lines(s.Check(hour(8), true)); len(got) > 0 {
		t.Errorf("with a paper: %v", got)
	}
}

func TestChecklistLooksAtTheClock(t *testing.T) {
	s := sound()
	if got := lines(s.Check(hour(11), true)); !slices.Equal(got, []string{"contradiction session_past s1"}) {
		t.Errorf("after the end, with a candidate who never came: %v", got)
	}
	s.Seated["s1"] = exam.SeatCount{Seated: 1, Begun: 1}
	if got := lines(s.Check(hour(11), true)); got != nil {
		t.Errorf("after a session that was sat: %v", got)
	}
	s.Majors[0].FeeFen = 8000
	if got := lines(s.Check(hour(11), true)); got != nil {
		t.Errorf("a fee with an account: %v", got)
	}
}

func TestAFindingNamesAFewAndCountsAll(t *testing.T) {
	s := sound()
	for i := range 3000 {
		s.Entrants = append(s.Entrants, entrant(fmt.Sprint("x", i)))
	}
	found := s.Check(hour(8), false)
	if len(found) != 1 || found[0].Count != 3000 || len(found[0].Where) != exam.MaxSpots {
		t.Errorf("found %d, the first with count %d and %d names", len(found), found[0].Count, len(found[0].Where))
	}
	if got := exam.Worst(found); got != exam.Contradiction {
		t.Errorf("worst is %q", got)
	}
	if got := exam.Worst(nil); got != "" {
		t.Errorf("worst of nothing is %q", got)
	}
}
