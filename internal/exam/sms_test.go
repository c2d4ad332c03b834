package exam_test

import (
	"slices"
	"testing"
	"time"

	"kaochang/internal/exam"
)

func TestAMessageIsTriedAgainAsLongAsItHelps(t *testing.T) {
	type try struct {
		why  exam.SMSWhy
		wait time.Duration
	}
	for _, row := range []struct {
		name  string
		tries []try
		state exam.SMSState
		phone string
	}{
		{"sent at once", []try{{"", 0}}, exam.SMSSent, "13******001"},
		{"sent after an outage", []try{{exam.SMSAway, time.Minute}, {exam.SMSLimit, 5 * time.Minute}, {"", 0}}, exam.SMSSent, "13******001"},
		{"no message reaches the number", []try{{exam.SMSNumber, 0}}, exam.SMSFailed, "13******001"},
		{"a server without provider", []try{{exam.SMSNone, 0}}, exam.SMSFailed, "13******001"},
		{"a server that has lost its template", []try{{exam.SMSNoTemplate, 0}}, exam.SMSFailed, "13******001"},
		{"waits with its number", []try{{exam.SMSRefused, time.Minute}}, exam.SMSWaiting, "13800000001"},
		{"given up after six tries", []try{
			{exam.SMSAway, time.Minute}, {exam.SMSAway, 5 * time.Minute}, {exam.SMSAway, 20 * time.Minute}, {exam.SMSAway, time.Hour},
			{exam.SMSAway, 3 * time.Hour}, {exam.SMSAway, 0},
		}, exam.SMSFailed, "13******001"},
	} {
		t.Run(row.name, func(t *testing.T) {
			m := exam.SMSMessage{Phone: "13800000001", State: exam.SMSWaiting}
			for n, one := range row.tries {
				if got := m.Tried(exam.SMSFailure{Why: one.why}, nine); got != one.wait {
					t.Errorf("after try %d it waits %v, want %v", n+1, got, one.wait)
				}
			}
			if m.State != row.state || m.Phone != row.phone || m.Tries != len(row.tries) || !m.ChangedAt.Equal(nine) {
				t.Errorf("%+v, want %s, %s", m, row.state, row.phone)
			}
		})
	}
}

func TestAMessageIsShort(t *testing.T) {
	n := exam.AnnouncementSMS(" 云岭\n大学 ", "关于2027年艺术类专业招生校考线上面试有关事项的通知")
	want := []exam.SMSValue{{Name: "school", Text: "云岭 大学"}, {Name: "title", Text: "关于2027年艺术类专业招生校考线上面…"}}
	if n.Kind != exam.SMSAnnouncement || !slices.Equal(n.Values, want) {
		t.Errorf("%+v, want %+v", n, want)
	}
}

func TestKindsAreKnown(t *testing.T) {
	kinds, err := exam.CheckSMSKinds([]exam.SMSKind{exam.SMSSession, exam.SMSAnnouncement, exam.SMSSession})
	if err != nil || !slices.Equal(kinds, []exam.SMSKind{exam.SMSAnnouncement, exam.SMSSession}) {
		t.Errorf("%v, %v", kinds, err)
	}
	if _, err := exam.CheckSMSKinds([]exam.SMSKind{"birthday"}); exam.CodeOf(err) != exam.CodeInvalid {
		t.Errorf("%v, want %s", err, exam.CodeInvalid)
	}
}

