package identity

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/facecloud"
	"kaochang/internal/facecloudtest"
)

// third is a party that gives the same answer to everything.
type third struct {
	likeness float64
	err      error
	calls    int
}

func (c *third) Compare(context.Context, []byte, []byte) (float64, error) {
	c.calls++
	return c.likeness, c.err
}

// moved is an engine that sees all movements, and nothing alike.
type moved struct{}

func (moved) Inspect(context.Context, []byte, [][]byte) (exam.FaceFinding, error) {
	face := exam.FaceFrameFinding{Faces: 1, Width: 0.4, Eyes: 0.3, Mouth: 0.05}
	turned, blinked := face, face
	turned.Yaw, blinked.Eyes = 30, 0.05
	return exam.FaceFinding{ReferenceFaces: 1, Frames: []exam.FaceFrameFinding{face, turned, blinked}}, nil
}

// FEATURES: B7
func TestAThirdPartySaysHowLikeTheyAre(t *testing.T) {
	t.Parallel()
	actions := []exam.FaceAction{exam.FaceStraight, exam.FaceTurnLeft, exam.FaceBlink}
	frames, photo := [][]byte{{1}, {2}, {3}}, []byte{9}
	away := errors.New("away")
	for name, c := range map[string]struct {
		there   third
		engine  Engine
		photo   []byte
		calls   int
		verdict exam.FaceVerdict
		reasons []exam.FaceReason
		fault   error
	}{
		"alike, and our engine saw the movements":   {third{likeness: 0.9}, moved{}, photo, 2, exam.FacePassed, nil, nil},
		"alike, but nobody looked at the movements": {third{likeness: 0.9}, nil, photo, 2, exam.FacePerson, []exam.FaceReason{exam.FaceUnseen}, nil},
		"not alike": {third{likeness: 0.2}, nil, photo, 2, exam.FaceFailed, []exam.FaceReason{exam.FaceUnlike, exam.FaceAnother}, nil},
		"no face":   {third{err: exam.Errorf(exam.CodeInvalid, "no face")}, nil, photo, 2, exam.FaceFailed, []exam.FaceReason{exam.FaceNoFace}, nil},
		"nothing leaves without a reference photo": {third{likeness: 0.9}, nil, nil, 0, exam.FacePerson, []exam.FaceReason{exam.FaceNoPhoto}, nil},
		"a fault is no score":                      {third{err: away}, moved{}, photo, 1, "", nil, away},
	} {
		s := New(Parts{Engine: c.engine, Now: time.Now})
		found, err := s.compareThere(t.Context(), &c.there, c.photo, frames, actions)
		if !errors.Is(err, c.fault) || c.there.calls != c.calls {
			t.Errorf("%s: %v after %d calls, want %v after %d", name, err, c.there.calls, c.fault, c.calls)
		}
		if c.fault != nil {
			continue
		}
		verdict, reasons, _ := exam.JudgeFace(by(exam.FaceTencent), actions, found)
		slices.Sort(reasons)
		slices.Sort(c.reasons)
		if verdict != c.verdict || !slices.Equal(reasons, c.reasons) {
			t.Errorf("%s: %s because of %v, want %s because of %v", name, verdict, reasons, c.verdict, c.reasons)
		}
	}
}

// FEATURES: B7
func TestAProviderThatIsAwayIsForAPerson(t *testing.T) {
	t.Parallel()
	for provider, protocol := range map[exam.FaceProvider]facecloudtest.Protocol{exam.FaceTencent: facecloudtest.Tencent, exam.FaceAliyun: facecloudtest.Aliyun} {
		for _, mood := range []facecloudtest.Mood{facecloudtest.Broke, facecloudtest.Fault, facecloudtest.Garbage, facecloudtest.Scores, facecloudtest.Silent} {
			account := facecloudtest.Account(t, protocol, mood, 99)
			s := New(Parts{Now: time.Now, Clouds: map[exam.FaceProvider]Comparer{exam.FaceTencent: facecloud.NewTencent(account)}})
			if provider == exam.FaceAliyun {
				there, err := facecloud.NewAliyun(account)
				if err != nil {
					t.Fatal(err)
				}
				s.Clouds[provider] = there
			}
			_, err := s.compareThere(t.Context(), s.Clouds[provider], []byte("\xff\xd8 photo"), [][]byte{[]byte("\xff\xd8 frame")}, []exam.FaceAction{exam.FaceStraight})
			if err == nil {
				t.Errorf("%s, %s: no fault, so it could pass", provider, mood)
			}
		}
	}
}

// FEATURES: B10
func TestNothingLeavesWithoutConsentToIt(t *testing.T) {
	t.Parallel()
	local, cloud := by(exam.FaceLocal), by(exam.FaceTencent)
	agreed := func(r exam.FaceRule) exam.FaceFile {
		return exam.FaceFile{Consents: []exam.FaceConsent{{Agreed: true, SHA256: noticeOf(r, "zh-CN").SHA256}}}
	}
	there := &third{likeness: 0.9}
	l := &line{claimed: map[string]bool{}, rule: cloud, file: agreed(local), checks: []exam.FaceCheck{{ID: "1", SittingID: "1", ChallengeID: "1", State: exam.FaceQueued}}}
	s := New(Parts{Store: l, Clouds: map[exam.FaceProvider]Comparer{exam.FaceTencent: there}, Now: time.Now})
	if _, err := s.Work(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c := l.checks[0]; there.calls != 0 || c.Verdict != exam.FacePerson {
		t.Errorf("verdict %s after %d calls, want a person after none: she agreed to another notice", c.Verdict, there.calls)
	}
	if agreedToThis(agreed(local), cloud) || !agreedToThis(agreed(cloud), cloud) {
		t.Error("consent to our own engine is taken for consent to a third party")
	}
	own := cloud
	own.Notice = "学校自己的告知"
	for _, r := range []exam.FaceRule{cloud, own, by(exam.FaceAliyun)} {
		for _, language := range []string{"zh-CN", "en"} {
			if text := noticeOf(r, language).Text; !strings.Contains(text, companies[r.Provider][language]) {
				t.Errorf("%s, %s: the notice does not say who gets the pictures: %s", r.Provider, language, text)
			}
		}
	}
	if strings.Contains(noticeOf(local, "zh-CN").Text, "第三方") {
		t.Error("the notice of our own engine speaks of a third party")
	}
}
