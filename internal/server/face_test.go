package server_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/identity"
	"kaochang/internal/snapshot"
)

// scripted is an engine that finds what a test says, by the number of its call.
type scripted struct {
	finds func(call int) (exam.FaceFinding, error)
	calls int
	saw   [][]byte
}

func (e *scripted) Inspect(_ context.Context, _ []byte, frames [][]byte) (exam.FaceFinding, error) {
	e.calls++
	e.saw = frames
	return e.finds(e.calls)
}

// seen is a finding that shows all movements of a challenge, or nobody's face.
func seen(actions []exam.FaceAction) exam.FaceFinding {
	f := exam.FaceFinding{ReferenceFaces: 1}
	for _, a := range actions {
		one := exam.FaceFrameFinding{Faces: 1, Width: 0.4, Eyes: 0.3, Mouth: 0.05, Likeness: 0.8, Same: 1}
		switch a {
		case exam.FaceTurnLeft:
			one.Yaw = 30
		case exam.FaceTurnRight:
			one.Yaw = -30
		case exam.FaceNod:
			one.Pitch = 25
		case exam.FaceBlink:
			one.Eyes = 0.02
		case exam.FaceOpenMouth:
			one.Mouth = 0.6
		}
		f.Frames = append(f.Frames, one)
	}
	return f
}

func faceFlow(strict bool) exam.FlowStep {
	return exam.FlowStep{Kind: exam.StepFaceCheck, Tries: 3, Strict: strict}
}

func (w *world) face(her browser, n int) identity.FaceView {
	w.Helper()
	return into[identity.FaceView](w, w.does(her, w.sitting(n, "GET /face"), nil))
}

// answers lets a candidate answer the notice that stands.
func (w *world) answers(her browser, n int, agreed bool) {
	w.Helper()
	w.does(her, w.sitting(n, "POST /face-consents"), map[string]any{"agreed": agreed, "sha256": w.face(her, n).Notice.SHA256})
}

// shade returns a JPEG that no other shade has.
func shade(w *world, n int) []byte {
	w.Helper()
	one := image.NewGray(image.Rect(0, 0, 320, 240))
	for i := range 64 {
		one.SetGray(8+i*4, 100, color.Gray{Y: uint8(n * (i + 3))})
		one.SetGray(8+i*4, 101, color.Gray{Y: uint8(n * (i + 3))})
		one.SetGray(i%8, n%240, color.Gray{Y: 255})
	}
	var out bytes.Buffer
	w.no(jpeg.Encode(&out, one, &jpeg.Options{Quality: 100}))
	return out.Bytes()
}

func (w *world) challenge(her browser, n int) identity.ChallengeView {
	w.Helper()
	return into[identity.ChallengeView](w, w.does(her, w.sitting(n, "POST /face-challenges"), nil))
}

// frame sends one frame with a nonce.
func (w *world) frame(her browser, n int, challengeID, nonce string, place int, picture []byte) answer {
	w.Helper()
	r := w.request(her, w.sitting(n, "PUT /face-challenges/"+challengeID+"/frames/"+strconv.Itoa(place)), picture)
	r.Header.Set("X-Face-Nonce", nonce)
	return w.send(r)
}

// moves makes all movements of a challenge and hands it in; first numbers the shades.
func (w *world) moves(her browser, n, first int) identity.ChallengeView {
	w.Helper()
	c := w.challenge(her, n)
	for place := range c.Actions {
		if a := w.frame(her, n, c.ID, c.Nonce, place, shade(w, first+place)); a.status != http.StatusNoContent {
			w.Fatalf("frame %d: %d %s", place, a.status, a.body)
		}
	}
	w.does(her, w.sitting(n, "POST /face-checks"), map[string]any{"challenge_id": c.ID, "nonce": c.Nonce})
	return c
}

// looks lets a worker look at what waits.
func (w *world) looks() {
	w.Helper()
	worked, err := w.identity.Work(w.Context())
	w.no(err)
	if !worked {
		w.Error("nothing waited for a worker")
	}
}

