package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/video"
)

const xu = "13800000009"

// studio is the demo's video session with one candidate at both cameras and staff.
type studio struct{ *hall }

func newStudio(t *testing.T) *studio {
	t.Helper()
	return &studio{newHall(t, xu)}
}

func (s *studio) seen(by *http.Cookie) video.VideoState {
	s.Helper()
	return into[video.VideoState](s.world, s.asks(by, "GET", s.path("/video"), nil, ""))
}

// says reports a device that does well.
func (s *studio) says(by *http.Cookie, recorder exam.RecorderState, problem exam.CameraProblem) {
	s.Helper()
	s.asks(by, "POST", s.path("/video/report"), map[string]any{
		"recorder": recorder, "unsent_bytes": 0, "clock_error_ms": 20, "clock_offset_ms": 3, "storage_free_bytes": 1 << 30, "problem": problem,
	}, "")
}

// ready brings both devices to where they may record.
func (s *studio) ready() {
	s.Helper()
	s.asks(s.first, "POST", s.path("/devices"), map[string]any{"position": 1, "label": "phone"}, "")
	s.asks(s.second, "POST", s.path("/devices"), map[string]any{"position": 2, "label": "phone"}, "")
	s.asks(s.first, "POST", s.path("/video/ready"), nil, "")
	s.says(s.first, exam.RecorderReady, "")
	s.says(s.second, exam.RecorderReady, "")
}

// starts begins a take.
func (s *studio) starts() string {
	s.Helper()
	state := into[video.VideoState](s.world, s.asks(s.first, "POST", s.path("/video/start"), nil, ""))
	if state.Take == nil {
		s.Fatal("no take was started")
	}
	return state.Take.ID
}

// begins begins a piece of a take and its upload; it returns the piece.
func (s *studio) begins(by *http.Cookie, take string, first time.Time) string {
	s.Helper()
	begun := into[struct {
		SegmentID string `json:"segment_id"`
		Upload    struct{ Ticket string }
	}](s.world, s.asks(by, "POST", s.path("/video/takes/"+take+"/segments"), map[string]any{"mime": "video/webm;codecs=vp8,opus", "first_at": first}, ""))
	if a := s.tus(by, "POST", "", nil, map[string]string{"Upload-Defer-Length": "1", "Upload-Metadata": "ticket " + base64.StdEncoding.EncodeToString([]byte(begun.Upload.Ticket))}); a.status != http.StatusCreated {
		s.Fatalf("begin upload: %d %s", a.status, a.body)
	}
	return begun.SegmentID
}

func (s *studio) tus(by *http.Cookie, method, id string, body []byte, head map[string]string) answer {
	s.Helper()
	req, err := http.NewRequestWithContext(s.Context(), method, s.url+"/api/uploads/"+id, bytes.NewReader(body))
	if err != nil {
		s.Fatal(err)
	}
	req.Header.Set("X-Kaochang", "1")
	req.Header.Set("Tus-Resumable", "1.0.0")
	for name, value := range head {
		req.Header.Set(name, value)
	}
	req.AddCookie(by)
	return s.do(req)
}

func (s *studio) slice(by *http.Cookie, segment string, offset int, body []byte) {
	s.Helper()
	a := s.tus(by, "PATCH", "segment-"+segment, body, map[string]string{"Upload-Offset": strconv.Itoa(offset), "Content-Type": "application/offset+octet-stream"})
	if a.status != http.StatusNoContent {
		s.Fatalf("slice of %s: %d %s", segment, a.status, a.body)
	}
}

func (s *studio) completes(by *http.Cookie, segment string, all []byte) video.Verdict {
	s.Helper()
	sum := sha256.Sum256(all)
	return into[video.Verdict](s.world, s.asks(by, "POST", s.path("/video/segments/"+segment+"/complete"), map[string]any{
		"bytes": len(all), "sha256": hex.EncodeToString(sum[:]), "duration_ms": 6000,
	}, ""))
}

