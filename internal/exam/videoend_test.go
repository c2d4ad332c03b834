package exam_test

import (
	"testing"
	"time"

	"kaochang/internal/exam"
)

// FEATURES: F7
// FEATURES: F8
// FEATURES: F10
// FEATURES: F11

func TestTheClockSettlesAVideoSitting(t *testing.T) {
	end := filming().EndsAt
	for _, c := range []struct {
		rule string
		from exam.Phase
		at   time.Time
		want exam.Phase
	}{
		{"a take goes on until its greatest length", exam.PhaseRecording, nine.Add(5 * time.Minute), exam.PhaseRecording},
		{"and is stopped then", exam.PhaseRecording, nine.Add(5*time.Minute + exam.StartsIn), exam.PhasePreviewing},
		{"a take may be decided on until the grace ends", exam.PhasePreviewing, end.Add(9 * time.Minute), exam.PhasePreviewing},
		{"then it is the answer, of which nothing is owed", exam.PhasePreviewing, end.Add(10 * time.Minute), exam.PhaseFinished},
		{"who has no take ends with the session", exam.PhaseReady, end, exam.PhaseFinished},
		{"and not before", exam.PhaseReady, end.Add(-time.Second), exam.PhaseReady},
		{"who never came is absent", exam.PhaseAssigned, end, exam.PhaseAbsent},
		{"check-in is left alone", exam.PhaseCheckIn, end, exam.PhaseCheckIn},
	} {
		s := films(t, c.from, filming())
		must(t, s.SettleVideo(nil, filming(), c.at))
		if s.Phase != c.want {
			t.Errorf("%s: %s at %s became %s, want %s", c.rule, c.from, c.at, s.Phase, c.want)
		}
	}
}

func TestTheSessionsEndStopsATakeAndOffersIt(t *testing.T) {
	end := filming().EndsAt
	s := films(t, exam.PhaseReady, filming())
	start := end.Add(-10 * time.Second)
	must(t, s.StartTake(candidate, "take-1", wellOff(start), filming(), start))
	must(t, s.CloseSession(filming(), end.Add(time.Second)))
	if take := s.Take(); s.Phase != exam.PhasePreviewing || take.Stop != exam.StopSessionEnd || !take.StoppedAt.Equal(end) {
		t.Fatalf("phase %s, take %+v", s.Phase, take)
	}
	refused(t, "she cannot record another", s.RecordAgain(candidate, "take-1", filming(), end.Add(time.Second)), exam.CodeTimeUp)
	refused(t, "but comes back", s.Join(candidate, exam.FirstPosition, false, "", filming(), end.Add(time.Minute)), "")
	must(t, s.UseTake(candidate, "take-1", filming(), end.Add(2*time.Minute))) // short, and not by her doing
}

// owes gives a take one segment of each camera.
func owes(t *testing.T, s *exam.Sitting) {
	t.Helper()
	for _, by := range []exam.Actor{candidate, second} {
		g, err := s.AddSegment(by, "take-1", exam.TakeSegment{ID: by.LoginID, MIME: "video/webm", FirstAt: nine.Add(time.Second)}, nine)
		must(t, err)
		if g.Order != 1 || g.Position != s.PositionOf(by.LoginID) {
			t.Fatalf("segment of %s is %+v", by.LoginID, g)
		}
	}
}

func kept(t *testing.T, s *exam.Sitting, id string, complete bool) {
	t.Helper()
	must(t, s.KeepSegment(candidate, exam.TakeSegment{ID: id, Bytes: 7, SHA256: "sum-" + id, Complete: complete}, nine))
}

