package exam_test

import (
	"slices"
	"testing"
	"time"

	"kaochang/internal/exam"
)

// FEATURES: F1
// FEATURES: F2
// FEATURES: F3
// FEATURES: F6
// FEATURES: F9

// filming is a video session of two hours from nine, with the second camera required.
func filming() exam.Session {
	in := session()
	in.Type, in.SecondCamera = exam.TypeVideo, exam.SecondCameraRequired
	return in
}

func number(n int64) *int64 { return &n }

// wellOff returns the reports of two devices that may start.
func wellOff(now time.Time) []exam.DeviceReport {
	one := exam.DeviceReport{Position: exam.FirstPosition, LoginID: candidate.LoginID, At: now, Recorder: exam.RecorderReady, StorageFree: number(1 << 30), ClockError: number(20)}
	two := one
	two.Position, two.LoginID = exam.SecondPosition, second.LoginID
	return []exam.DeviceReport{one, two}
}

// films returns a video sitting that has come to a phase, with both cameras: ready at
// nine, a take from nine to a minute past, used at once.
func films(t *testing.T, phase exam.Phase, in exam.Session) *exam.Sitting {
	t.Helper()
	s := &exam.Sitting{ID: "sitting", SchoolID: "school", Type: exam.TypeVideo, Phase: exam.PhaseAssigned, Version: 1, Order: 1, QueueRank: 1}
	for _, step := range []func() error{
		func() error { return s.Join(candidate, exam.FirstPosition, false, "phone", in, nine) },
		func() error {
			must(t, s.Join(second, exam.SecondPosition, false, "phone 2", in, nine))
			return s.GetReady(candidate, exam.QuestionDraw{Seed: "seed", Questions: []string{"q1", "q2"}, Releases: []string{"r1", "r2"}}, in, nine)
		},
		func() error { return s.StartTake(candidate, "take-1", wellOff(nine), in, nine) },
		func() error { return s.StopTake(candidate, "take-1", "", in, nine.Add(time.Minute)) },
		func() error { return s.UseTake(candidate, "take-1", in, nine.Add(time.Minute)) },
	} {
		if s.Phase == phase {
			break
		}
		must(t, step())
	}
	if s.Phase != phase {
		t.Fatalf("sitting is in phase %s, want %s", s.Phase, phase)
	}
	s.Drain()
	return s
}

func TestOneQuestionIsDrawnOrAllAreShown(t *testing.T) {
	s := films(t, exam.PhaseReady, filming())
	if shown := s.Shown(); len(shown) != 2 || shown[1].QuestionID != "q2" {
		t.Errorf("shown are %v, want both questions", shown)
	}
	drawing := filming()
	drawing.Video = exam.DefaultVideoRule()
	drawing.Video.DrawQuestion = true
	s = films(t, exam.PhaseReady, drawing)
	if shown, want := s.Shown(), []string{"q1", "q2"}[exam.DrawnOf("seed", "sitting", 2)]; len(shown) != 1 || shown[0].QuestionID != want {
		t.Errorf("drawn is %v, want %s", shown, want)
	}
	counts := map[int]int{}
	for _, id := range []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"} {
		counts[exam.DrawnOf("seed", id, 3)]++
	}
	if len(counts) != 3 {
		t.Errorf("of three questions %v were drawn for twelve candidates", counts)
	}
}

