package server_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/centrifugal/centrifuge-go"

	"kaochang/internal/account"
	"kaochang/internal/exam"
	"kaochang/internal/snapshot"
)

const patience = 10 * time.Second

// until waits for what others' work brings about.
func (w *world) until(what string, holds func() bool) {
	w.Helper()
	for deadline := time.Now().Add(patience); !holds(); {
		if time.Now().After(deadline) {
			w.Fatalf("%s: not within %s", what, patience)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// hint is an event as a browser gets it.
type hint struct {
	Kind      string `json:"kind"`
	SittingID string `json:"sitting_id"`
	LoginID   string `json:"login_id"`
	Version   int64  `json:"version"`
}

// ear is a browser's subscription to a channel.
type ear struct {
	*centrifuge.Client
	w       *world
	hints   chan hint
	refused chan struct{}
	ready   chan bool // whether missed events were recovered
}

// opens connects a browser's events and asks for a channel.
func (w *world) opens(who browser, channel string) *ear {
	w.Helper()
	srv := httptest.NewServer(w)
	w.Cleanup(srv.Close)
	e := &ear{w: w, hints: make(chan hint, 100), refused: make(chan struct{}, 100), ready: make(chan bool, 100)}
	head := http.Header{}
	if who.cookie != "" {
		head.Set("Cookie", account.CookieName+"="+who.cookie)
	}
	e.Client = centrifuge.NewJsonClient("ws"+strings.TrimPrefix(srv.URL, "http")+"/api/events", centrifuge.Config{Header: head})
	w.Cleanup(e.Client.Close)
	e.OnDisconnected(func(centrifuge.DisconnectedEvent) { e.refused <- struct{}{} })
	sub, err := e.NewSubscription(channel)
	w.no(err)
	sub.OnSubscribed(func(s centrifuge.SubscribedEvent) { e.ready <- s.Recovered })
	sub.OnUnsubscribed(func(centrifuge.UnsubscribedEvent) { e.refused <- struct{}{} })
	sub.OnError(func(centrifuge.SubscriptionErrorEvent) { e.refused <- struct{}{} })
	sub.OnPublication(func(p centrifuge.PublicationEvent) {
		var h hint
		if json.Unmarshal(p.Data, &h) == nil {
			e.hints <- h
		}
	})
	w.no(e.Connect())
	w.no(sub.Subscribe())
	return e
}

// listens is opens, and waits until the browser hears.
func (w *world) listens(who browser, channel string) *ear {
	w.Helper()
	e := w.opens(who, channel)
	select {
	case <-e.ready:
	case <-e.refused:
		w.Fatalf("%s: refused, want to be heard", channel)
	case <-time.After(patience):
		w.Fatalf("%s: not subscribed within %s", channel, patience)
	}
	return e
}

// hears waits for an event of a kind.
func (e *ear) hears(kind string) hint {
	e.w.Helper()
	deadline := time.After(patience)
	for {
		select {
		case h := <-e.hints:
			if h.Kind == kind {
				return h
			}
		case <-deadline:
			e.w.Fatalf("no event %q within %s", kind, patience)
		}
	}
}

func TestWhoMayListen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.found("b")
	sitting, session := "sitting:"+w.sittings[0].ID, "session:"+w.session
	for _, row := range []struct {
		name, channel string
		who           browser
		may           bool
	}{
		{"a candidate, her sitting", sitting, w.candidate(0), true},
		{"a candidate, another's sitting", "sitting:" + w.sittings[1].ID, w.candidate(0), false},
		{"a candidate, the staff's channel", session, w.candidate(0), false},
		{"her paired device, the staff's channel", session, w.login(exam.Login{Kind: exam.ActorDevice, SchoolID: "a", SittingID: w.sittings[0].ID, Position: 2}), false},
		{"a steward, her room", session, w.inRoom(exam.RoleSteward), true},
		{"a steward, a candidate of her room", sitting, w.inRoom(exam.RoleSteward), true},
		{"a marker of the room", session, w.inRoom(exam.RoleMarker), false},
		{"an administrator of another school", session, w.member("b", exam.RoleSchoolAdmin, exam.ScopeSchool, "b"), false},
		{"an examiner of another room", session, w.member("a", exam.RoleExaminer, exam.ScopeRoom, "elsewhere"), false},
		{"a chair of another school, a sitting", sitting, w.member("b", exam.RoleChair, exam.ScopeRoom, b.room), false},
		{"a candidate, her enrolment", "enrolment:" + w.sittings[0].EnrolmentID, w.candidate(0), true},
		{"a candidate, another's enrolment", "enrolment:" + w.sittings[1].EnrolmentID, w.candidate(0), false},
		{"a chair, an enrolment", "enrolment:" + w.sittings[0].EnrolmentID, w.inRoom(exam.RoleChair), false},
		{"a candidate, her exam", "exam:" + w.exam, w.candidate(0), true},
		{"a candidate of another exam", "exam:" + b.exam, w.login(exam.Login{Kind: exam.ActorCandidate, Phone: "13900000009"}), false},
		{"nobody signed in, an exam", "exam:" + w.exam, stranger, false},
		{"nobody signed in", sitting, stranger, false},
		{"a channel of no kind", "#" + w.sittings[0].ID, w.candidate(0), false},
		{"every sitting at once", "sitting:", w.inRoom(exam.RoleChair), false},
	} {
		t.Run(row.name, func(t *testing.T) {
			e := w.opens(row.who, row.channel)
			select {
			case <-e.ready:
				if !row.may {
					t.Errorf("%s is open", row.channel)
				}
			case <-e.refused:
				if row.may {
					t.Errorf("%s is refused", row.channel)
				}
			case <-time.After(patience):
				t.Errorf("%s: no word within %s", row.channel, patience)
			}
		})
	}
}

func TestEachChangeIsHintedWithItsVersion(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	chair := w.inRoom(exam.RoleChair)
	her := w.waits(0)
	phone, console := w.listens(her, "sitting:"+w.sittings[0].ID), w.listens(chair, "session:"+w.session)
	before := w.sees(her, 0).Version
	w.does(chair, w.sitting(0, "POST /invitations"), map[string]any{})
	for _, e := range []*ear{phone, console} {
		for h := (hint{}); h.Version != before+1; {
			h = e.hears("sitting")
			same(w, "of", h.SittingID, w.sittings[0].ID)
		}
	}
	fresh := w.candidate(0)
	w.does(fresh, w.sitting(0, "POST /devices"), map[string]any{"position": 1, "take_over": true})
	same(w, "who is told that it was replaced", phone.hears("replaced").LoginID, her.login.ID)
}

func TestAnOutageIsTimedByTheServer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	steward := w.inRoom(exam.RoleSteward)
	console := w.listens(steward, "session:"+w.session)
	her := w.waits(0)
	phone := w.listens(her, "sitting:"+w.sittings[0].ID)
	first := func() snapshot.Device { return w.board(steward).Sittings[0].Devices[0] }
	w.until("the camera is online", func() bool { return first().State == snapshot.DeviceOnline })
	w.turn(10 * time.Second)
	phone.Close()
	w.until("the outage has a start", func() bool { return first().LostAt != nil })
	if d := first(); d.State != snapshot.DeviceLost || !d.LostAt.Equal(w.clock.Now()) {
		t.Errorf("the board shows %+v, want it lost since now", d)
	}
	console.hears("presence")
	w.turn(20 * time.Second)
	w.listens(her, "sitting:"+w.sittings[0].ID)
	w.until("the outage has an end", func() bool {
		open, err := w.db.OpenInterruptions(t.Context(), w.session)
		w.no(err)
		return len(open) == 0
	})
	if d := first(); d.State != snapshot.DeviceOnline || d.LostAt != nil {
		t.Errorf("the board shows %+v, want the camera back", d)
	}
}