func (w *world) record(staff browser, n int) identity.IdentityRecord {
	w.Helper()
	return into[identity.IdentityRecord](w, w.does(staff, w.sitting(n, "GET /identity"), nil))
}

// withEngine builds the server again with an engine, which the school uses.
func (w *world) withEngine(admin browser, finds func(int) (exam.FaceFinding, error)) *scripted {
	w.Helper()
	e := &scripted{finds: finds}
	w.engine = e
	w.build()
	w.keepsRule(admin, func(r *identity.FaceRuleBody) { r.Provider = exam.FaceLocal })
	return e
}

func (w *world) keepsRule(admin browser, change func(*identity.FaceRuleBody)) {
	w.Helper()
	rule := into[identity.FaceRuleView](w, w.does(admin, "GET /api/face-rule", nil)).FaceRuleBody
	change(&rule)
	w.does(admin, "PUT /api/face-rule", rule)
}

func TestConsentComesFirstAndAPersonIsAlwaysOffered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, steward := w.admin(), w.inRoom(exam.RoleSteward)
	w.flows(admin, faceFlow(false))
	her, other := w.enters(0), w.enters(1)
	view := w.face(her, 0)
	if view.Agreed != nil || !strings.Contains(view.Notice.Text, "30 天") || view.Notice.SHA256 != exam.NoticeHash(view.Notice.Text) {
		t.Errorf("view %+v, want a notice that says how long, unanswered", view)
	}
	english := into[identity.FaceView](w, w.does(her, w.sitting(0, "GET /face?language=en"), nil)).Notice
	w.refused(her, w.sitting(0, "POST /face-challenges"), nil, exam.CodeConsentOwed)
	w.refused(her, w.sitting(0, "POST /face-consents"), map[string]any{"agreed": true, "sha256": "another text"}, exam.CodeNoticeChanged)
	w.refused(her, w.sitting(0, "POST /face-consents"), map[string]any{"agreed": true, "sha256": english.SHA256}, exam.CodeNoticeChanged)
	w.does(her, w.sitting(0, "POST /face-consents?language=en"), map[string]any{"agreed": true, "sha256": english.SHA256})
	w.does(her, w.sitting(0, "POST /face-challenges"), nil)
	w.keepsRule(admin, func(r *identity.FaceRuleBody) { r.Notice = "本校的告知" })
	w.refused(other, w.sitting(1, "POST /face-consents"), map[string]any{"agreed": true, "sha256": english.SHA256}, exam.CodeNoticeChanged)

	w.answers(other, 1, false)
	w.refused(other, w.sitting(1, "POST /face-challenges"), nil, exam.CodeConsentOwed)
	w.does(other, w.sitting(1, "PUT /face-document"), shade(w, 1))
	sitting := into[snapshot.Sitting](w, w.does(other, w.sitting(1, "POST /face-persons"), nil))
	same(w, "who refused goes on", sitting.CheckIn.Next, "")
	w.does(other, w.sitting(1, "POST /waiting"), nil)
	r := w.record(steward, 1)
	same(w, "consent log", r.Consents[0].Agreed, false)
	same(w, "her document", len(r.Documents), 1)
	row := into[snapshot.BoardSitting](w, w.does(steward, w.sitting(1, "POST /id-checks"), map[string]any{"confirmed": true}))
	same(w, "a person confirmed her", row.CheckIn.Steps[0].State, exam.MarkDone)
	same(w, "who", row.CheckIn.Steps[0].By, "某steward")
	same(w, "by her document", w.record(steward, 1).IDChecks[0].Document, r.Documents[0].ID)

	w.does(her, w.sitting(0, "PUT /face-document"), shade(w, 2))
	w.does(her, w.sitting(0, "POST /face-consents"), map[string]any{"agreed": false, "sha256": w.face(her, 0).Notice.SHA256})
	w.refused(her, w.sitting(0, "POST /face-challenges"), nil, exam.CodeConsentOwed) // taken back
}