func TestWhatBlocksAStart(t *testing.T) {
	reading := filming()
	reading.Video = exam.DefaultVideoRule()
	reading.Video.Reading = time.Minute
	optional := filming()
	optional.SecondCamera = exam.SecondCameraOptional
	change := func(i int, fn func(*exam.DeviceReport)) []exam.DeviceReport {
		all := wellOff(nine)
		fn(&all[i])
		return all
	}
	for _, c := range []struct {
		rule    string
		in      exam.Session
		reports []exam.DeviceReport
		alone   bool
		want    []exam.StartBlock
	}{
		{"nothing", filming(), wellOff(nine), false, nil},
		{"reading time", reading, wellOff(nine), false, []exam.StartBlock{exam.BlockReading}},
		{"no second camera where one is required", filming(), wellOff(nine)[:1], true, []exam.StartBlock{exam.BlockSecondMissing}},
		{"nor an optional one that never came", optional, wellOff(nine)[:1], true, nil},
		{"an optional one that went away blocks nothing", optional, wellOff(nine)[:1], false, nil},
		{"an optional one that is there has to be ready", optional, change(1, func(r *exam.DeviceReport) { r.Recorder = exam.RecorderIdle }), false, []exam.StartBlock{exam.BlockSecondNotReady}},
		{"a second camera that is silent", filming(), change(1, func(r *exam.DeviceReport) { r.At = nine.Add(-6 * time.Second) }), false, []exam.StartBlock{exam.BlockSecondNotReady}},
		{"little storage on either", filming(), change(1, func(r *exam.DeviceReport) { r.StorageFree = number(10 << 20) }), false, []exam.StartBlock{exam.BlockStorage}},
		{"storage that is not known blocks nothing", filming(), change(0, func(r *exam.DeviceReport) { r.StorageFree = nil }), false, nil},
		{"a clock that is not known", filming(), change(0, func(r *exam.DeviceReport) { r.ClockError = nil }), false, []exam.StartBlock{exam.BlockClock}},
		{"a clock that is known badly", filming(), change(1, func(r *exam.DeviceReport) { r.ClockError = number(900) }), false, []exam.StartBlock{exam.BlockClock}},
		{"a first camera that says nothing", filming(), wellOff(nine)[1:], false, []exam.StartBlock{exam.BlockClock}},
	} {
		s := films(t, exam.PhaseReady, c.in)
		if c.alone {
			s.Leave(second, nine)
		}
		if got := s.StartBlocks(c.in, c.reports, nine); !slices.Equal(got, c.want) && len(got)+len(c.want) > 0 {
			t.Errorf("%s: blocks = %v, want %v", c.rule, got, c.want)
		}
		want := exam.Code("")
		if len(c.want) > 0 {
			want = exam.CodeBlocked
		}
		refused(t, c.rule, s.StartTake(candidate, "take-1", c.reports, c.in, nine), want)
	}
}

func TestATakeStartsAheadOnBothCameras(t *testing.T) {
	s := films(t, exam.PhaseReady, filming())
	refused(t, "the second camera does not start", s.StartTake(second, "take-1", wellOff(nine), filming(), nine), exam.CodeDeviceReplaced)
	refused(t, "nothing starts after the session", s.StartTake(candidate, "take-1", wellOff(nine), filming(), filming().EndsAt), exam.CodeTimeUp)
	must(t, s.StartTake(candidate, "take-1", wellOff(nine), filming(), nine))
	_, timers, _ := s.Drain()
	if got, want := s.Take().StartsAt, nine.Add(exam.StartsIn); !got.Equal(want) {
		t.Errorf("starts at %s, want %s", got, want)
	}
	if want := (exam.Timer{Kind: exam.TimerVideo, At: nine.Add(exam.StartsIn + 5*time.Minute)}); !slices.Contains(timers, want) {
		t.Errorf("timers are %v, want %v", timers, want)
	}
	refused(t, "nor twice", s.StartTake(candidate, "take-2", wellOff(nine), filming(), nine), exam.CodeConflict)
}

func TestWhoStopsATake(t *testing.T) {
	broken := func(s *exam.Sitting) { s.NoteProblem(second, exam.SecondPosition, "", exam.CameraPageHidden, nine) }
	for _, c := range []struct {
		rule   string
		by     exam.Actor
		reason string
		after  time.Duration
		before func(*exam.Sitting)
		want   exam.Code
		how    exam.TakeStop
	}{
		{"the candidate after the least length", candidate, "", 12 * time.Second, nil, "", exam.StopCandidate},
		{"from the second camera too", second, "", 12 * time.Second, nil, "", exam.StopCandidate},
		{"not before", candidate, "", 5 * time.Second, nil, exam.CodeTooShort, ""},
		{"a broken one at any time", candidate, "", 5 * time.Second, broken, "", exam.StopCandidate},
		{"a device that left does not", exam.Actor{Kind: exam.ActorCandidate, LoginID: "other"}, "", time.Minute, nil, exam.CodeDeviceReplaced, ""},
		{"a proctor at any time", proctor, "somebody came in", 5 * time.Second, nil, "", exam.StopProctor},
		{"for a reason", proctor, " ", time.Minute, nil, exam.CodeInvalid, ""},
		{"an inspector does not", inspector, "why not", time.Minute, nil, exam.CodeForbidden, ""},
	} {
		s := films(t, exam.PhaseRecording, filming())
		if c.before != nil {
			c.before(s)
		}
		refused(t, c.rule, s.StopTake(c.by, "take-1", c.reason, filming(), nine.Add(c.after)), c.want)
		if got := s.Take().Stop; got != c.how {
			t.Errorf("%s: stopped by %q, want %q", c.rule, got, c.how)
		}
	}
	s := films(t, exam.PhasePreviewing, filming())
	refused(t, "a second press changes nothing", s.StopTake(candidate, "take-1", "", filming(), nine.Add(time.Hour)), "")
	refused(t, "of a take that is there", s.StopTake(candidate, "none", "", filming(), nine), exam.CodeNotFound)
}

