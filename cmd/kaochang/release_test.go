package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/centrifugal/centrifuge-go"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/store"
	"kaochang/internal/written"
)

// phone hears all that a connection is sent.
type phone struct {
	*hall
	mu    sync.Mutex
	heard []json.RawMessage
	news  chan struct{}
}

// hears connects a device to the events of a sitting.
func (h *hall) hears(by *http.Cookie, sittingID string) *phone {
	h.Helper()
	p := &phone{hall: h, news: make(chan struct{}, 1000)}
	client := centrifuge.NewJsonClient("ws"+strings.TrimPrefix(h.url, "http")+"/api/events", centrifuge.Config{Header: http.Header{"Cookie": {by.String()}}})
	h.Cleanup(client.Close)
	sub, err := client.NewSubscription("sitting:" + sittingID)
	if err != nil {
		h.Fatal(err)
	}
	ready := make(chan struct{})
	sub.OnSubscribed(func(centrifuge.SubscribedEvent) { close(ready) })
	sub.OnPublication(func(e centrifuge.PublicationEvent) { p.hear(e.Data) })
	client.OnMessage(func(e centrifuge.MessageEvent) { p.hear(e.Data) })
	if err := client.Connect(); err != nil {
		h.Fatal(err)
	}
	if err := sub.Subscribe(); err != nil {
		h.Fatal(err)
	}
	select {
	case <-ready:
	case <-time.After(20 * time.Second):
		h.Fatal("no events")
	}
	return p
}

func (p *phone) hear(data []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.heard = append(p.heard, bytes.Clone(data))
	p.news <- struct{}{}
}

// all returns what was heard once an event of a kind was.
func (p *phone) all(kind string) (all []written.ToldPaper, raw []byte) {
	p.Helper()
	patience := time.After(20 * time.Second)
	for {
		all, raw = nil, nil
		found := false
		p.mu.Lock()
		for _, data := range p.heard {
			var e written.ToldPaper
			if err := json.Unmarshal(data, &e); err != nil {
				p.Fatal(err)
			}
			all, raw, found = append(all, e), append(raw, data...), found || e.Kind == kind
		}
		p.mu.Unlock()
		if found {
			return all, raw
		}
		select {
		case <-p.news:
		case <-patience:
			p.Fatalf("no event %q among %s", kind, raw)
		}
	}
}

// FEATURES: D3

func TestTheKeyIsToldToTheFirstCameraOfWhoSits(t *testing.T) {
	h := newHall(t, shen)
	h.sits()
	other, otherPhone := h.neighbour()
	h.asks(otherPhone, "POST", "/api/sittings/"+other+"/devices", map[string]any{"position": 1, "label": "phone"}, "")
	first, second, staff, entering := h.hears(h.first, h.sitting), h.hears(h.second, h.sitting), h.hears(h.proctor, h.sitting), h.hears(otherPhone, other)
	sealed := h.state(h.first).Sealed[0]
	bytesOf := h.asks(h.first, "GET", sealed.URL, nil, "").body
	h.asks(h.proctor, "POST", "/api/papers/"+h.paper().ID+"/releases", map[string]any{}, "")

	heard, _ := first.all("paper")
	told := heard[len(heard)-1]
	for _, e := range heard {
		if e.Kind == "paper" {
			told = e
		}
	}
	if told.SpreadMS > 10 {
		t.Errorf("one candidate's page is to wait %d ms", told.SpreadMS)
	}
	if told.SittingID != h.sitting || !bytes.HasPrefix(h.opened(bytesOf, *told.Paper), []byte("%PDF-")) {
		t.Fatalf("told %+v", told)
	}
	after := h.state(h.first)
	told.Paper.ReleasedAt = after.Paper.ReleasedAt // the record's own is some milliseconds later
	if *after.Paper != *told.Paper || !after.EndsAt.Equal(told.EndsAt) {
		t.Errorf("told %+v until %s, the record says %+v until %s", told.Paper, told.EndsAt, after.Paper, after.EndsAt)
	}

	// What comes to each after the release is heard after anything that the release told.
	h.asks(h.proctor, "POST", "/api/sessions/"+h.session+"/extra-time", map[string]any{"minutes": 5, "reason": "演练"}, "")
	for who, p := range map[string]*phone{"the second camera": second, "staff": staff, "who has not sat down": entering} {
		heard, raw := p.all("sitting")
		for _, e := range heard {
			if e.Kind == "paper" || e.Paper != nil {
				t.Errorf("%s heard %+v", who, e)
			}
		}
		if bytes.Contains(raw, []byte(told.Paper.Key)) {
			t.Errorf("%s heard the key", who)
		}
	}
}

// neighbour adds a candidate to the session and returns her sitting and her phone.
func (h *hall) neighbour() (sittingID string, phone *http.Cookie) {
	h.Helper()
	choices, err := h.db.ChoicesOfSession(h.Context(), h.session)
	if err != nil {
		h.Fatal(err)
	}
	school, id, number := h.placed.Sitting.SchoolID, ident.New(), "13900000001"
	one := exam.Sitting{ID: id, SchoolID: school, SessionID: h.session, EnrolmentID: id, Type: exam.TypeWritten, Phase: exam.PhaseAssigned, Order: 90, QueueRank: 90}
	err = h.db.Seed(h.Context(), func(tx store.Setup) error {
		return errors.Join(
			tx.CreateCandidate(h.Context(), exam.Candidate{ID: id, SchoolID: school, Number: id, Name: "邻座", Phone: number}),
			tx.CreateEnrolment(h.Context(), exam.Enrolment{ID: id, SchoolID: school, CandidateID: id, MajorID: choices[h.sitting].Major.ID}),
			tx.CreateSitting(h.Context(), one),
		)
	})
	if err != nil {
		h.Fatal(err)
	}
	return id, h.login(exam.Login{Kind: exam.ActorCandidate, Phone: number})
}

func TestAPageMayBeQuickerThanTheRecord(t *testing.T) {
	h := newHall(t, shen)
	h.sits()
	p := h.paper()
	// The mark alone, as a server leaves it that is killed before it gives the paper to anybody.
	if _, err := h.db.ChangePaper(t.Context(), p.ID, func(p *exam.Paper) (exam.Fact, error) {
		p.ReleasedAt = now()
		return exam.Fact{Kind: "paper.released_to_session", Actor: exam.Clock(), At: now()}, nil
	}); err != nil {
		t.Fatal(err)
	}
	h.asks(h.first, "POST", h.path("/answer-writers"), map[string]any{"page": "tab"}, "")
	if got := h.state(h.first); got.Phase != exam.PhaseAnswering || got.Paper == nil {
		t.Errorf("who writes as soon as she has the key has %+v", got)
	}
}
