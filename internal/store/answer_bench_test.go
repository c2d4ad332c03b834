package store_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/store"
)

// BenchmarkAutosave measures saves of candidates who type, each acknowledged after its
// commit is on the disk of SQLite: paced (every candidate saves once in five seconds)
// and as fast as they go.
//
//	go test ./internal/store -run '^$' -bench Autosave -benchtime 1x
func BenchmarkAutosave(b *testing.B) {
	for _, candidates := range []int{1000, 5000} {
		for what, measure := range map[string]func(*testing.B, *room){"paced": paced, "saturated": saturated} {
			b.Run(fmt.Sprint(what, "/", candidates), func(b *testing.B) {
				for range b.N {
					measure(b, seated(b, candidates))
				}
			})
		}
	}
}

const (
	benchSpan  = 10 * time.Second
	benchEvery = 5 * time.Second
	benchAtOne = 256 // requests under way when saturated
)

// room is a session in which everybody answers.
type room struct {
	*store.Store
	sittings []string
}

func seated(b *testing.B, candidates int) *room {
	b.Helper()
	ctx, now := b.Context(), time.Now()
	s, err := store.Open(ctx, store.Config{DSN: "sqlite:" + filepath.Join(b.TempDir(), "kaochang.db"), Now: time.Now})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() }) // the file is removed
	if err := s.Migrate(ctx); err != nil {
		b.Fatal(err)
	}
	r := &room{Store: s}
	err = s.Seed(ctx, func(tx store.Setup) error {
		for _, create := range []func() error{
			func() error { return tx.CreateSchool(ctx, exam.School{ID: "a", Slug: "a", Name: "学校"}) },
			func() error { return tx.CreateCollege(ctx, exam.College{ID: "c", SchoolID: "a", Name: "学院"}) },
			func() error { return tx.CreateExam(ctx, exam.Exam{ID: "e", SchoolID: "a", Name: "考试", Open: true}) },
			func() error {
				return tx.CreateMajor(ctx, exam.Major{ID: "m", SchoolID: "a", ExamID: "e", CollegeID: "c", Name: "专业"})
			},
			func() error {
				return tx.CreateRoom(ctx, exam.Room{ID: "r", SchoolID: "a", ExamID: "e", Name: "考场"})
			},
			func() error {
				return tx.CreateSubject(ctx, exam.Subject{ID: "su", SchoolID: "a", ExamID: "e", Name: "笔试", Type: exam.TypeWritten})
			},
			func() error {
				return tx.CreateSession(ctx, exam.Session{ID: "se", SchoolID: "a", RoomID: "r", SubjectID: "su", Type: exam.TypeWritten, StartsAt: now, EndsAt: now.Add(time.Hour), EntryOpensAt: now, EntryClosesAt: now.Add(time.Hour)})
			},
		} {
			if err := create(); err != nil {
				return err
			}
		}
		for n := range candidates {
			id := fmt.Sprintf("%06d", n)
			if err := tx.CreateCandidate(ctx, exam.Candidate{ID: id, SchoolID: "a", Number: id, Name: "考生", Phone: "138" + id}); err != nil {
				return err
			}
			if err := tx.CreateEnrolment(ctx, exam.Enrolment{ID: id, SchoolID: "a", CandidateID: id, MajorID: "m"}); err != nil {
				return err
			}
			one := exam.Sitting{ID: id, SchoolID: "a", SessionID: "se", EnrolmentID: id, Type: exam.TypeWritten, Phase: exam.PhaseAnswering, Order: n + 1, QueueRank: n + 1, WritesUntil: now.Add(time.Hour), Writer: "w"}
			if err := tx.CreateSitting(ctx, one); err != nil {
				return err
			}
			r.sittings = append(r.sittings, id)
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return r
}

// save saves one operation of a short answer and returns how long it took.
func (r *room) save(ctx context.Context, n int, seq int64) (time.Duration, error) {
	began := time.Now()
	op := exam.AnswerOp{Seq: seq, ID: fmt.Sprint(n, "-", seq), Item: "1", Value: "一段三十个字左右的回答，写到这里停一停，想一想，再写。", TypedAt: began}
	err := r.AppendOps(ctx, r.sittings[n], "w", []exam.AnswerOp{op}, began)
	return time.Since(began), err
}

// paced lets every candidate save once in five seconds, spread evenly.
func paced(b *testing.B, r *room) {
	b.Helper()
	var took times
	var all sync.WaitGroup
	began := time.Now()
	for n := range r.sittings {
		all.Go(func() {
			first := benchEvery * time.Duration(n) / time.Duration(len(r.sittings))
			for seq := int64(1); ; seq++ {
				due := first + benchEvery*time.Duration(seq-1)
				if due >= benchSpan {
					return
				}
				time.Sleep(time.Until(began.Add(due)))
				took.add(r.save(b.Context(), n, seq))
			}
		})
	}
	all.Wait()
	took.report(b, time.Since(began))
}

// saturated saves as fast as the database takes it.
func saturated(b *testing.B, r *room) {
	b.Helper()
	var took times
	var all sync.WaitGroup
	began := time.Now()
	for w := range benchAtOne {
		all.Go(func() {
			for seq := int64(1); ; seq++ {
				for n := w; n < len(r.sittings); n += benchAtOne {
					if time.Since(began) > benchSpan {
						return
					}
					took.add(r.save(b.Context(), n, seq))
				}
			}
		})
	}
	all.Wait()
	took.report(b, time.Since(began))
}

type times struct {
	mu   sync.Mutex
	took []time.Duration
	err  error
}

func (t *times) add(took time.Duration, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.took = append(t.took, took)
	if err != nil {
		t.err = err
	}
}

func (t *times) report(b *testing.B, span time.Duration) {
	b.Helper()
	if t.err != nil {
		b.Fatal(t.err)
	}
	slices.Sort(t.took)
	at := func(share float64) float64 {
		return float64(t.took[int(share*float64(len(t.took)-1))].Microseconds()) / 1000
	}
	b.ReportMetric(float64(len(t.took))/span.Seconds(), "saves/s")
	b.ReportMetric(at(0.5), "p50-ms")
	b.ReportMetric(at(0.99), "p99-ms")
	b.ReportMetric(float64(len(t.took)), "saves")
}