func TestRecordingAgainCostsATry(t *testing.T) {
	for _, c := range []struct {
		rule   string
		change func(*exam.Session)
		broken bool
		mock   bool
		takes  int // how many she records until none is left
	}{
		{"three by default", func(*exam.Session) {}, false, false, 3},
		{"one means that the first counts", func(in *exam.Session) { in.Video.Tries = 1 }, false, false, 1},
		{"broken ones cost nothing", func(in *exam.Session) { in.Video.Tries = 1 }, true, false, 9},
		{"unless the school says so", func(in *exam.Session) { in.Video.Tries, in.Video.BrokenCosts = 2, true }, true, false, 2},
		{"practice has no end", func(in *exam.Session) { in.Video.Tries = 1 }, false, true, 9},
	} {
		in := filming()
		in.Video = exam.DefaultVideoRule()
		c.change(&in)
		s := films(t, exam.PhaseReady, in)
		s.Mock = c.mock
		takes, now := 0, nine
		for takes < 9 {
			takes++
			id := string(rune('a' + takes))
			now = now.Add(time.Minute)
			must(t, s.StartTake(candidate, id, wellOff(now), in, now))
			if c.broken {
				s.NoteProblem(candidate, exam.FirstPosition, "", exam.CameraTrackEnded, now)
			}
			now = now.Add(30 * time.Second)
			must(t, s.StopTake(candidate, id, "", in, now))
			left := s.TriesLeft(in)
			err := s.RecordAgain(candidate, id, in, now)
			if (err != nil) != (left == 0 && !(c.broken && !in.Video.BrokenCosts)) {
				t.Errorf("%s: take %d with %d left: %v", c.rule, takes, left, err)
			}
			if err != nil {
				refused(t, c.rule, err, exam.CodeNoTries)
				break
			}
		}
		if takes != c.takes {
			t.Errorf("%s: %d takes, want %d", c.rule, takes, c.takes)
		}
	}
}

func TestATryIsGivenForAReason(t *testing.T) {
	in := filming()
	in.Video = exam.DefaultVideoRule()
	in.Video.Tries = 1
	s := films(t, exam.PhasePreviewing, in)
	refused(t, "none is left", s.RecordAgain(candidate, "take-1", in, nine), exam.CodeNoTries)
	refused(t, "the candidate gives none", s.GiveTry(candidate, "please", nine), exam.CodeForbidden)
	refused(t, "nor a proctor without a reason", s.GiveTry(proctor, " ", nine), exam.CodeInvalid)
	must(t, s.GiveTry(proctor, "a truck went by", nine))
	must(t, s.RecordAgain(candidate, "take-1", in, nine))
	refused(t, "nor when she has handed in", films(t, exam.PhaseUploading, in).GiveTry(proctor, "late", nine), exam.CodeConflict)
}

func TestATakeIsUsedOnce(t *testing.T) {
	s := films(t, exam.PhasePreviewing, filming())
	refused(t, "the second camera does not use it", s.UseTake(second, "take-1", filming(), nine), exam.CodeDeviceReplaced)
	must(t, s.UseTake(candidate, "take-1", filming(), nine.Add(2*time.Minute)))
	refused(t, "twice changes nothing", s.UseTake(candidate, "take-1", filming(), nine), "")
	refused(t, "and there is no again", s.RecordAgain(candidate, "take-1", filming(), nine), exam.CodeConflict)
	s = films(t, exam.PhaseRecording, filming())
	s.NoteProblem(candidate, exam.FirstPosition, "", exam.CameraNoData, nine)
	must(t, s.StopTake(candidate, "take-1", "", filming(), nine.Add(4*time.Second)))
	refused(t, "one that is too short is no answer", s.UseTake(candidate, "take-1", filming(), nine.Add(5*time.Second)), exam.CodeTooShort)
}