func TestATakeIsHandedInWhenTheServerHasIt(t *testing.T) {
	now := nine.Add(3 * time.Minute)
	s := films(t, exam.PhasePreviewing, filming())
	owes(t, s)
	must(t, s.UseTake(candidate, "take-1", filming(), now))
	kept(t, s, "phone-1", true)
	must(t, s.SettleVideo(nil, filming(), now))
	if s.Phase != exam.PhaseUploading {
		t.Fatalf("half of it: %s", s.Phase)
	}
	kept(t, s, "phone-2", true)
	must(t, s.SettleVideo(nil, filming(), now))
	if s.Phase != exam.PhaseSubmitted || s.Take().Incomplete {
		t.Fatalf("all of it: %s, incomplete %v", s.Phase, s.Take().Incomplete)
	}
	err := s.Join(candidate, exam.FirstPosition, false, "", filming(), now)
	refused(t, "the room is closed", err, exam.CodeSittingOver)
	if extras(t, err)["why"] != "handed_in" {
		t.Errorf("it does not say why: %v", extras(t, err))
	}
	if s.Live() {
		t.Error("the cameras are still live")
	}
	must(t, s.CloseSession(filming(), filming().EndsAt))
	if s.Phase != exam.PhaseFinished {
		t.Errorf("after the session: %s", s.Phase)
	}
	refused(t, "not without a reason", s.ReopenVideo(proctor, " ", 10, filming(), filming().EndsAt), exam.CodeInvalid)
	must(t, s.ReopenVideo(proctor, "the file was black", 10, filming(), filming().EndsAt))
	if s.Phase != exam.PhaseReady || s.Take() != nil || s.TriesLeft(filming()) < 1 || !filming().EndsAt.Before(s.Deadline(filming())) {
		t.Errorf("reopened: %s, take %v, %d tries, until %s", s.Phase, s.Take(), s.TriesLeft(filming()), s.Deadline(filming()))
	}
}

func TestADeviceThatSaysItHasMoreIsWaitedFor(t *testing.T) {
	now := nine.Add(3 * time.Minute)
	for p := range 2 { // the server does not know of the piece that it speaks of
		s := films(t, exam.PhasePreviewing, filming())
		owes(t, s)
		must(t, s.UseTake(candidate, "take-1", filming(), now))
		kept(t, s, "phone-1", true)
		kept(t, s, "phone-2", true)
		reports := wellOff(now)
		reports[p].Unsent = 300_000
		must(t, s.SettleVideo(reports, filming(), now))
		if s.Phase != exam.PhaseUploading {
			t.Errorf("camera %d has more: %s", p+1, s.Phase)
		}
		must(t, s.SettleVideo(reports, filming(), now.Add(time.Minute)))
		if s.Phase != exam.PhaseSubmitted {
			t.Errorf("camera %d is not heard of any more: %s", p+1, s.Phase)
		}
	}
}

// A phone that lost its network when the take began has told of nothing, and has it all.
func TestADeviceThatHasToldOfNothingIsWaitedFor(t *testing.T) {
	now := nine.Add(3 * time.Minute)
	for _, c := range []struct {
		rule     string
		second   func(r *exam.DeviceReport)
		reported bool
		want     exam.Phase
	}{
		{"silent since it recorded", func(r *exam.DeviceReport) { r.At, r.Recorder = nine.Add(2*time.Second), exam.RecorderRecording }, true, exam.PhaseUploading},
		{"silent since just before the take", func(r *exam.DeviceReport) { r.At = nine.Add(-time.Second) }, true, exam.PhaseUploading},
		{"it still records", func(r *exam.DeviceReport) { r.Recorder = exam.RecorderRecording }, true, exam.PhaseUploading},
		{"it says that it has nothing", func(*exam.DeviceReport) {}, true, exam.PhaseSubmitted},
		{"it had left before the take", func(r *exam.DeviceReport) { r.At = nine.Add(-time.Minute) }, true, exam.PhaseSubmitted},
		{"another phone took its place", func(r *exam.DeviceReport) { r.LoginID, r.At = "older phone", nine.Add(time.Second) }, true, exam.PhaseSubmitted},
		{"it never reported", nil, false, exam.PhaseSubmitted},
	} {
		s := films(t, exam.PhaseRecording, filming())
		_, err := s.AddSegment(candidate, "take-1", exam.TakeSegment{ID: "phone-1", MIME: "video/webm", FirstAt: nine}, nine)
		must(t, err)
		must(t, s.StopTake(candidate, "take-1", "", filming(), nine.Add(time.Minute)))
		must(t, s.UseTake(candidate, "take-1", filming(), now))
		kept(t, s, "phone-1", true)
		reports := wellOff(now)[:1]
		if c.reported {
			reports = wellOff(now)
			c.second(&reports[1])
		}
		must(t, s.SettleVideo(reports, filming(), now))
		if s.Phase != c.want {
			t.Errorf("%s: %s, want %s", c.rule, s.Phase, c.want)
		}
		must(t, s.SettleVideo(reports, filming(), s.WritesUntil))
		if s.Phase != exam.PhaseFinished || !s.Take().Incomplete {
			t.Errorf("%s: after the grace %s, incomplete %v", c.rule, s.Phase, s.Take().Incomplete)
		}
	}
}

