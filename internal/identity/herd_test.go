package identity

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kaochang/internal/exam"
)

// line is a queue of checks in memory. What a test does not need panics.
type line struct {
	Store
	mu      sync.Mutex
	checks  []exam.FaceCheck
	claimed map[string]bool
	rule    exam.FaceRule
	file    exam.FaceFile
	choice  exam.Choice
}

func (l *line) ClaimFace(context.Context, time.Time, time.Time) (exam.FaceCheck, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range l.checks {
		if c.State == exam.FaceQueued && !l.claimed[c.ID] {
			l.claimed[c.ID] = true
			return c, nil
		}
	}
	return exam.FaceCheck{}, exam.Errorf(exam.CodeNotFound, "none waits")
}

func (l *line) FaceRule(context.Context, string) (exam.FaceRule, error) { return l.rule, nil }

// by returns the default rule with a provider.
func by(p exam.FaceProvider) exam.FaceRule {
	r := exam.DefaultFaceRule("school")
	r.Provider = p
	return r
}

func (l *line) Sitting(_ context.Context, sittingID string) (exam.Sitting, error) {
	return exam.Sitting{ID: sittingID}, nil
}

func (l *line) FaceFile(_ context.Context, _, sittingID string) (exam.FaceFile, error) {
	f := l.file
	f.Challenges = []exam.FaceChallenge{{ID: sittingID, Actions: []exam.FaceAction{exam.FaceStraight}}}
	return f, nil
}

func (l *line) ChoiceOfSitting(context.Context, string) (exam.Choice, error) {
	return l.choice, nil
}

func (l *line) ChangeFace(_ context.Context, sittingID string, fn func(*exam.Sitting, exam.FaceFile) (exam.FaceChange, error)) (exam.Sitting, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := slices.IndexFunc(l.checks, func(c exam.FaceCheck) bool { return c.SittingID == sittingID })
	one := exam.Sitting{ID: sittingID}
	change, err := fn(&one, exam.FaceFile{Checks: []exam.FaceCheck{l.checks[at]}})
	if err == nil && change.Check != nil {
		l.checks[at] = *change.Check
	}
	return one, err
}

// FaceAhead counts as the store does: who was handed in before and still waits.
func (l *line) FaceAhead(_ context.Context, c exam.FaceCheck) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	ahead := 0
	for _, other := range l.checks {
		if other.State == exam.FaceQueued && cmp.Compare(other.ID, c.ID) < 0 {
			ahead++
		}
	}
	return ahead, nil
}

// slow looks at a check for a while and finds nothing wrong with it.
type slow time.Duration

func (s slow) Inspect(context.Context, []byte, [][]byte) (exam.FaceFinding, error) {
	time.Sleep(time.Duration(s))
	return exam.FaceFinding{ReferenceFaces: 1, Frames: []exam.FaceFrameFinding{{Faces: 1, Width: 0.4, Likeness: 0.9, Same: 1}}}, nil
}

// FEATURES: B7
func TestAHerdIsLookedAtInItsOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const herd, each, workers = 300, 3 * time.Second, 2
		l := &line{claimed: map[string]bool{}, rule: by(exam.FaceLocal)}
		begun := time.Now()
		for n := range herd {
			id := fmt.Sprintf("%03d", n)
			l.checks = append(l.checks, exam.FaceCheck{ID: id, SittingID: id, ChallengeID: id, State: exam.FaceQueued, SubmittedAt: begun})
		}
		s := New(Parts{Store: l, Engine: slow(each), Workers: workers, Now: time.Now})
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { s.Run(ctx); close(done) }()
		if longest := l.watch(t); longest > 10*time.Second {
			t.Errorf("somebody was told the same place for %s, want at most 10 s", longest)
		}
		stop()
		<-done
		for n, c := range l.checks {
			if want := time.Duration(n/workers+1) * each; c.DecidedAt.Sub(begun) > want {
				t.Fatalf("check %d was decided after %s, want %s: somebody overtook it", n, c.DecidedAt.Sub(begun), want)
			}
			if c.Verdict != exam.FacePassed {
				t.Fatalf("check %d: %s", n, c.Verdict)
			}
		}
	})
}

// watch asks for everybody's place each second until nobody waits, as candidates'
// pages do, and returns the longest that one of them was told the same.
func (l *line) watch(t *testing.T) (longest time.Duration) {
	t.Helper()
	told, since := map[string]int{}, map[string]time.Time{}
	for range 600 {
		waiting := 0
		for n := range len(l.checks) {
			l.mu.Lock()
			c := l.checks[n]
			l.mu.Unlock()
			if c.State != exam.FaceQueued {
				continue
			}
			waiting++
			ahead, err := l.FaceAhead(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			if was, known := told[c.ID]; !known || was != ahead {
				told[c.ID], since[c.ID] = ahead, time.Now()
			}
			longest = max(longest, time.Since(since[c.ID]))
		}
		if waiting == 0 {
			return longest
		}
		time.Sleep(time.Second)
	}
	t.Fatal("the herd was not done in ten minutes")
	return 0
}

func TestAnEngineThatIsAwayIsForAPerson(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &line{claimed: map[string]bool{}, rule: by(exam.FaceLocal), checks: []exam.FaceCheck{{ID: "1", SittingID: "1", ChallengeID: "1", State: exam.FaceQueued}}}
		s := New(Parts{Store: l, Engine: never{}, Now: time.Now})
		if worked, err := s.Work(t.Context()); !worked || err != nil {
			t.Fatalf("worked %v, %v", worked, err)
		}
		if c := l.checks[0]; c.Verdict != exam.FacePerson || !slices.Equal(c.Reasons, []exam.FaceReason{exam.FaceEngineFailed}) {
			t.Errorf("verdict %s because of %v, want a person", c.Verdict, c.Reasons)
		}
	})
}

// never answers nothing until whoever asks gives up.
type never struct{}

func (never) Inspect(ctx context.Context, _ []byte, _ [][]byte) (exam.FaceFinding, error) {
	<-ctx.Done()
	return exam.FaceFinding{}, ctx.Err()
}