func TestWhatAChangedSessionMeansToItsCandidates(t *testing.T) {
	set := exam.SetUp{
		Exam: exam.Exam{ID: "x", Open: true}, TimeZone: "Asia/Shanghai", Subjects: []exam.Subject{{ID: "s", Name: "声乐"}, {ID: "d", Name: "舞蹈"}},
		Rooms:    []exam.Room{{ID: "r1", Name: "101"}, {ID: "r2", Name: "102"}},
		Sessions: []exam.Session{{ID: "a", SubjectID: "s", RoomID: "r1", StartsAt: nine, EndsAt: nine.Add(time.Hour)}, {ID: "b", SubjectID: "s", RoomID: "r2", StartsAt: nine, EndsAt: nine.Add(time.Hour)}},
		Entrants: []exam.Entrant{{EnrolmentID: "e", Seats: []exam.Seat{{SittingID: "1", SessionID: "a"}}}, {EnrolmentID: "f", Seats: []exam.Seat{{SittingID: "2", SessionID: "a", Unpublished: true}}}},
	}
	to := func(change func(*exam.Session)) exam.SetUpChange {
		in := set.Sessions[0]
		change(&in)
		return exam.SetUpChange{Sessions: []exam.Session{in}}
	}
	leave := []exam.Unseat{{SittingID: "1", EnrolmentID: "e"}}
	for _, row := range []struct {
		name   string
		change exam.SetUpChange
		now    time.Time
		closed bool
		want   []exam.SessionNotice
	}{
		{"another time", to(func(in *exam.Session) { in.StartsAt = nine.Add(90 * time.Minute) }), nine, false, []exam.SessionNotice{{SessionID: "a", Subject: "声乐", Change: "改为11月24日 18:30"}}},
		{"another room", to(func(in *exam.Session) { in.RoomID = "r2" }), nine, false, []exam.SessionNotice{{SessionID: "a", Subject: "声乐", Change: "考场102"}}},
		{"both", to(func(in *exam.Session) { in.RoomID, in.StartsAt = "r2", nine.Add(24*time.Hour) }), nine, false, []exam.SessionNotice{{SessionID: "a", Subject: "声乐", Change: "改为11月25日 17:00，考场102"}}},
		{"its end alone", to(func(in *exam.Session) { in.EndsAt = nine.Add(2 * time.Hour) }), nine, false, nil},
		{"a new session", to(func(in *exam.Session) { in.ID = "new" }), nine, false, nil},
		{"one that is over", to(func(in *exam.Session) { in.RoomID = "r2" }), nine.Add(time.Hour), false, nil},
		{"in an exam that nobody sees yet", to(func(in *exam.Session) { in.RoomID = "r2" }), nine, true, nil},
		{"not held", exam.SetUpChange{RemoveSession: "a", Unseat: leave}, nine, false, []exam.SessionNotice{{SessionID: "a", Subject: "声乐", Change: "已取消"}}},
		{"a seat taken away", exam.SetUpChange{Unseat: leave}, nine, false, []exam.SessionNotice{{EnrolmentIDs: []string{"e"}, Subject: "声乐", Change: "已取消"}}},
		{"a seat elsewhere", exam.SetUpChange{Unseat: leave, Seat: []exam.Sitting{{SessionID: "b", EnrolmentID: "e"}}}, nine, false, []exam.SessionNotice{{EnrolmentIDs: []string{"e"}, Subject: "声乐", Change: "考场102"}}},
		{"a seat elsewhere that is not published", exam.SetUpChange{Unseat: leave, Seat: []exam.Sitting{{SessionID: "b", EnrolmentID: "e", Unpublished: true}}}, nine, false, []exam.SessionNotice{{EnrolmentIDs: []string{"e"}, Subject: "声乐", Change: "考场与时间另行公布"}}},
		{"a seat that was not published", exam.SetUpChange{Unseat: []exam.Unseat{{SittingID: "2", EnrolmentID: "f"}}}, nine, false, nil},
		{"another place in the same session", exam.SetUpChange{Unseat: leave, Seat: []exam.Sitting{{SessionID: "a", EnrolmentID: "e"}}}, nine, false, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			own := set
			own.Exam.Open = !row.closed
			got := own.SessionNotices(row.change, row.now)
			if !slices.EqualFunc(got, row.want, func(a, b exam.SessionNotice) bool {
				return a.SessionID == b.SessionID && a.Subject == b.Subject && a.Change == b.Change && slices.Equal(a.EnrolmentIDs, b.EnrolmentIDs)
			}) {
				t.Errorf("%+v, want %+v", got, row.want)
			}
		})
	}
}