func TestWithoutAnEngineNothingPasses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, steward := w.admin(), w.inRoom(exam.RoleSteward)
	w.flows(admin, faceFlow(false))
	w.refused(admin, "PUT /api/face-rule", map[string]any{"provider": "local", "similarity": 50, "turn_degrees": 15, "nod_degrees": 10, "eyes_percent": 60, "mouth_percent": 25, "retain_days": 30, "notice": "", "version": 0}, exam.CodeInvalid)
	her := w.enters(0)
	w.answers(her, 0, true)
	w.moves(her, 0, 1)
	view := w.face(her, 0)
	same(w, "queued", view.Check.State, exam.FaceQueued)
	same(w, "place in line", view.Check.Place, 1)
	w.refused(her, w.sitting(0, "POST /face-challenges"), nil, exam.CodeConflict) // one at a time
	w.looks()
	view = w.face(her, 0)
	same(w, "verdict", view.Check.Verdict, exam.FacePerson)
	same(w, "state", view.State, exam.MarkContinued)
	w.does(her, w.sitting(0, "POST /waiting"), nil)
	try := w.record(steward, 0).Tries[0]
	same(w, "frames for the person's eye", len(try.Frames), 1+exam.FaceMoves)
	same(w, "decided by", try.Provider, exam.FaceOff)
	w.refused(steward, w.sitting(0, "POST /id-checks"), map[string]any{"confirmed": false}, exam.CodeInvalid)
	row := into[snapshot.BoardSitting](w, w.does(steward, w.sitting(0, "POST /id-checks"), map[string]any{"confirmed": false, "reason": "不是本人"}))
	same(w, "rejected later", row.CheckIn.Steps[0].State, exam.MarkRejected)
	same(w, "where she is", row.Phase, exam.PhaseWaiting)
}

func TestThreeTriesThenAPerson(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.admin()
	w.flows(admin, faceFlow(false))
	nobody := exam.FaceFinding{ReferenceFaces: 1, Frames: make([]exam.FaceFrameFinding, 1+exam.FaceMoves)}
	e := w.withEngine(admin, func(call int) (exam.FaceFinding, error) {
		if call == 2 {
			return exam.FaceFinding{}, context.DeadlineExceeded
		}
		return nobody, nil
	})
	her := w.enters(0)
	w.answers(her, 0, true)
	for n := range 3 {
		w.moves(her, 0, 10*(n+1))
		if n == 0 {
			w.looks()
			continue
		}
		e.calls = 2 // no fault
		w.looks()
	}
	view := w.face(her, 0)
	same(w, "tries left", view.TriesLeft, 0)
	same(w, "reason", view.Check.Reasons[0], exam.FaceNoFace)
	same(w, "hers to go on", view.State, exam.MarkOpen)
	w.refused(her, w.sitting(0, "POST /face-challenges"), nil, exam.CodeTriesUsedUp)
	w.refused(her, w.sitting(0, "POST /waiting"), nil, exam.CodeStepsOwed)
	w.does(her, w.sitting(0, "POST /face-persons"), nil)
	w.does(her, w.sitting(0, "POST /waiting"), nil)

	w.turn(time.Minute)
	other := w.enters(1)
	w.answers(other, 1, true)
	e.calls = 1 // the next call is the faulty one
	w.moves(other, 1, 100)
	w.looks()
	view = w.face(other, 1)
	same(w, "a fault of ours", view.Check.Reasons[0], exam.FaceEngineFailed)
	same(w, "costs no try", view.TriesLeft, 3)
	same(w, "and stops nobody", view.State, exam.MarkContinued)
}

