package main

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"image"
	"image/png"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"kaochang/internal/demo"
	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/store"
	"kaochang/internal/written"
)

const shen = "13800000007"

// hall is a written session of the demo with one candidate at both cameras and staff.
type hall struct {
	*world
	placed                       exam.Placed
	first, second                *http.Cookie
	proctor, secretary, examiner *http.Cookie
	stranger                     *http.Cookie // a secretary of another school
	sitting, session             string
	received                     *bytes.Buffer // all that the candidate's devices were sent
}

func newHall(t *testing.T, phone string) *hall {
	t.Helper()
	w := newWorld(t, true)
	h := &hall{world: w, placed: w.sittingOf(phone), received: &bytes.Buffer{}}
	h.sitting, h.session = h.placed.Sitting.ID, h.placed.Timetabled.Session.ID
	h.first = w.login(exam.Login{Kind: exam.ActorCandidate, Phone: phone})
	h.second = w.login(exam.Login{Kind: exam.ActorDevice, SchoolID: h.placed.Sitting.SchoolID, SittingID: h.sitting, Position: exam.SecondPosition})
	school, room := h.placed.Sitting.SchoolID, h.placed.Timetabled.Room.ID
	h.proctor, h.secretary, h.examiner = h.staff(school, room, exam.RoleProctor), h.staff(school, room, exam.RoleSecretary), h.staff(school, room, exam.RoleExaminer)
	other := ident.New()
	if err := w.db.Seed(t.Context(), func(tx store.Setup) error {
		return tx.CreateSchool(t.Context(), exam.School{ID: other, Slug: "other", Name: "另一所大学"})
	}); err != nil {
		t.Fatal(err)
	}
	h.stranger = h.staff(other, room, exam.RoleSecretary)
	return h
}

func (h *hall) staff(school, room string, role exam.Role) *http.Cookie {
	h.Helper()
	m := exam.Staff{ID: ident.New(), SchoolID: school, Username: string(role) + ident.New(), Name: "某人", Bindings: []exam.Binding{
		{Role: role, Kind: exam.ScopeRoom, ScopeID: room}, {Role: exam.RoleReviewer, Kind: exam.ScopeSchool, ScopeID: school},
	}}
	if err := h.db.Seed(h.Context(), func(tx store.Setup) error { return tx.CreateStaff(h.Context(), m) }); err != nil {
		h.Fatal(err)
	}
	return h.login(exam.Login{Kind: exam.ActorStaff, StaffID: m.ID, SchoolID: school})
}

// asks calls the API and expects a code, "" for none.
func (h *hall) asks(by *http.Cookie, method, path string, in any, want exam.Code) answer {
	h.Helper()
	a := h.as(by, method, path, in)
	if a.code != want || (want == "" && a.status >= 400) {
		h.Errorf("%s %s: %d %.300s, want %q", method, path, a.status, a.body, want)
	}
	if by == h.first || by == h.second {
		h.received.Write(a.body)
	}
	return a
}

func (h *hall) path(rest string) string { return "/api/sittings/" + h.sitting + rest }

func (h *hall) state(by *http.Cookie) written.WrittenState {
	h.Helper()
	return into[written.WrittenState](h.world, h.asks(by, "GET", h.path("/written"), nil, ""))
}

// sits brings both devices to the seat.
func (h *hall) sits() {
	h.Helper()
	h.asks(h.first, "POST", h.path("/devices"), map[string]any{"position": 1, "label": "phone"}, "")
	h.asks(h.second, "POST", h.path("/devices"), map[string]any{"position": 2, "label": "phone"}, "")
	h.asks(h.first, "POST", h.path("/seat"), nil, "")
}

func (h *hall) paper() written.PaperView {
	h.Helper()
	list := into[struct{ Papers []written.PaperView }](h.world, h.asks(h.proctor, "GET", "/api/sessions/"+h.session+"/papers", nil, ""))
	if len(list.Papers) != 1 {
		h.Fatalf("the demo session has %d papers, want 1", len(list.Papers))
	}
	return list.Papers[0]
}

