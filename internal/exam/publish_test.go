package exam_test

import (
	"slices"
	"strings"
	"testing"

	"kaochang/internal/exam"
)

// FEATURES: A17
func TestPublish(t *testing.T) {
	s := sound()
	s.Entrants[0].Seats[0].Unpublished, s.Entrants[1].Seats[0].Unpublished = true, true
	s.Entrants = append(s.Entrants, entrant("e3", exam.Seat{SittingID: "t3", SessionID: "s1", Order: 2}))
	for _, c := range []struct {
		rule     string
		sessions []string
		want     []string
	}{
		{"all of the exam where no session is named, but what is published already", nil, []string{"t1", "t2"}},
		{"those of a session", []string{"s2"}, []string{"t2"}},
		{"those of several", []string{"s2", "s1"}, []string{"t1", "t2"}},
	} {
		p, err := s.Publish(c.sessions)
		total := 0
		for _, n := range p.BySession {
			total += n
		}
		if err != nil || !slices.Equal(p.SittingIDs, c.want) || total != len(c.want) {
			t.Errorf("%s: %v counted as %v, %v, want %v", c.rule, p.SittingIDs, p.BySession, err, c.want)
		}
	}
	if _, err := s.Publish([]string{"s1", "elsewhere"}); exam.CodeOf(err) != exam.CodeNotFound {
		t.Errorf("of another exam's session: %v, want %s", err, exam.CodeNotFound)
	}
}

func TestPlacesThatAreNotPublishedAreInTheChecklist(t *testing.T) {
	s := sound()
	s.Seated["s1"] = exam.SeatCount{Seated: 3, Unpublished: 2}
	for _, c := range []struct {
		hour float64
		want string
	}{{-16, "hint places_unpublished s1 ×2"}, {-15, "contradiction places_unpublished s1 ×2"}, {9, "contradiction places_unpublished s1 ×2"}, {11, "contradiction session_past s1"}} {
		if got := strings.Join(lines(s.Check(hour(c.hour), true)), "; "); got != c.want {
			t.Errorf("at %v o'clock: %s, want %s", c.hour, got, c.want)
		}
	}
}

func TestASittingThatIsNotPublishedIsThereForStaffAlone(t *testing.T) {
	hidden := here
	hidden.Unpublished = true
	steward := bound("school", exam.Binding{Role: exam.RoleSteward, Kind: exam.ScopeRoom, ScopeID: "room"})
	for _, c := range []struct {
		rule   string
		by     exam.Actor
		action exam.Action
		want   exam.Code
	}{
		{"its candidate is not told that it exists", candidate, exam.ActionSeeSitting, exam.CodeNotFound},
		{"nor does she sit it", candidate, exam.ActionSit, exam.CodeNotFound},
		{"nor a device of it", exam.Actor{Kind: exam.ActorDevice, SittingID: "sitting"}, exam.ActionSit, exam.CodeNotFound},
		{"staff of the room see it", steward, exam.ActionSeeSitting, ""},
	} {
		refused(t, c.rule, exam.Can(c.by, c.action, hidden), c.want)
	}
}