func TestWhoShowsAllMovementsPasses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.admin()
	w.flows(admin, faceFlow(true))
	var c identity.ChallengeView
	e := w.withEngine(admin, func(int) (exam.FaceFinding, error) { return seen(c.Actions), nil })
	her := w.enters(0)
	w.answers(her, 0, true)
	c = w.moves(her, 0, 1)
	w.looks()
	same(w, "frames that the engine saw", len(e.saw), len(c.Actions))
	if !bytes.HasPrefix(e.saw[3], []byte("\xff\xd8")) {
		t.Error("the engine saw no JPEG")
	}
	same(w, "state", w.face(her, 0).State, exam.MarkDone)
	w.does(her, w.sitting(0, "POST /waiting"), nil)
}

func TestInAStrictRoomAPersonIsWaitedFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, steward := w.admin(), w.inRoom(exam.RoleSteward)
	w.flows(admin, faceFlow(true))
	her := w.enters(0)
	w.does(her, w.sitting(0, "PUT /face-document"), shade(w, 1))
	w.does(her, w.sitting(0, "POST /face-persons"), nil)
	same(w, "waits", w.face(her, 0).State, exam.MarkShown)
	w.refused(her, w.sitting(0, "POST /waiting"), nil, exam.CodeStepsOwed)
	w.refused(steward, w.sitting(0, "POST /steps/face_check/ticks"), nil, exam.CodeConflict)
	w.does(steward, w.sitting(0, "POST /id-checks"), map[string]any{"confirmed": false, "reason": "证件看不清"})
	same(w, "she reads why", w.face(her, 0).Rejected, "证件看不清")
	w.does(her, w.sitting(0, "PUT /face-document"), shade(w, 2))
	w.does(her, w.sitting(0, "POST /face-persons"), nil)
	w.does(steward, w.sitting(0, "POST /id-checks"), map[string]any{"confirmed": true})
	w.does(her, w.sitting(0, "POST /waiting"), nil)
}

func TestWhereNoPictureLeavesThePhone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, steward := w.admin(), w.inRoom(exam.RoleSteward)
	w.flows(admin, faceFlow(false))
	w.keepsRule(admin, func(r *identity.FaceRuleBody) { r.Provider, r.RetainDays = exam.FaceDevice, 7 })
	her := w.enters(0)
	view := w.face(her, 0)
	if !view.OnDevice || !strings.Contains(view.Notice.Text, "不上传") || !strings.Contains(view.Notice.Text, "7 天") {
		t.Errorf("view %+v, want it to say that nothing is sent", view)
	}
	w.answers(her, 0, true)
	c := w.challenge(her, 0)
	same(w, "a frame is not taken", w.frame(her, 0, c.ID, c.Nonce, 0, shade(w, 1)).code, exam.CodeConflict)
	w.does(her, w.sitting(0, "POST /face-checks"), map[string]any{"challenge_id": c.ID, "nonce": c.Nonce, "claim": "passed"})
	view = w.face(her, 0)
	same(w, "her phone's word is no pass", string(view.Check.Verdict)+" "+string(view.State), "person continued")
	same(w, "nothing was kept", len(w.biometric()), 0)
	same(w, "frames", len(w.record(steward, 0).Tries[0].Frames), 0)
}

func TestLinesOfTheFourDatabasesStandBesideTheIDCheck(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, steward := w.admin(), w.inRoom(exam.RoleSteward)
	table := []byte("2026 四库比对结果\n考生编号,姓名,报考库,学籍学历库,人口信息库,诚信档案库\na-number-0,甲,一致,一致,不一致：姓名,无记录\na-number-1,乙,一致,,,\nnobody,丙,一致,,,\na-number-2,丁,大概,,,\n")
	out := into[identity.Imported](w, w.does(admin, "POST /api/database-lines?dry_run=true", table))
	same(w, "would be", strconv.Itoa(out.Rows)+" "+strconv.Itoa(out.Lines)+" "+out.Wrong[0].Why+" "+out.Wrong[1].Cell, "4 5 unknown_candidate 大概")
	out = into[identity.Imported](w, w.does(admin, "POST /api/database-lines", table))
	same(w, "wrong rows stop it", out.Kept, false)
	same(w, "nothing is kept", len(w.record(steward, 0).Databases), 0)
	out = into[identity.Imported](w, w.does(admin, "POST /api/database-lines?leave_out=true", table))
	same(w, "left out", out.Kept, true)
	lines := w.record(steward, 0).Databases
	same(w, "lines", len(lines), 4)
	for _, l := range lines {
		if l.Database == exam.DatabasePopulation {
			same(w, "population", string(l.Result)+" "+l.Note, "differs 姓名")
		}
	}
	w.refused(admin, "POST /api/database-lines", []byte("姓名,性别\n甲,女\n"), exam.CodeInvalid)
	w.refused(steward, "POST /api/database-lines", table, exam.CodeForbidden)
	b := w.found("b")
	out = into[identity.Imported](w, w.does(w.member(b.school, exam.RoleSchoolAdmin, exam.ScopeSchool, b.school), "POST /api/database-lines?leave_out=true", table))
	same(w, "another school's candidates are unknown", out.LeftOut, 4)
}

