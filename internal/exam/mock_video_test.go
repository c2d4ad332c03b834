package exam_test

import (
	"fmt"
	"testing"
	"time"

	"kaochang/internal/exam"
)

// FEATURES: A15
func TestAVideoExamIsPractisedWithoutEnd(t *testing.T) {
	like := filming()
	like.Video = exam.DefaultVideoRule()
	like.Video.Tries = 1
	in, s := window.Mock(like, "mock", "sitting", "enrolment", nine)
	must(t, s.Join(candidate, exam.FirstPosition, false, "phone", in, nine))
	must(t, s.Join(second, exam.SecondPosition, false, "phone 2", in, nine))
	must(t, s.GetReady(candidate, exam.QuestionDraw{Questions: []string{"q"}, Releases: []string{"r"}}, in, nine))
	at := nine
	for n := range 5 {
		id := fmt.Sprint("take-", n)
		must(t, s.StartTake(candidate, id, wellOff(at), in, at))
		at = at.Add(time.Minute)
		must(t, s.StopTake(candidate, id, "", in, at))
		if n < 4 {
			must(t, s.RecordAgain(candidate, id, in, at))
		}
	}
	must(t, s.UseTake(candidate, "take-4", in, at))
	must(t, s.SettleVideo(nil, in, at))
	must(t, s.PlayPanel(in, script, at))
	if s.Phase != exam.PhaseFinished || len(s.Shown()) != 0 {
		t.Errorf("practice ended in %s", s.Phase)
	}
}

func TestAVideoMockEndsWhereverItIs(t *testing.T) {
	for _, phase := range []exam.Phase{exam.PhaseCheckIn, exam.PhaseReady, exam.PhaseRecording, exam.PhasePreviewing, exam.PhaseUploading} {
		s := films(t, phase, filming())
		s.Mock = true
		must(t, s.EndMock("begun anew", nine.Add(2*time.Minute)))
		if !s.Phase.Over() {
			t.Errorf("from %s it is left in %s", phase, s.Phase)
		}
		counts := films(t, phase, filming())
		refused(t, "a real sitting does not end so", counts.EndMock("x", nine), exam.CodeForbidden)
	}
}
