package server_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/pdftest"
	"kaochang/internal/store"
)

// operation is one of the OpenAPI's with who may call it.
type operation struct {
	ID     string           `json:"operationId"`
	Action string           `json:"x-action"`
	Kinds  []exam.ActorKind `json:"x-kinds"`
	route  string
}

// operations returns all that the API describes.
func (w *world) operations() (all []operation) {
	w.Helper()
	described := into[struct {
		Paths map[string]map[string]operation `json:"paths"`
	}](w, w.does(stranger, "GET /api/openapi.json", nil))
	for path, methods := range described.Paths {
		for method, op := range methods {
			op.route = strings.ToUpper(method) + " " + path
			all = append(all, op)
		}
	}
	return all
}

// target is everything in the first school that a request may name.
type target map[string]string

// prey brings the first school's sitting as far as there is something of
// everything: an interview with a question released, a file, a recording.
func (w *world) prey() target {
	w.Helper()
	chair := w.inRoom(exam.RoleChair)
	content := pdftest.Page("/Secret(机密题目 a)")
	ticket := w.tickets(chair, exam.PurposeQuestionFile, w.session, "application/pdf", len(content))
	w.begins(chair, ticket, len(content))
	w.goesOn(chair, ticket, 0, content)
	_, fileID, _ := w.state(chair, ticket)
	question := w.asksIn(chair, map[string]any{"title": "机密题目 a", "file_id": fileID}).ID
	her := w.interviewed(0, chair)
	w.does(her, w.sitting(0, "PUT /still"), jpegOf(w, 8, 8))
	w.does(chair, w.sitting(0, "PUT /document-still"), shade(w, 1))
	w.does(chair, w.sitting(0, "POST /releases"), map[string]any{"question_id": question})
	recording := exam.Recording{ID: ident.New(), SchoolID: "a", SittingID: w.sittings[0].ID, Source: "1", Status: exam.RecordingReady, File: "1.webm"}
	w.no(w.db.SaveRecording(w.Context(), recording))
	enquiry, _ := w.asksSchool(w.candidate(0), 0)
	return target{
		"enquiry_id": enquiry, "answer_id": ident.New(), // a canned answer is the whole school's: enquiry_test.go
		"sitting_id": w.sittings[0].ID, "session_id": w.session, "enrolment_id": w.sittings[0].EnrolmentID, "position": "1",
		"question_id": question, "release_id": w.sees(her, 0).Releases[0].ID, "ticket_id": ticket, "recording_id": recording.ID, "file_id": fileID,
		"login_id": her.login.ID, "exam_id": "a-exam", "kind": string(exam.StepRoomScan),
		"challenge_id": ident.New(), "picture_id": w.record(chair, 0).Documents[0].ID, "place": "0",
	}
}

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// aim fills a route with what a target names; scoped is false where it names nothing.
func (g target) aim(route string) (filled string, scoped bool) {
	filled = placeholder.ReplaceAllStringFunc(route, func(name string) string {
		scoped = true
		return g[strings.Trim(name, "{}")]
	})
	if route == "GET /api/my/exams" {
		filled += "?school_id=a&college_id=a-college"
	}
	return filled, scoped
}

// body returns what an operation is called with, so that a form is never why it
// was refused.
func (g target) body(id string) any {
	switch id {
	case "put-still", "put-face-frame", "put-face-document", "keep-document-still", "import-database-lines":
		return []byte("no picture")
	case "answer-face-notice":
		return map[string]any{"agreed": true, "sha256": "x"}
	case "hand-face-check-in":
		return map[string]any{"challenge_id": g["challenge_id"], "nonce": "x"}
	case "check-identity":
		return map[string]any{"confirmed": true}
	case "join-sitting":
		return map[string]any{"position": 1, "take_over": true}
	case "release-question":
		return map[string]any{"question_id": g["question_id"]}
	case "add-question":
		return map[string]any{"title": "x", "file_id": g["file_id"]}
	case "send-message":
		return map[string]any{"text": "x"}
	case "sign-pledge":
		return map[string]any{"pledge_id": "p", "sha256": "x", "read_to_end": true, "agreed": true, "kind": "hand"}
	case "check-devices":
		return map[string]any{"width": 1, "height": 1, "heard": true, "latency_ms": 1}
	case "ask-step-again", "override-step", "grant-accommodation":
		return map[string]any{"reason": "x"}
	case "begin-device-check":
		return map[string]any{"position": 1}
	case "keep-mock-window":
		return map[string]any{"opens_at": "2026-12-01T08:00:00Z", "closes_at": "2026-12-02T08:00:00Z", "conversation_s": 60, "question": "x"}
	case "keep-flow":
		return map[string]any{"steps": []any{}, "version": 0}
	case "publish-pledge":
		return map[string]any{"title": "x", "body": "x"}
	case "ask-school":
		return map[string]any{"subject": "x", "text": "x"}
	case "ask-on":
		return map[string]any{"text": "x"}
	case "keep-canned-answer":
		return map[string]any{"title": "x", "text": "x"}
	case "act-on-enquiry":
		return map[string]any{"act": "close"}
	case "mute-call":
		return map[string]any{"muted": true}
	case "send-sms-code":
		return map[string]any{"phone": "1"}
	case "sign-in":
		return map[string]any{"phone": phone(0), "code": "1"}
	case "sign-in-staff":
		return map[string]any{"username": "chair", "password": "guess"}
	case "claim-pairing":
		return map[string]any{"code": "1"}
	case "ask-upload":
		return map[string]any{"purpose": exam.PurposeQuestionFile, "owner_id": g["session_id"], "name": "x", "size": 1, "type": "image/png"}
	case "mark-absent", "defer", "reopen", "end-interview", "invite":
		return map[string]any{"reason": "x"}
	}
	return map[string]any{}
}