func TestWhatIsMissingAfterTheGrace(t *testing.T) {
	now := nine.Add(3 * time.Minute)
	s := films(t, exam.PhasePreviewing, filming())
	owes(t, s)
	must(t, s.UseTake(candidate, "take-1", filming(), now))
	kept(t, s, "phone-1", true)
	must(t, s.SettleVideo(nil, filming(), s.WritesUntil.Add(-time.Second)))
	if s.Phase != exam.PhaseUploading {
		t.Fatalf("before the grace is over: %s", s.Phase)
	}
	must(t, s.SettleVideo(nil, filming(), s.WritesUntil))
	if s.Phase != exam.PhaseFinished || !s.Take().Incomplete {
		t.Errorf("after the grace: %s, incomplete %v", s.Phase, s.Take().Incomplete)
	}
}

func TestALostPhoneIsNotWaitedFor(t *testing.T) {
	now := nine.Add(3 * time.Minute)
	s := films(t, exam.PhasePreviewing, filming())
	owes(t, s)
	third := exam.Actor{Kind: exam.ActorDevice, LoginID: "phone-3", SittingID: "sitting"}
	must(t, s.UseTake(candidate, "take-1", filming(), now))
	kept(t, s, "phone-1", true)
	must(t, s.Join(third, exam.SecondPosition, true, "new phone", filming(), now))
	must(t, s.SettleVideo(nil, filming(), now))
	if s.Phase != exam.PhaseSubmitted || !s.Take().Incomplete {
		t.Errorf("phase %s, incomplete %v", s.Phase, s.Take().Incomplete)
	}
}

func TestSegmentsOfATake(t *testing.T) {
	s := films(t, exam.PhaseRecording, filming())
	owes(t, s)
	owes(t, s) // the same again is the same
	if n := len(s.Take().Segments); n != 2 {
		t.Errorf("%d segments, want 2", n)
	}
	g, err := s.AddSegment(second, "take-1", exam.TakeSegment{ID: "g3", FirstAt: nine.Add(time.Minute)}, nine)
	must(t, err)
	if g.Order != 2 {
		t.Errorf("after a gap: order %d, want 2", g.Order)
	}
	if skew, known := s.Take().Skew(); !known || skew != 0 {
		t.Errorf("skew %s, known %v", skew, known)
	}
	_, err = s.AddSegment(exam.Actor{Kind: exam.ActorCandidate, LoginID: "other"}, "take-1", exam.TakeSegment{ID: "g4"}, nine)
	refused(t, "of a device that left", err, exam.CodeDeviceReplaced)
	_, err = films(t, exam.PhaseReady, filming()).AddSegment(candidate, "take-1", exam.TakeSegment{ID: "g4"}, nine)
	refused(t, "of a take that is not there", err, exam.CodeNotFound)
	kept(t, s, "phone-1", true)
	kept(t, s, "phone-1", false)
	if _, g, _ := s.Segment("phone-1"); !g.Complete || g.Bytes != 7 {
		t.Errorf("what is whole stays whole: %+v", g)
	}
}

func TestVideoRule(t *testing.T) {
	for _, c := range []struct {
		rule   string
		change func(*exam.VideoRule)
		field  string
	}{
		{"the default holds", func(*exam.VideoRule) {}, ""},
		{"at least one take", func(r *exam.VideoRule) { r.Tries = 0 }, "tries"},
		{"the minimum is no more than the maximum", func(r *exam.VideoRule) { r.Min = r.Max + time.Second }, "min_seconds"},
		{"an hour at most", func(r *exam.VideoRule) { r.Max = 2 * time.Hour }, "max_seconds"},
		{"reading takes no less than nothing", func(r *exam.VideoRule) { r.Reading = -1 }, "reading_seconds"},
		{"some time to send", func(r *exam.VideoRule) { r.Grace = 0 }, "grace_minutes"},
	} {
		r := exam.DefaultVideoRule()
		c.change(&r)
		err := r.Check()
		if c.field == "" {
			must(t, err)
		} else if extras(t, err)["field"] != c.field {
			t.Errorf("%s: %v", c.rule, err)
		}
	}
}

func TestProctorsSeeAVideoExamUnseen(t *testing.T) {
	for _, phase := range []exam.Phase{exam.PhaseReady, exam.PhaseRecording, exam.PhasePreviewing} {
		role, err := films(t, phase, filming()).Admits(proctor)
		must(t, err)
		if role != exam.MediaInspector {
			t.Errorf("in %s a proctor is %s", phase, role)
		}
	}
	_, err := films(t, exam.PhaseUploading, filming()).Admits(proctor)
	refused(t, "when it is over nobody is there", err, exam.CodeConflict)
}
