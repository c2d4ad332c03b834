package server_test

import (
	"bytes"
	"context"
	"image/jpeg"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/snapshot"
)

// TestAttacksPassNowhere tries what a cheat would; each is refused by its code and
// told to staff, and in the end she is where she was.
func TestAttacksPassNowhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, steward := w.admin(), w.inRoom(exam.RoleSteward)
	w.flows(admin, faceFlow(false))
	e := w.withEngine(admin, func(int) (exam.FaceFinding, error) { return exam.FaceFinding{ReferenceFaces: 1}, nil })
	her, other := w.enters(0), w.enters(1)
	w.answers(her, 0, true)
	w.answers(other, 1, true)
	first, others := w.challenge(her, 0), w.challenge(other, 1)
	code := func(what string, a answer, want exam.Code) {
		t.Helper()
		same(w, what, a.code, want)
	}
	hand := func(id, nonce string, more map[string]any) answer {
		body := map[string]any{"challenge_id": id, "nonce": nonce}
		maps.Copy(body, more)
		return w.call(her, w.sitting(0, "POST /face-checks"), body)
	}
	code("a wrong nonce", w.frame(her, 0, first.ID, "guess", 0, shade(w, 1)), exam.CodeChallengeWrong)
	code("no nonce", w.frame(her, 0, first.ID, "", 0, shade(w, 1)), exam.CodeChallengeWrong)
	code("another's challenge", w.frame(her, 0, others.ID, others.Nonce, 0, shade(w, 1)), exam.CodeChallengeWrong)
	code("her challenge from another device", w.frame(w.candidate(0), 0, first.ID, first.Nonce, 0, shade(w, 1)), exam.CodeChallengeWrong)
	code("her frame", w.frame(her, 0, first.ID, first.Nonce, 0, shade(w, 1)), "")
	code("once more by a bad line", w.frame(her, 0, first.ID, first.Nonce, 0, shade(w, 1)), "")
	code("one picture for two movements", w.frame(her, 0, first.ID, first.Nonce, 1, shade(w, 1)), exam.CodeFrameReplayed)
	dressed := append(shade(w, 1), "another hash, the same picture"...)
	code("the same picture, dressed up", w.frame(her, 0, first.ID, first.Nonce, 1, dressed), exam.CodeFrameReplayed)
	code("a frame that another sent", w.frame(other, 1, others.ID, others.Nonce, 0, shade(w, 1)), exam.CodeFrameReplayed)
	code("20 MB", w.frame(her, 0, first.ID, first.Nonce, 1, make([]byte, 20<<20)), exam.CodeTooLarge)
	code("no picture", w.frame(her, 0, first.ID, first.Nonce, 1, []byte("GIF89a")), exam.CodeWrongType)
	code("a tiny picture", w.frame(her, 0, first.ID, first.Nonce, 1, jpegOf(w, 8, 8)), exam.CodeWrongType)
	code("a movement that was not asked for", w.frame(her, 0, first.ID, first.Nonce, 7, shade(w, 9)), exam.CodeInvalid)
	code("handed in too early", hand(first.ID, first.Nonce, nil), exam.CodeInvalid)
	code("it says that it passed", hand(first.ID, first.Nonce, map[string]any{"claim": "passed"}), exam.CodeVerdictClaimed)
	code("it says so in its own words", hand(first.ID, first.Nonce, map[string]any{"passed": true, "similarity": 99}), exam.CodeInvalid)
	for place := 1; place <= exam.FaceMoves; place++ {
		code("her other frames", w.frame(her, 0, first.ID, first.Nonce, place, shade(w, 20+place)), "")
	}
	w.turn(exam.FaceChallengeTTL + time.Second)
	code("an old nonce", hand(first.ID, first.Nonce, nil), exam.CodeChallengeExpired)
	done := w.moves(her, 0, 40)
	code("handed in twice", hand(done.ID, done.Nonce, nil), exam.CodeChallengeUsed)
	w.looks()
	same(w, "an engine that saw nothing is no pass", w.face(her, 0).Check.Verdict, exam.FacePerson)
	same(w, "the engine was asked once", e.calls, 1)

	third := w.enters(2)
	w.answers(third, 2, true)
	for range 6 {
		w.challenge(third, 2)
	}
	refusal := w.refused(third, w.sitting(2, "POST /face-challenges"), nil, exam.CodeRateLimited)
	if !strings.Contains(string(refusal.body), "retry_after_s") {
		t.Errorf("refusal %s, want how long to wait", refusal.body)
	}
	flags := map[exam.FaceFlagKind]int{}
	for n := range 3 {
		for _, f := range w.record(steward, n).Flags {
			flags[f.Kind] += f.Count
		}
	}
	for kind, least := range map[exam.FaceFlagKind]int{
		exam.FlagWrongNonce: 4, exam.FlagReplay: 3, exam.FlagTooLarge: 1, exam.FlagNoPicture: 2, exam.FlagClaimed: 1, exam.FlagOldChallenge: 1, exam.FlagUsedTwice: 1,
		exam.FlagTooMany: 1,
	} {
		if flags[kind] < least {
			t.Errorf("%d flags %s, want %d", flags[kind], kind, least)
		}
	}
	board := into[snapshot.Board](w, w.does(steward, "GET /api/sessions/"+w.session+"/board", nil))
	if n := board.Sittings[0].CheckIn.Steps[0].Flags; n < 8 {
		t.Errorf("%d flags on the board, want her attacks", n)
	}
	same(w, "flags are not hers to see", w.sees(her, 0).CheckIn.Steps[0].Flags, 0)
}

func TestAHerdIsLookedAtInItsOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.admin()
	w.flows(admin, faceFlow(false))
	people := []browser{w.enters(0), w.enters(1), w.enters(2)}
	for n, her := range people {
		w.answers(her, n, true)
		w.moves(her, n, 10*(n+1))
		w.turn(time.Second)
	}
	for n, her := range people {
		same(w, "place", w.face(her, n).Check.Place, n+1)
	}
	w.looks()
	same(w, "the first is through", w.face(people[0], 0).Check.State, exam.FaceDecided)
	same(w, "the last moves up", w.face(people[2], 2).Check.Place, 2)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); w.identity.Run(ctx) }()
	for w.face(people[2], 2).Check.State != exam.FaceDecided {
		time.Sleep(time.Millisecond) // the workers are others; the test's own deadline ends it
	}
	stop()
	<-done
}

func TestPicturesAreSealedSeenOnRecordAndGo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, steward := w.admin(), w.inRoom(exam.RoleSteward)
	w.flows(admin, faceFlow(false))
	her := w.enters(0)
	w.answers(her, 0, true)
	w.does(her, w.sitting(0, "PUT /face-document"), shade(w, 1))
	w.moves(her, 0, 10)
	w.looks()
	w.does(steward, w.sitting(0, "PUT /document-still"), shade(w, 2))
	w.refused(steward, w.sitting(0, "PUT /document-still"), make([]byte, 20<<20), exam.CodeTooLarge)
	files := w.biometric()
	same(w, "kept", len(files), 6)
	for _, path := range files {
		raw, err := os.ReadFile(path)
		w.no(err)
		if bytes.Contains(raw, []byte("\xff\xd8\xff")) || bytes.Contains(raw, []byte("JFIF")) {
			t.Errorf("%s can be read by anybody", path)
		}
	}
	r := w.record(steward, 0)
	same(w, "documents", len(r.Documents), 2)
	same(w, "the second by staff", r.Documents[1].ByStaff, true)
	url := "GET " + r.Tries[0].Frames[0].URL
	for _, role := range []exam.Role{exam.RoleInspector, exam.RoleSupport, exam.RoleSchoolAdmin, exam.RoleMarker} {
		w.refused(w.inRoom(role), url, nil, exam.CodeForbidden)
		w.refused(w.inRoom(role), w.sitting(0, "GET /identity"), nil, exam.CodeForbidden)
	}
	b := w.found("b")
	w.refused(w.member(b.school, exam.RoleSteward, exam.ScopeSchool, b.school), url, nil, exam.CodeNotFound)
	w.refused(her, url, nil, exam.CodeForbidden)
	looks := func() (n int) {
		entries, err := w.db.LedgerOf(t.Context(), w.sittings[0].ID)
		w.no(err)
		for _, e := range entries {
			if e.Kind == "biometric.seen" {
				n++
				same(w, "what was looked at", e.Data["sha256"] != "" && e.ActorName == "某steward", true)
			}
		}
		return n
	}
	same(w, "a refused look is none", looks(), 0)
	picture := w.does(steward, url, nil)
	if _, err := jpeg.Decode(bytes.NewReader(picture.body)); err != nil || picture.header.Get("Cache-Control") != "no-store" {
		t.Errorf("picture %v, %v", err, picture.header)
	}
	w.does(steward, url, nil)
	same(w, "each look is on record", looks(), 2)

	left := filepath.Join(w.data, "biometric", "sha256", "ab", strings.Repeat("ab", 32)) // by a server that was killed
	w.no(os.MkdirAll(filepath.Dir(left), 0o750))
	w.no(os.WriteFile(left, []byte("sealed"), 0o600))
	w.no(os.Chtimes(left, w.clock.Now().Add(-2*time.Hour), w.clock.Now().Add(-2*time.Hour)))
	w.no(w.identity.Sweep(t.Context()))
	same(w, "what belongs to nobody is swept, and nothing else", len(w.biometric()), 6)

	w.answers(her, 0, false) // she takes her consent back
	deleted, err := w.identity.Purge(t.Context())
	w.no(err)
	same(w, "her frames go at once", deleted, 4)
	w.refused(steward, url, nil, exam.CodeNotFound)
	w.turn(30 * 24 * time.Hour)
	deleted, err = w.identity.Purge(t.Context())
	w.no(err)
	same(w, "all else on its date", deleted, 2)
	same(w, "nothing is left", len(w.biometric()), 0)
	entries, err := w.db.LedgerOf(t.Context(), w.sittings[0].ID)
	w.no(err)
	proof := entries[len(entries)-1]
	same(w, "proof", proof.Kind+" "+proof.Data["count"]+" "+proof.Data["sha256"], "biometric.deleted 2 "+r.Documents[0].SHA256+" "+r.Documents[1].SHA256)
}

// biometric lists the files that hold pictures.
func (w *world) biometric() (files []string) {
	w.Helper()
	w.no(filepath.WalkDir(filepath.Join(w.data, "biometric"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, path)
		}
		return err
	}))
	return files
}
