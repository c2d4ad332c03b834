package store_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/store"
	"kaochang/internal/storetest"
)

// BenchmarkAutosave measures saves of candidates who type, each acknowledged after its
// commit is on the disk: paced (every candidate saves once in five seconds) and as fast
// as they go. PostgreSQL is measured where there is one:
//
//	POSTGRES_DURABLE=1 scripts/with-postgres.sh go test ./internal/store -run '^$' -bench Autosave -benchtime 1x
func BenchmarkAutosave(b *testing.B) {
	benchRooms(b, map[string]func(*testing.B, *room){"paced": paced, "saturated": saturated})
}

// BenchmarkHandIn measures hand-ins, each answered after its commit is on the disk: of
// everybody at one moment, and of everybody within ten seconds.
//
//	POSTGRES_DURABLE=1 scripts/with-postgres.sh go test ./internal/store -run '^$' -bench HandIn -benchtime 1x
func BenchmarkHandIn(b *testing.B) {
	benchRooms(b, map[string]func(*testing.B, *room){
		"at-once":        func(b *testing.B, r *room) { handIn(b, r, 0) },
		"in-ten-seconds": func(b *testing.B, r *room) { handIn(b, r, benchSpan) },
	})
}

func benchRooms(b *testing.B, measured map[string]func(*testing.B, *room)) {
	b.Helper()
	databases := map[string]func(testing.TB) string{"SQLite": func(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "kaochang.db") }}
	if os.Getenv(storetest.PostgresEnv) != "" {
		databases["PostgreSQL"] = storetest.Postgres
	}
	for database, dsn := range databases {
		for _, candidates := range []int{1000, 5000} {
			for what, measure := range measured {
				b.Run(fmt.Sprint(database, "/", what, "/", candidates), func(b *testing.B) {
					for range b.N {
						measure(b, seated(b, dsn(b), candidates))
					}
				})
			}
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

func seated(b *testing.B, dsn string, candidates int) *room {
	b.Helper()
	ctx, now := b.Context(), time.Now()
	s, err := store.Open(ctx, store.Config{DSN: dsn, Now: time.Now})
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

// opsEach is how many operations each has when she hands in.
const opsEach = 40

// handIn lets everybody hand in within a span.
func handIn(b *testing.B, r *room, span time.Duration) {
	b.Helper()
	var took times
	var all sync.WaitGroup
	for n, id := range r.sittings {
		ops := make([]exam.AnswerOp, opsEach)
		for i := range ops {
			ops[i] = exam.AnswerOp{Seq: int64(i + 1), ID: fmt.Sprint(n, "-", i), Item: fmt.Sprint(i % 10), Value: "一段三十个字左右的回答，写到这里停一停，想一想，再写。"}
		}
		all.Go(func() {
			if err := r.AppendOps(b.Context(), id, "w", ops, time.Now()); err != nil {
				b.Error(err)
			}
		})
	}
	all.Wait()
	began := time.Now()
	for n, id := range r.sittings {
		all.Go(func() {
			time.Sleep(span * time.Duration(n) / time.Duration(len(r.sittings)))
			asked := time.Now()
			_, err := r.ChangeAnswer(b.Context(), id, func(one *exam.Sitting, in exam.Session, counted map[string]string) error {
				return one.Collect(exam.Clock(), "", counted, in, time.Now())
			})
			took.add(time.Since(asked), err)
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
	b.ReportMetric(float64(len(t.took))/span.Seconds(), "a-second")
	b.ReportMetric(at(0.5), "p50-ms")
	b.ReportMetric(at(0.99), "p99-ms")
	b.ReportMetric(float64(len(t.took)), "observed")
}