// FEATURES: G8
func TestResultsOfTheFourDatabasesAreListedPerExam(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, steward := w.admin(), w.inRoom(exam.RoleSteward)
	table := "考生编号,报考库,学籍学历库,人口信息库,诚信档案库\na-number-0,一致,一致,不一致：姓名,无记录\na-number-1,一致,一致,一致,一致\na-number-2,一致,无记录,,\n"
	w.does(admin, "POST /api/database-lines", []byte(table))
	type page struct {
		Candidates []identity.ComparedView
		Total      int
		Counts     struct{ Matches, Differs, Missing int }
	}
	list := func(query string) page {
		w.Helper()
		return into[page](w, w.does(admin, "GET /api/database-lines?exam_id=a-exam"+query, nil))
	}
	numbers := func(p page) (all []string) {
		for _, c := range p.Candidates {
			all = append(all, c.Number+" "+string(c.Result))
		}
		return all
	}
	whole := list("")
	same(w, "all", whole.Total, candidates)
	same(w, "counts", whole.Counts, struct{ Matches, Differs, Missing int }{1, 1, candidates - 2})
	same(w, "differs", strings.Join(numbers(list("&result=differs")), ","), "a-number-0 differs")
	same(w, "matches", strings.Join(numbers(list("&result=matches")), ","), "a-number-1 matches")
	same(w, "missing", list("&result=missing").Total, candidates-2)
	same(w, "a filter counts all results", list("&result=differs").Counts, whole.Counts)
	same(w, "searched", strings.Join(numbers(list("&q=NUMBER-2")), ","), "a-number-2 missing")
	second := list("&limit=1&offset=1")
	same(w, "page", strings.Join(numbers(second), ","), "a-number-1 matches")
	same(w, "of how many", second.Total, candidates)
	same(w, "of another exam", into[page](w, w.does(admin, "GET /api/database-lines?exam_id=another", nil)).Total, 0)
	lines := list("&result=differs").Candidates[0].Lines
	same(w, "in the order of the four", string(lines[2].Database)+" "+lines[2].Note, "population 姓名")

	exported := w.does(admin, "GET /api/database-lines/export?format=csv&exam_id=a-exam", nil).body
	again := into[identity.Imported](w, w.does(admin, "POST /api/database-lines?dry_run=true&leave_out=true", exported))
	same(w, "what is exported can be imported", again.Lines, 10)
	template := w.does(admin, "GET /api/database-lines/template?format=csv", nil).body
	same(w, "the template has its columns", into[identity.Imported](w, w.does(admin, "POST /api/database-lines?dry_run=true", template)).Rows, 0)
	for _, route := range []string{"", "/export", "/template"} {
		w.refused(steward, "GET /api/database-lines"+route, nil, exam.CodeForbidden)
	}
	w.found("b")
	theirs := w.member("b", exam.RoleSchoolAdmin, exam.ScopeSchool, "b")
	same(w, "another school sees none", into[page](w, w.does(theirs, "GET /api/database-lines?exam_id=a-exam", nil)).Total, 0)
}
