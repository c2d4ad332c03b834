package rehearse

import (
	"strings"
	"testing"
	"time"
)

func TestPercentilesAreObservations(t *testing.T) {
	t.Parallel()
	var ms []time.Duration
	for i := 1; i <= 100; i++ {
		ms = append(ms, time.Duration(i)*time.Millisecond)
	}
	for _, row := range []struct {
		name string
		of   []time.Duration
		p    int
		want int64
	}{
		{"none", nil, 99, 0}, {"one", ms[6:7], 50, 7}, {"the middle of two is the lower", ms[:2], 50, 1},
		{"p50 of 100", ms, 50, 50}, {"p95 of 100", ms, 95, 95}, {"p99 of 100", ms, 99, 99}, {"p99 of 3 is the largest", ms[:3], 99, 3},
	} {
		if got := percentile(row.of, row.p); got != row.want {
			t.Errorf("%s: p%d = %d, want %d", row.name, row.p, got, row.want)
		}
	}
}

func TestARehearsalIsOnlyFineIfAllCompleted(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		r    Report
		want bool
	}{
		{Report{Candidates: 2, Completed: 2}, true},
		{Report{Candidates: 2, Completed: 1, Failed: []Failure{{"a", "waiting", "x"}}}, false},
		{Report{Candidates: 2, Completed: 1}, false},
		{Report{Candidates: 1, Completed: 1, Failed: []Failure{{"a", "recording", "x"}}}, false},
	} {
		if got := row.r.OK(); got != row.want {
			t.Errorf("OK of %+v = %t, want %t", row.r, got, row.want)
		}
	}
	var out strings.Builder
	r := Report{Type: "interview", Failed: []Failure{}, Recordings: []Recorded{}}
	if err := r.WriteJSON(&out); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{`"type":"interview"`, `"failed":[]`, `"sign_in_ms":{"p50":0`, `"first_frame_ms"`, `"invite_to_room_ms"`, `"events_ms"`, `"recordings":[]`} {
		if !strings.Contains(out.String(), key) {
			t.Errorf("JSON %s lacks %s", out.String(), key)
		}
	}
}

func TestTheClipCanBeSent(t *testing.T) {
	t.Parallel()
	picture, err := frames()
	if err != nil {
		t.Fatal(err)
	}
	sound, err := packets()
	if err != nil {
		t.Fatal(err)
	}
	if len(picture) != 90 || len(sound) < 295 {
		t.Errorf("%d frames and %d packets, want six seconds of both", len(picture), len(sound))
	}
	l := &loop{clip: picture, each: frameTime, video: true, at: 1}
	l.jump.Store(true)
	for i := range 200 {
		s, err := l.NextSample(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 && !isKeyframe(s.Data) {
			t.Error("who asked for a keyframe got another frame")
		}
	}
}
