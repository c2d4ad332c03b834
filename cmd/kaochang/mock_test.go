package main

import (
	"bytes"
	"testing"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/mock"
	"kaochang/internal/written"
)

// FEATURES: A15
func TestAWrittenExamIsPractised(t *testing.T) {
	const question = "写一写你的家乡"
	for phone, want := range map[string]exam.PaperKind{shen: exam.PaperPDF, luo: exam.PaperOnline} {
		h := newHall(t, phone)
		own := h.sitting
		w := exam.MockWindow{
			SchoolID: h.placed.Sitting.SchoolID, ExamID: h.placed.Timetabled.Room.ExamID, OpensAt: now().Add(-time.Hour), ClosesAt: now().Add(time.Hour),
			Conversation: time.Minute, Question: question,
		}
		if err := h.db.KeepMockWindow(t.Context(), w, exam.Fact{Kind: "mock_window.kept", Actor: exam.Clock(), At: now()}); err != nil {
			t.Fatal(err)
		}
		begun := into[struct {
			ID string `json:"sitting_id"`
		}](h.world, h.asks(h.first, "POST", "/api/enrolments/"+h.placed.Sitting.EnrolmentID+"/mocks", map[string]any{}, ""))
		h.sitting = begun.ID
		h.second = h.login(exam.Login{Kind: exam.ActorDevice, SchoolID: h.placed.Sitting.SchoolID, SittingID: h.sitting, Position: exam.SecondPosition})
		h.passes(begun.ID)
		h.sits()
		if got := h.state(h.first); got.Paper != nil {
			t.Errorf("%s: the paper is there before its release", want)
		}
		h.plays(6 * time.Second)
		given := h.state(h.first).Paper
		if given == nil || given.Kind != want {
			t.Fatalf("she is given %+v, want a paper of kind %s", given, want)
		}
		plain := h.opened(h.asks(h.first, "GET", h.path("/papers/"+given.PaperID+"/sealed"), nil, "").body, *given)
		if shown := want == exam.PaperPDF && bytes.HasPrefix(plain, []byte("%PDF-")) || bytes.Contains(plain, []byte(question)); !shown {
			t.Errorf("%s: it opens as %.80q", want, plain)
		}
		h.asks(h.proctor, "GET", h.path(""), nil, exam.CodeForbidden)
		h.asks(h.stranger, "GET", h.path(""), nil, exam.CodeNotFound)
		h.asks(h.first, "POST", h.path("/submissions"), nil, "")
		h.plays(10 * time.Second)
		if one, err := h.db.Sitting(t.Context(), begun.ID); err != nil || one.Phase != exam.PhaseFinished {
			t.Errorf("practice is in %s, %v", one.Phase, err)
		}
		if one, err := h.db.Sitting(t.Context(), own); err != nil || one.Phase != exam.PhaseAssigned {
			t.Errorf("her own exam is in %s, %v", one.Phase, err)
		}
	}
}

// passes settles every step of a sitting's check-in.
func (h *hall) passes(sittingID string) {
	h.Helper()
	_, err := h.db.Change(h.Context(), sittingID, func(one *exam.Sitting, _ exam.Session) error {
		one.Flow = nil
		return nil
	})
	if err != nil {
		h.Fatal(err)
	}
}

// plays lets the clock do what is due in mocks some time from now.
func (h *hall) plays(later time.Duration) {
	h.Helper()
	if err := mock.New(h.db, nil, func() time.Time { return now().Add(later) }).Play(h.Context()); err != nil {
		h.Fatal(err)
	}
}

var _ mock.Papers = (*written.Service)(nil)
