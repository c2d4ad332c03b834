package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"kaochang/internal/account"
	"kaochang/internal/exam"
	"kaochang/internal/ident"
)

// Cohort is a room made for a rehearsal.
type Cohort struct {
	ID         string            `json:"id" doc:"The session"`
	Candidates []CohortCandidate `json:"candidates"`
	Staff      []DemoStaff       `json:"staff"`
}

// CohortCandidate is a made-up candidate.
type CohortCandidate struct {
	Name      string `json:"name"`
	Phone     string `json:"phone"`
	SittingID string `json:"sitting_id"`
}

const (
	maxCohort     = 10000
	cohortInvite  = 2 * time.Minute
	cohortSession = 12 * time.Hour
)

// MakeCohorts makes rooms with perRoom candidates each, a steward and two
// examiners, beside the demo's own. The names and numbers are new each time.
// kind is [exam.TypeInterview], [exam.TypeWritten] or [exam.TypeVideo]; a written session
// has no paper and needs no second camera, a video session no question and takes of a
// second at least.
func MakeCohorts(ctx context.Context, store Store, kind exam.Type, candidates, perRoom int, now time.Time) ([]Cohort, error) {
	if candidates < 1 || candidates > maxCohort || perRoom < 1 {
		return nil, exam.Errorf(exam.CodeInvalid, "a cohort has 1 to %d candidates and at least 1 a room", maxCohort)
	}
	school, err := store.SchoolBySlug(ctx, Slug)
	if err != nil {
		return nil, err
	}
	hash, err := account.HashPassword(Password)
	if err != nil {
		return nil, fmt.Errorf("hash demo password: %w", err)
	}
	var cohorts []Cohort
	err = store.Seed(ctx, func(tx Setup) error {
		p, err := seedExam(ctx, tx, school.ID, kind)
		if err != nil {
			return err
		}
		for first := 0; first < candidates; first += perRoom {
			c, err := cohort(ctx, tx, p, kind, min(perRoom, candidates-first), hash, now)
			if err != nil {
				return err
			}
			cohorts = append(cohorts, c)
		}
		return nil
	})
	return cohorts, err
}

// seedExam makes an exam of its own for a rehearsal, so that the demo's lists
// stay as they are.
func seedExam(ctx context.Context, tx Setup, schoolID string, kind exam.Type) (place, error) {
	p := place{school: schoolID, college: ident.New(), exam: ident.New(), major: ident.New(), subject: ident.New()}
	if err := tx.CreateCollege(ctx, exam.College{ID: p.college, SchoolID: schoolID, Name: "演练学院"}); err != nil {
		return p, fmt.Errorf("create college: %w", err)
	}
	if err := tx.CreateExam(ctx, exam.Exam{ID: p.exam, SchoolID: schoolID, Name: "演练", Open: true}); err != nil {
		return p, fmt.Errorf("create exam: %w", err)
	}
	if err := tx.CreateMajor(ctx, exam.Major{ID: p.major, SchoolID: schoolID, ExamID: p.exam, CollegeID: p.college, Name: "演练专业"}); err != nil {
		return p, fmt.Errorf("create major: %w", err)
	}
	if err := tx.CreateSubject(ctx, exam.Subject{ID: p.subject, SchoolID: schoolID, ExamID: p.exam, Name: "演练科目", Type: kind}); err != nil {
		return p, fmt.Errorf("create subject: %w", err)
	}
	return p, nil
}

func cohort(ctx context.Context, tx Setup, p place, kind exam.Type, n int, hash string, now time.Time) (Cohort, error) {
	tag := fmt.Sprintf("%08x", rand.Uint32())
	p.room = exam.Room{ID: ident.New(), SchoolID: p.school, ExamID: p.exam, Name: "演练考场 " + tag, Kind: "网络面试考场"}
	p.session = exam.Session{
		StartsAt: now, EndsAt: now.Add(cohortSession), EntryOpensAt: now.Add(-time.Minute), EntryClosesAt: now.Add(cohortSession),
		InviteTTL: cohortInvite, SecondCamera: exam.SecondCameraRequired,
	}
	seed := seedRoom
	if kind == exam.TypeWritten {
		p.session.SecondCamera = exam.SecondCameraOptional
		seed = func(ctx context.Context, tx Setup, p *place) error { return seedSession(ctx, tx, p, kind) }
	}
	if kind == exam.TypeVideo {
		p.session.Video = exam.DefaultVideoRule()
		p.session.Video.Min, p.session.Video.Max = time.Second, exam.MaxTakeLength
		seed = func(ctx context.Context, tx Setup, p *place) error { return seedSession(ctx, tx, p, kind) }
	}
	if err := seed(ctx, tx, &p); err != nil {
		return Cohort{}, err
	}
	c := Cohort{ID: p.session.ID, Staff: []DemoStaff{
		{"steward-" + tag, "候考 " + tag, exam.RoleSteward, Password},
		{"chair-" + tag, "主考 " + tag, exam.RoleChair, Password},
		{"examiner-" + tag, "考官 " + tag, exam.RoleExaminer, Password},
	}}
	if err := seedMembers(ctx, tx, p, c.Staff, hash); err != nil {
		return Cohort{}, err
	}
	made := make([]DemoCandidate, n)
	for i := range made {
		made[i] = DemoCandidate{
			Name: fmt.Sprintf("演练考生 %s-%d", tag, i+1), Number: fmt.Sprintf("R%s%04d", tag, i+1),
			Phone: fmt.Sprintf("19%09d", rand.IntN(1_000_000_000)),
		}
	}
	sittings, err := seedPeople(ctx, tx, p, made)
	for i := range sittings {
		c.Candidates = append(c.Candidates, CohortCandidate{made[i].Name, made[i].Phone, sittings[i]})
	}
	return c, err
}