// outsiders are people to whom the first sitting of the first school is nothing.
func (w *world) outsiders() map[string]browser {
	w.Helper()
	b := w.found("b")
	w.no(w.db.Seed(w.Context(), func(tx store.Setup) error { return b.seat(w, tx, 70) }))
	all := map[string]browser{
		"nobody signed in": stranger, classmate: w.candidate(1), "a candidate of another school": w.candidate(70),
		"a number on no roster":      w.candidate(90),
		"another's second camera":    w.login(exam.Login{Kind: exam.ActorDevice, SchoolID: "a", SittingID: w.sittings[1].ID, Position: 2}),
		"another school's camera":    w.login(exam.Login{Kind: exam.ActorDevice, SchoolID: "b", SittingID: b.sittings[0].ID, Position: 2}),
		"staff without a role":       w.member("a", exam.RoleChair, exam.ScopeRoom, "no-room"),
		"a forged school in a login": w.login(exam.Login{Kind: exam.ActorStaff, StaffID: "b-chair", SchoolID: "a"}),
	}
	for _, role := range exam.Roles() {
		all[string(role)+" of another school"] = w.member("b", role, exam.ScopeSchool, "b")
		all[string(role)+" of another school, bound to our identifiers"] = w.member("b", role, exam.ScopeRoom, w.room)
		all[string(role)+" of another exam"] = w.member("a", role, exam.ScopeExam, "another-exam")
	}
	return all
}

const classmate = "another candidate of the room"

// secretsFrom returns words of the first school that an outsider may not read;
// who is enrolled there herself knows the place.
func secretsFrom(who string) []string {
	hers := []string{"机密题目 a", "考生 a--0", "a-number-0", phone(0)}
	if who == classmate {
		return hers
	}
	return append(hers, "考生 a-", "a-number", "艺术学院 a", "声乐 a", "复试 a", "考场 a")
}

func TestOutsidersLearnAndChangeNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	prey := w.prey()
	outsiders := w.outsiders()
	before, err := w.db.Sitting(t.Context(), w.sittings[0].ID)
	w.no(err)
	for _, op := range w.operations() {
		if op.Action == "" || len(op.Kinds) == 0 {
			t.Errorf("%s names nobody who may call it", op.route)
		}
		route, scoped := prey.aim(op.route)
		public := slices.Contains(op.Kinds, exam.ActorStranger)
		for name, who := range outsiders {
			if op.ID == "sign-out" {
				continue // one's own login
			}
			a := w.call(who, route, prey.body(op.ID))
			what := fmt.Sprintf("%s by %s: %d %.200s", route, name, a.status, a.body)
			refused := a.status == http.StatusUnauthorized || a.status == http.StatusForbidden || a.status == http.StatusNotFound
			if (scoped || op.ID == "ask-upload") && !public && (!refused || a.code == "") {
				t.Errorf("%s, want it refused with a code", what)
			}
			for _, secret := range secretsFrom(name) {
				if secret == phone(0) && op.ID == "list-readiness" {
					continue // schools share their candidates: it is in the other one's list, too
				}
				if strings.Contains(string(a.body), secret) {
					t.Errorf("%s, tells %s", what, secret)
				}
			}
		}
	}
	after, err := w.db.Sitting(t.Context(), w.sittings[0].ID)
	w.no(err)
	same(w, "version", after.Version, before.Version)
	same(w, "phase", after.Phase, before.Phase)
}

func TestWhatIsAnothersReadsLikeWhatDoesNotExist(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	prey, air := w.prey(), target{"position": "1", "place": "0"}
	for name := range prey {
		if name != "position" && name != "place" {
			air[name] = ident.New()
		}
	}
	outsiders := w.outsiders()
	for _, op := range w.operations() {
		theirs, scoped := prey.aim(op.route)
		made, _ := air.aim(op.route)
		if !scoped && op.ID != "ask-upload" {
			continue
		}
		for name, who := range outsiders {
			there, nowhere := w.call(who, theirs, prey.body(op.ID)), w.call(who, made, air.body(op.ID))
			if there.status != nowhere.status || there.code != nowhere.code {
				t.Errorf("%s by %s: %d %s, and %d %s for what does not exist, want no difference", op.route, name, there.status, there.code, nowhere.status, nowhere.code)
			}
		}
	}
}