// opened decrypts a sealed paper as the candidate's page does.
func (h *hall) opened(sealed []byte, p written.GivenPaper) []byte {
	h.Helper()
	key, err := base64.StdEncoding.DecodeString(p.Key)
	if err != nil {
		h.Fatal(err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		h.Fatal(err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		h.Fatal(err)
	}
	plain, err := aead.Open(nil, sealed[:12], sealed[12:], []byte(p.PaperID))
	if err != nil {
		h.Fatalf("open the sealed paper: %v", err)
	}
	return plain
}

// leaks returns a part of the paper that is in what was received, "" for none.
func leaks(received, plain []byte) string {
	for _, text := range append(demo.PaperText(), demo.PaperTitle) {
		if bytes.Contains(received, []byte(strings.TrimSpace(text))) {
			return text
		}
	}
	for at := 0; at+48 <= len(plain); at += 16 {
		if bytes.Contains(received, plain[at:at+48]) {
			return string(plain[at : at+48])
		}
	}
	return ""
}

func TestNothingOfAPaperIsSentBeforeItsRelease(t *testing.T) {
	h := newHall(t, shen)
	h.sits()
	p := h.paper()
	before := h.state(h.first)
	if len(before.Sealed) != 1 || before.Paper != nil || before.Phase != exam.PhaseSeated {
		t.Fatalf("before the release: %+v", before)
	}
	sealed := h.asks(h.first, "GET", before.Sealed[0].URL, nil, "").body
	h.asks(h.second, "GET", before.Sealed[0].URL, nil, exam.CodeDeviceReplaced)
	d := into[description](h.world, h.as(nil, "GET", "/api/openapi.json", nil))
	for path, methods := range d.Paths { // whatever else a page may ask
		if _, is := methods["get"]; is && !strings.Contains(path, "openapi") {
			filled, _ := fill(strings.ReplaceAll(path, "{paper_id}", p.ID), h.placed)
			for _, by := range []*http.Cookie{h.first, h.second} {
				h.received.Write(h.as(by, "GET", filled, nil).body)
			}
		}
	}
	h.asks(h.proctor, "POST", "/api/papers/"+p.ID+"/releases", map[string]any{}, "")
	received := bytes.Clone(h.received.Bytes())
	after := h.state(h.first)
	if after.Paper == nil || after.Phase != exam.PhaseAnswering || after.Paper.Title != demo.PaperTitle {
		t.Fatalf("after the release: %+v", after)
	}
	plain := h.opened(sealed, *after.Paper)
	if !bytes.HasPrefix(plain, []byte("%PDF-")) {
		t.Fatalf("the paper opens to %.20q", plain)
	}
	if part := leaks(received, plain); part != "" {
		t.Errorf("before the release the candidate was sent %q", part)
	}
	if leaks(append(received, plain...), plain) == "" {
		t.Error("the test would not find the paper itself")
	}
	if h.state(h.second).Paper.Key != "" {
		t.Error("the second camera got the key: the paper is the first one's")
	}
}

func TestAPaperComesByTheClockAndToWhoComesLate(t *testing.T) {
	h := newHall(t, shen)
	p := h.paper()
	h.asks(h.secretary, "PUT", "/api/papers/"+p.ID, written.PaperSettings{Title: p.Title, MaxPages: p.MaxPages, GraceMinutes: p.GraceMinutes, ReleaseAt: new(now().Add(-time.Second))}, "")
	h.sits()
	if got := h.state(h.first); got.Paper == nil || got.Paper.Key == "" || got.Phase != exam.PhaseAnswering {
		t.Errorf("who comes after the planned moment has %+v", got)
	}
}

func TestAWrongPaperIsWithdrawn(t *testing.T) {
	h := newHall(t, shen)
	h.sits()
	p := h.paper()
	h.asks(h.proctor, "POST", h.path("/papers/"+p.ID+"/releases"), map[string]any{}, "")
	given := h.state(h.first).Paper
	h.asks(h.first, "POST", h.path("/paper-openings"), map[string]any{"release_id": given.ReleaseID}, "")
	h.asks(h.second, "POST", h.path("/paper-openings"), map[string]any{"release_id": given.ReleaseID}, exam.CodeDeviceReplaced)
	if h.state(h.proctor).Paper.OpenedAt == nil {
		t.Error("nobody knows that it was opened")
	}
	h.asks(h.proctor, "POST", "/api/papers/"+p.ID+"/withdrawals", map[string]any{}, exam.CodeInvalid)
	h.asks(h.proctor, "POST", "/api/papers/"+p.ID+"/withdrawals", map[string]any{"reason": "发错了"}, "")
	got := h.state(h.first)
	if got.Paper != nil || got.Withdrawn == nil || got.Withdrawn.Reason != "发错了" {
		t.Errorf("after the withdrawal: %+v", got)
	}
	h.asks(h.proctor, "POST", "/api/papers/"+p.ID+"/releases", map[string]any{}, "")
	h.asks(h.proctor, "POST", h.path("/papers/"+p.ID+"/releases"), map[string]any{}, "")
	if h.state(h.first).Paper == nil {
		t.Error("a paper that was withdrawn cannot be released again")
	}
}

func TestPapersAreForTheirOwnStaff(t *testing.T) {
	h := newHall(t, shen)
	p := h.paper()
	settings := written.PaperSettings{Title: p.Title, MaxPages: p.MaxPages, GraceMinutes: p.GraceMinutes}
	h.asks(h.proctor, "PUT", "/api/papers/"+p.ID, settings, exam.CodeForbidden)
	h.asks(h.proctor, "GET", "/api/papers/"+p.ID+"/file", nil, exam.CodeForbidden)
	h.asks(h.secretary, "GET", "/api/papers/"+p.ID+"/file", nil, "")
	h.asks(h.examiner, "POST", "/api/papers/"+p.ID+"/releases", map[string]any{}, exam.CodeForbidden)
	h.asks(h.first, "GET", "/api/papers/"+p.ID+"/file", nil, exam.CodeForbidden)
	h.asks(h.stranger, "POST", "/api/papers/"+p.ID+"/releases", map[string]any{}, exam.CodeNotFound)
	h.asks(h.stranger, "GET", "/api/sessions/"+h.session+"/papers", nil, exam.CodeNotFound)
	settings.Title = "改名"
	h.asks(h.secretary, "PUT", "/api/papers/"+p.ID, settings, exam.CodeConflict)
	h.asks(h.secretary, "DELETE", "/api/papers/"+p.ID, nil, exam.CodeConflict)
	h.asks(h.secretary, "POST", "/api/papers/"+p.ID+"/ready", nil, exam.CodeConflict)
	h.asks(h.secretary, "POST", "/api/sessions/"+h.session+"/papers", map[string]any{"kind": "pdf", "title": "x", "grace_minutes": 0, "file_id": "none"}, exam.CodeNotFound)
	interview := h.sittingOf(lin).Timetabled.Session.ID
	own := h.staff(h.placed.Sitting.SchoolID, h.sittingOf(lin).Timetabled.Room.ID, exam.RoleSecretary)
	h.asks(own, "POST", "/api/sessions/"+interview+"/papers", map[string]any{"kind": "online", "title": "x", "grace_minutes": 0}, exam.CodeConflict)
	h.asks(h.first, "GET", h.path("/papers/"+p.ID+"/sealed"), nil, exam.CodeDeviceReplaced)
}

// sendPage uploads a picture as a page and returns its file.
func (h *hall) sendPage(by *http.Cookie, picture []byte) string {
	h.Helper()
	ticket := into[struct{ Ticket string }](h.world, h.asks(by, "POST", "/api/upload-tickets", map[string]any{
		"purpose": "photo_page", "owner_id": h.sitting, "name": "1.png", "size": len(picture), "type": "image/png",
	}, "")).Ticket
	req, err := http.NewRequestWithContext(h.Context(), "POST", h.url+"/api/uploads/", bytes.NewReader(picture))
	if err != nil {
		h.Fatal(err)
	}
	for name, value := range map[string]string{
		"X-Kaochang": "1", "Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream", "Upload-Length": strconv.Itoa(len(picture)),
		"Upload-Metadata": "ticket " + base64.StdEncoding.EncodeToString([]byte(ticket)),
	} {
		req.Header.Set(name, value)
	}
	req.AddCookie(by)
	if a := h.do(req); a.status != http.StatusCreated {
		h.Fatalf("upload: %d %s", a.status, a.body)
	}
	done := into[struct {
		FileID string `json:"file_id"`
	}](h.world, h.asks(by, "GET", "/api/upload-tickets/"+ticket, nil, ""))
	return done.FileID
}

func testPNG(t *testing.T, side int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, side, side))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestPagesAreTheAnswerUntilItIsHandedIn(t *testing.T) {
	h := newHall(t, shen)
	h.sits()
	h.asks(h.proctor, "POST", "/api/papers/"+h.paper().ID+"/releases", map[string]any{}, "")
	var files []string
	for n := range 3 {
		files = append(files, h.sendPage(h.second, testPNG(t, 400+n)))
	}
	send := func(by *http.Cookie, want exam.Code, ids ...string) {
		t.Helper()
		h.asks(by, "POST", h.path("/pages"), map[string]any{"file_ids": ids}, want)
	}
	send(h.first, exam.CodeDeviceReplaced, files[0])
	send(h.second, "", files[0], files[1])
	send(h.second, exam.CodeNotFound, files[0], "none")
	many := make([]string, 10)
	for i := range many {
		many[i] = strconv.Itoa(i)
	}
	send(h.second, exam.CodeTooMany, many...)
	send(h.second, "", files[2], files[1])
	got := h.state(h.first).Pages
	if got == nil || got.Version != 2 || len(got.Files) != 2 || got.Files[0].ID != files[2] || got.Late {
		t.Fatalf("pages on the first camera: %+v", got)
	}
	h.asks(h.first, "GET", got.Files[0].URL+"?small=true", nil, "")
	h.asks(h.first, "GET", h.path("/pages/"+files[0]), nil, exam.CodeNotFound) // it was replaced
	h.asks(h.proctor, "GET", h.path("/pages/"+files[0]), nil, "")              // and stays in the record
	h.asks(h.stranger, "GET", h.path("/pages/"+files[0]), nil, exam.CodeNotFound)
	h.asks(h.examiner, "GET", h.path("/pages/"+files[0]), nil, exam.CodeForbidden)
	rows := into[struct{ Rows []written.WrittenRow }](h.world, h.asks(h.proctor, "GET", "/api/sessions/"+h.session+"/written-board", nil, "")).Rows
	if len(rows) != 1 || rows[0].Pages == nil || len(rows[0].Pages.Files) != 2 || rows[0].Paper == nil {
		t.Errorf("board: %+v", rows)
	}
	h.asks(h.second, "POST", h.path("/submissions"), nil, "")
	after := h.state(h.first)
	if after.Receipt == nil || after.Receipt.Pages != "2" || len(after.Receipt.Digest) != 64 || after.Paper.Key != "" {
		t.Errorf("after handing in: %+v", after)
	}
	send(h.second, exam.CodeConflict, files[0])
}

func TestProctorsGiveTimeCollectAndReopen(t *testing.T) {
	h := newHall(t, shen)
	h.sits()
	h.asks(h.proctor, "POST", "/api/papers/"+h.paper().ID+"/releases", map[string]any{}, "")
	before := h.state(h.first).EndsAt
	more := map[string]any{"minutes": 5, "reason": "断网"}
	h.asks(h.proctor, "POST", h.path("/extra-time"), more, "")
	h.asks(h.proctor, "POST", "/api/sessions/"+h.session+"/extra-time", more, "")
	h.asks(h.first, "POST", h.path("/extra-time"), more, exam.CodeForbidden)
	h.asks(h.stranger, "POST", h.path("/extra-time"), more, exam.CodeNotFound)
	h.asks(h.stranger, "POST", "/api/sessions/"+h.session+"/collections", map[string]any{}, exam.CodeNotFound)
	if got := h.state(h.first); got.EndsAt.Sub(before) != 10*time.Minute || got.GivenMin != 10 {
		t.Errorf("after two times five minutes she ends %v later", got.EndsAt.Sub(before))
	}
	if a := h.asks(h.proctor, "POST", "/api/sessions/"+h.session+"/collections", map[string]any{"reason": "考场关闭"}, ""); !strings.Contains(string(a.body), `"count":1`) {
		t.Errorf("collected: %s", a.body)
	}
	if got := h.state(h.first); got.Phase != exam.PhaseSubmitted || got.Receipt.By != "staff" {
		t.Errorf("after collecting: %+v", got)
	}
	h.asks(h.proctor, "POST", h.path("/answer-reopenings"), map[string]any{"minutes": 5, "reason": ""}, exam.CodeInvalid)
	h.asks(h.proctor, "POST", h.path("/answer-reopenings"), map[string]any{"minutes": 5, "reason": "误收"}, "")
	if got := h.state(h.first); got.Phase != exam.PhaseAnswering || got.Receipt != nil || got.Paper.Key == "" {
		t.Errorf("after reopening: %+v", got)
	}
	h.asks(h.proctor, "POST", h.path("/departures"), nil, exam.CodeConflict)
	h.asks(h.proctor, "POST", h.path("/collections"), map[string]any{}, "")
	h.asks(h.proctor, "POST", h.path("/departures"), nil, "")
	if got := h.state(h.first); got.Phase != exam.PhaseFinished || got.Receipt == nil {
		t.Errorf("at the end: %+v", got)
	}
}
