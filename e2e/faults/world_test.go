//go:build linux

package faults

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"kaochang/internal/account"
	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/store"
)

const (
	luo     = "13800000008" // the demo's candidate of the session that is answered on the screen
	typists = 8
)

// world is a server on a database of its own, a line to it, and candidates who type.
type world struct {
	testing.TB
	database string // "sqlite" or "postgres"
	volume   *volume
	noVolume error // why there is none
	pg       *cluster
	server   *server
	line     *line
	dsn      string

	typists []*typist
	gone    []*typist // of cohorts before
	late    *typist   // one whose time is over
	seated  int
	counted int    // of the acknowledgements of those who type, so many are in a tally
	stop    func() // ends their typing and waits
}

// newWorld starts a world; in one that is weak a commit does not wait for the disk.
func newWorld(t testing.TB, database string, weak bool) *world {
	t.Helper()
	w := &world{TB: t, database: database, stop: func() {}}
	dir := folder(t)
	var as *syscall.Credential
	var bin string
	owner := 0
	if database == "postgres" {
		var err error
		if bin, err = postgresBin(); err != nil {
			t.Fatal(err)
		}
		if as, err = postgresUser(); err != nil {
			t.Fatal(err)
		}
		if as != nil {
			owner = int(as.Uid)
		}
	}
	on := dir
	if w.volume, w.noVolume = newVolume(t, dir, owner); w.volume != nil {
		on = w.volume.dir
	} else if database == "postgres" && as != nil {
		if err := os.Chown(dir, owner, -1); err != nil {
			t.Fatal(err)
		}
	}
	data, address, linked := filepath.Join(on, "data"), "", ""
	if database == "postgres" {
		w.pg = newCluster(t, bin, on, as, weak)
		data, address, w.dsn = filepath.Join(dir, "data"), w.pg.dsn(), w.pg.dsn()
	} else {
		w.dsn = "sqlite:" + filepath.Join(data, "kaochang.db")
		if weak {
			linked = "-X kaochang/internal/store.synchronous=NORMAL"
		}
	}
	w.server = newServer(t, binary(t, linked), data, address)
	w.line = newLine(t, w.server.addr)
	w.seat()
	t.Cleanup(func() { w.stop() })
	return w
}

// withDB opens the database beside the server.
func (w *world) withDB(fn func(db *store.Store)) {
	w.Helper()
	db, err := store.Open(w.Context(), store.Config{DSN: w.dsn, Now: now})
	w.must(err)
	defer func() { _ = db.Close() }() // its disk may have lost its power
	fn(db)
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// now is the server's clock, which is the harness's: one machine.
func now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }

// seat lets a new cohort type; the one before has handed its pens back.
func (w *world) seat() {
	w.Helper()
	w.stop()
	w.gone = append(w.gone, w.typists...)
	w.typists, w.counted = nil, 0
	w.withDB(func(db *store.Store) {
		for range typists {
			w.typists = append(w.typists, w.newTypist(db))
		}
		if w.late == nil {
			w.late = w.newTypist(db)
			_, err := db.Change(w.Context(), w.late.sitting, func(one *exam.Sitting, _ exam.Session) error {
				one.Writer = "" // so that the next step is one
				err := one.Write(w.late.by, page, false, now())
				one.WritesUntil = now().Add(-time.Minute)
				return err
			})
			w.must(err)
		}
	})
	ctx, cancel := context.WithCancel(w.Context())
	var all sync.WaitGroup
	for _, one := range w.typists {
		all.Go(func() { one.run(ctx, w.line.url) })
	}
	w.stop = func() { cancel(); all.Wait() }
}

// newTypist brings a new candidate of the demo's session to its paper, at a page that
// writes: by the domain's own steps, since how she comes there is not what is proved.
func (w *world) newTypist(db *store.Store) *typist {
	w.Helper()
	ctx, n := w.Context(), w.seated
	w.seated++
	choices, err := db.ChoicesByPhone(ctx, luo)
	w.must(err)
	placed, err := db.SittingsOfEnrolment(ctx, choices[0].EnrolmentID)
	w.must(err)
	school, session := placed[0].Sitting.SchoolID, placed[0].Sitting.SessionID
	c := exam.Candidate{ID: ident.New(), SchoolID: school, Number: fmt.Sprint("K", n), Name: "考生", Phone: fmt.Sprintf("188%08d", n)}
	e := exam.Enrolment{ID: ident.New(), SchoolID: school, CandidateID: c.ID, MajorID: choices[0].Major.ID}
	s := exam.Sitting{ID: ident.New(), SchoolID: school, SessionID: session, EnrolmentID: e.ID, Type: exam.TypeWritten, Phase: exam.PhaseAssigned, Order: n + 2, QueueRank: n + 2}
	w.must(db.Seed(ctx, func(tx store.Setup) error {
		if err := tx.CreateCandidate(ctx, c); err != nil {
			return err
		}
		if err := tx.CreateEnrolment(ctx, e); err != nil {
			return err
		}
		return tx.CreateSitting(ctx, s)
	}))
	token := ident.Token()
	login := exam.Login{ID: ident.New(), Kind: exam.ActorCandidate, Phone: c.Phone, CreatedAt: now(), ExpiresAt: now().Add(24 * time.Hour)}
	w.must(db.CreateLogin(ctx, login, ident.Hash(token)))
	by := exam.Actor{Kind: exam.ActorCandidate, LoginID: login.ID, Phone: c.Phone}
	w.sitDown(db, s, by)
	return newTypist(s.ID, by, &http.Cookie{Name: account.CookieName, Value: token})
}

func (w *world) sitDown(db *store.Store, s exam.Sitting, by exam.Actor) {
	w.Helper()
	papers, err := db.Papers(w.Context(), s.SessionID)
	w.must(err)
	if len(papers) == 0 {
		w.Fatal("the demo's session has no paper")
	}
	for _, step := range []func(*exam.Sitting, exam.Session) error{
		func(one *exam.Sitting, in exam.Session) error {
			return one.Join(by, exam.FirstPosition, false, "phone", in, now())
		},
		func(one *exam.Sitting, in exam.Session) error { return one.TakeSeat(by, in, now()) },
		func(one *exam.Sitting, in exam.Session) error {
			return one.ReleasePaper(exam.Clock(), ident.New(), papers[0], in, now())
		},
		func(one *exam.Sitting, _ exam.Session) error { return one.Write(by, page, false, now()) },
	} {
		_, err := db.Change(w.Context(), s.ID, step)
		w.must(err)
	}
}