// FEATURES: F2
// FEATURES: F4
// FEATURES: F7
// FEATURES: F8
// FEATURES: F10
func TestATakeOfTwoCamerasIsHandedIn(t *testing.T) {
	s := newStudio(t)
	s.ready()
	if state := s.seen(s.first); !state.CanStart || state.TriesLeft != 3 || len(state.Questions) != 1 {
		t.Fatalf("ready: %+v", state)
	}
	s.asks(s.second, "POST", s.path("/video/start"), nil, exam.CodeDeviceReplaced)
	take, first := s.starts(), now().Add(-time.Second)
	one, two := s.begins(s.first, take, first), s.begins(s.second, take, first.Add(80*time.Millisecond))
	content := bytes.Repeat([]byte("slice"), 40_000)
	s.slice(s.first, one, 0, content[:100_000])
	if v := s.completes(s.first, one, content); v.Verified || v.HaveBytes != 100_000 {
		t.Errorf("half a piece: %+v", v)
	}
	s.slice(s.first, one, 100_000, content[100_000:])
	s.slice(s.second, two, 0, content[:50_000])
	s.asks(s.first, "POST", s.path("/video/takes/"+take+"/stop"), nil, exam.CodeTooShort)
	s.asks(s.proctor, "POST", s.path("/video/takes/"+take+"/staff-stop"), map[string]any{"reason": "somebody came in"}, "")
	state := s.seen(s.second)
	if state.Phase != exam.PhasePreviewing || state.Take.Stop != exam.StopProctor || *state.Take.SkewMs != 80 || state.TriesLeft != 2 {
		t.Fatalf("stopped: %+v", state)
	}
	if got := state.Take.Tracks[1].Segments[0]; got.HaveBytes != 50_000 || !got.Mine {
		t.Errorf("the second camera's piece: %+v", got)
	}
	if a := s.asks(s.first, "GET", s.path("/video/takes/"+take+"/tracks/1"), nil, ""); !bytes.Equal(a.body, content) {
		t.Errorf("the preview has %d bytes, want %d", len(a.body), len(content))
	}
	s.asks(s.first, "POST", s.path("/video/takes/"+take+"/use"), nil, "")
	if v := s.completes(s.first, one, content); !v.Verified {
		t.Errorf("a whole piece: %+v", v)
	}
	if v := s.completes(s.second, two, append([]byte("other"), content[:49_995]...)); v.Verified || v.HaveBytes != 0 {
		t.Errorf("other bytes of the same number: %+v", v)
	}
	if a := s.tus(s.second, "HEAD", "segment-"+two, nil, nil); a.status != http.StatusNotFound {
		t.Errorf("it begins anew: %d", a.status)
	}
	s.begins(s.second, take, first.Add(80*time.Millisecond))
	s.slice(s.second, two, 0, content[:50_000])
	if v := s.completes(s.second, two, content[:50_000]); !v.Verified {
		t.Errorf("the second camera: %+v", v)
	}
	if state = s.seen(s.proctor); state.Phase != exam.PhaseSubmitted || state.Take.Incomplete {
		t.Errorf("handed in: %s, incomplete %v", state.Phase, state.Take.Incomplete)
	}
	for began := time.Now(); state.Take.Tracks[0].Joined == exam.TrackWaiting && time.Since(began) < 30*time.Second; state = s.seen(s.proctor) {
		<-time.After(100 * time.Millisecond)
	}
	if k := state.Take.Tracks[0]; k.Joined != exam.TrackFailed { // these bytes are no film
		t.Errorf("what cannot be joined: %+v", k)
	}
	s.asks(s.first, "POST", s.path("/devices"), map[string]any{"position": 1, "take_over": true}, exam.CodeSittingOver)
	s.asks(s.proctor, "POST", s.path("/video/reopen"), map[string]any{"reason": " "}, exam.CodeInvalid)
	s.asks(s.proctor, "POST", s.path("/video/reopen"), map[string]any{"reason": "the picture was black"}, "")
	if state = s.seen(s.first); state.Phase != exam.PhaseReady || state.TriesLeft != 3 {
		t.Errorf("reopened: %s with %d tries", state.Phase, state.TriesLeft)
	}
}

// FEATURES: F11
func TestASilentCameraIsLoud(t *testing.T) {
	s := newStudio(t)
	s.ready()
	take := s.starts()
	s.says(s.second, exam.RecorderRecording, exam.CameraTrackMuted)
	if d := s.seen(s.proctor).Devices[1]; d.Problem != exam.CameraTrackMuted || d.ProblemSince == nil {
		t.Errorf("a muted camera: %+v", d)
	}
	began := time.Now()
	for s.seen(s.first).Devices[0].Problem != exam.CameraGone {
		if time.Since(began) > 20*time.Second {
			t.Fatal("a silent camera was not found")
		}
		s.says(s.second, exam.RecorderRecording, "")
		<-time.After(100 * time.Millisecond)
	}
	rows, err := s.db.OpenInterruptions(t.Context(), s.session)
	for began = time.Now(); err == nil && len(rows) == 0 && time.Since(began) < 10*time.Second; rows, err = s.db.OpenInterruptions(t.Context(), s.session) {
		<-time.After(100 * time.Millisecond) // the state is found by asking, the row by the watch
	}
	if err != nil || len(rows) != 1 || rows[0].Position != exam.FirstPosition {
		t.Errorf("interruptions are %v (%v), want the first camera's", rows, err)
	}
	s.says(s.first, exam.RecorderRecording, "")
	if rows, err = s.db.OpenInterruptions(t.Context(), s.session); err != nil || len(rows) != 0 {
		t.Errorf("when it is back: %v (%v)", rows, err)
	}
	s.asks(s.first, "POST", s.path("/video/takes/"+take+"/stop"), nil, "") // a broken take at any time
	state := s.seen(s.first)
	if !state.Take.Broken {
		t.Errorf("the take is not broken: %+v", state.Take)
	}
	s.asks(s.first, "POST", s.path("/video/takes/"+take+"/again"), nil, "")
	if state = s.seen(s.first); state.TriesLeft != 3 {
		t.Errorf("a broken take cost a try: %d left", state.TriesLeft)
	}
}

// FEATURES: F6
func TestWhoSetsTheRuleAndGivesTries(t *testing.T) {
	s := newStudio(t)
	path := "/api/sessions/" + s.session + "/video-rule"
	r := into[video.RuleView](s.world, s.asks(s.proctor, "GET", path, nil, ""))
	if r.Tries != 3 || !r.DrawQuestion || r.MaxSeconds != 180 {
		t.Errorf("the demo's rule: %+v", r)
	}
	r.Tries, r.BrokenCosts = 1, true
	s.asks(s.proctor, "PUT", path, r, exam.CodeForbidden)
	s.asks(s.stranger, "PUT", path, r, exam.CodeNotFound)
	r.MinSeconds = 0
	s.asks(s.secretary, "PUT", path, r, exam.CodeInvalid)
	r.MinSeconds = 1
	s.asks(s.secretary, "PUT", path, r, "")
	s.ready()
	if left := s.seen(s.first).TriesLeft; left != 1 {
		t.Errorf("%d tries, want 1", left)
	}
	s.asks(s.first, "POST", s.path("/video/give-try"), map[string]any{"reason": "please"}, exam.CodeForbidden)
	s.asks(s.examiner, "POST", s.path("/video/give-try"), map[string]any{"reason": "why not"}, exam.CodeForbidden)
	s.asks(s.proctor, "POST", s.path("/video/give-try"), map[string]any{"reason": "a truck went by"}, "")
	rows := into[struct{ Rows []video.VideoState }](s.world, s.asks(s.examiner, "GET", "/api/sessions/"+s.session+"/video", nil, ""))
	if len(rows.Rows) != 2 || fmt.Sprint(rows.Rows[0].TriesLeft, rows.Rows[1].TriesLeft) != "2 1" {
		t.Errorf("the board: %+v", rows.Rows)
	}
}

// looked are the takes that are noted as looked at, by who looked.
func (s *studio) looked() (names []string) {
	s.Helper()
	ledger, err := s.db.LedgerOf(s.Context(), s.sitting)
	if err != nil {
		s.Fatal(err)
	}
	for _, e := range ledger {
		if e.Kind == "take.seen" {
			names = append(names, e.ActorName+e.Data["number"])
		}
	}
	return names
}

// FEATURES: F7
func TestEachLookAtATakeIsOnRecord(t *testing.T) {
	s := newStudio(t)
	list := "/api/sessions/" + s.session + "/takes"
	school, room := s.placed.Sitting.SchoolID, s.placed.Timetabled.Room.ID
	marker, steward := s.hall.staff(school, room, exam.RoleMarker), s.hall.staff(school, room, exam.RoleSteward)
	if a := s.asks(marker, "GET", list, nil, ""); string(bytes.TrimSpace(a.body)) == "" || bytes.Contains(a.body, []byte(`"order"`)) {
		t.Errorf("before anybody recorded: %s", a.body)
	}
	s.ready()
	take := s.starts()
	one := s.begins(s.first, take, now().Add(-time.Second))
	s.slice(s.first, one, 0, []byte("slice"))
	camera := s.path("/video/takes/" + take + "/tracks/1")
	lines := into[struct{ Lines []video.TakesLine }](s.world, s.asks(marker, "GET", list, nil, "")).Lines
	if len(lines) != 1 || lines[0].SittingID != s.sitting || lines[0].Takes != 1 || lines[0].Answered {
		t.Errorf("what there is to be played: %+v", lines)
	}
	s.asks(marker, "GET", "/api/sessions/"+s.session+"/board", nil, exam.CodeForbidden)
	for _, path := range []string{list, camera, camera + "/thumb"} {
		s.asks(steward, "GET", path, nil, exam.CodeForbidden)
		s.asks(s.stranger, "GET", path, nil, exam.CodeNotFound)
	}
	s.asks(s.first, "GET", list, nil, exam.CodeNotFound)
	s.asks(s.first, "GET", camera, nil, "")
	if got := s.looked(); len(got) != 0 {
		t.Errorf("a refused look, or one at her own, is on record: %v", got)
	}
	for range 2 {
		s.asks(marker, "GET", camera, nil, "")
	}
	s.asks(s.proctor, "GET", camera+"/thumb", nil, exam.CodeNotFound)
	if got := fmt.Sprint(s.looked()); got != "[某人1 某人1]" {
		t.Errorf("looks are %s, want one of the marker's and one of the proctor's", got)
	}
}
