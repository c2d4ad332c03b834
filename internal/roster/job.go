package roster

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
)

// Stage is what a check is busy with.
type Stage string

// The stages, in order.
const (
	StageReading   Stage = "reading"
	StageComparing Stage = "comparing"
	StageKeeping   Stage = "keeping"
)

// progress of a running job.
type progress struct {
	mu          sync.Mutex
	stage       Stage
	done, total int
}

func (p *progress) set(stage Stage, done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stage, p.done, p.total = stage, done, total
}

func (p *progress) get() (Stage, int, int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.stage, p.done, p.total
}

// content is what a plan holds, sealed at rest.
type content struct {
	Sheets  []string       `json:"sheets,omitempty"`
	Sheet   string         `json:"sheet,omitempty"`
	Columns []RosterColumn `json:"columns,omitempty"`
	Ignored []string       `json:"ignored,omitempty"`
	Options RosterOptions  `json:"options"`
	Entries []Entry        `json:"entries,omitempty"`
	Rows    []Judged       `json:"rows,omitempty"`
	Photos  []PhotoResult  `json:"photos,omitempty"`
	LeftOut bool           `json:"left_out,omitempty"`
	// Why and Missing say more of a refusal.
	Why     string `json:"why,omitempty"`
	Missing []any  `json:"missing,omitempty"`
}

func (s *Service) sealContent(p *exam.RosterPlan, c content) error {
	text, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("encode plan %s: %w", p.ID, err)
	}
	p.Sealed = s.Box.Seal(text, "roster-plan:"+p.ID)
	return nil
}

func (s *Service) openContent(p exam.RosterPlan) (c content, err error) {
	if p.Sealed == "" {
		return c, nil
	}
	text, err := s.Box.Open(p.Sealed, "roster-plan:"+p.ID)
	if err != nil {
		return c, fmt.Errorf("open plan %s: %w", p.ID, err)
	}
	if err := json.Unmarshal(text, &c); err != nil {
		return c, fmt.Errorf("decode plan %s: %w", p.ID, err)
	}
	return c, nil
}

// heartbeat is how often a running job says that it lives; without it for
// deadAfter the job's server was stopped.
const (
	heartbeat = 5 * time.Second
	deadAfter = time.Minute
)

// start keeps a new plan and runs its work in the background. What work returns
// is kept; a meant refusal fails the plan, and so does any other error, which is
// logged.
func (s *Service) start(ctx context.Context, by exam.Actor, kind string, file exam.File, work func(context.Context, *exam.RosterPlan, *progress) (content, error)) (string, error) {
	plan := exam.RosterPlan{
		ID: ident.New(), SchoolID: by.SchoolID, StaffID: by.StaffID, Kind: kind, FileName: file.Name, State: exam.RosterChecking,
		CreatedAt: s.Now(), UpdatedAt: s.Now(),
	}
	if err := s.Store.CreateRosterPlan(ctx, plan); err != nil {
		return "", fmt.Errorf("keep plan: %w", err)
	}
	p := &progress{stage: StageReading}
	s.mu.Lock()
	s.running[plan.ID] = p
	s.mu.Unlock()
	s.Background(func(ctx context.Context) {
		defer func() {
			s.mu.Lock()
			delete(s.running, plan.ID)
			s.mu.Unlock()
		}()
		s.run(ctx, plan, file, p, work)
	})
	return plan.ID, nil
}

func (s *Service) run(ctx context.Context, plan exam.RosterPlan, file exam.File, p *progress, work func(context.Context, *exam.RosterPlan, *progress) (content, error)) {
	alive, stop := context.WithCancel(ctx)
	var beats sync.WaitGroup
	beats.Go(func() { s.beat(alive, plan.ID) })
	c, err := work(ctx, &plan, p)
	stop()
	beats.Wait()
	if err != nil {
		plan.State, plan.FailureCode, plan.Failure = exam.RosterFailed, exam.CodeOf(err), "something went wrong on the server; it was logged"
		if refusal, meant := refusalOf(err); meant {
			plan.Failure = refusal.Detail
			c.Why, _ = refusal.Extras["why"].(string)
			if fields, ok := refusal.Extras["missing"].([]Field); ok {
				for _, f := range fields {
					c.Missing = append(c.Missing, f)
				}
			}
		} else {
			slog.ErrorContext(ctx, "roster job failed", "plan", plan.ID, "error", err)
		}
	}
	plan.UpdatedAt = s.Now()
	if err := s.sealContent(&plan, c); err == nil {
		err = s.Store.SaveRosterPlan(ctx, plan)
		if err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "plan not kept", "plan", plan.ID, "error", err)
		}
	}
	s.forgetFile(ctx, file)
}

func (s *Service) beat(ctx context.Context, planID string) {
	tick := time.NewTicker(heartbeat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := s.Store.TouchRosterPlan(ctx, planID); err != nil && ctx.Err() == nil {
				slog.WarnContext(ctx, "plan not touched", "plan", planID, "error", err)
			}
		}
	}
}

// forgetFile forgets what was sent: a sheet holds identity numbers in clear,
// and of a pack of photos all that counts was taken.
func (s *Service) forgetFile(ctx context.Context, file exam.File) {
	if err := s.Store.RemoveFile(ctx, file.ID); err != nil && ctx.Err() == nil {
		slog.ErrorContext(ctx, "sent roster file not forgotten", "file", file.ID, "error", err)
	}
}

// sent returns a file that was sent for a purpose to the asker's school.
func (s *Service) sent(ctx context.Context, by exam.Actor, purpose exam.UploadPurpose, fileID string) (exam.File, error) {
	file, err := s.Store.File(ctx, fileID)
	if err != nil {
		return file, err
	}
	if file.SchoolID != by.SchoolID || file.Purpose != purpose {
		return file, exam.Errorf(exam.CodeNotFound, "no such file")
	}
	return file, nil
}

// plan returns a plan of the asker's own with its content.
func (s *Service) plan(ctx context.Context, by exam.Actor, planID string) (exam.RosterPlan, content, error) {
	p, err := s.Store.RosterPlan(ctx, by.SchoolID, planID)
	if err != nil {
		return p, content{}, err
	}
	if p.StaffID != by.StaffID {
		return p, content{}, exam.Errorf(exam.CodeNotFound, "no such plan")
	}
	if p.State == exam.RosterChecking && s.Now().Sub(p.UpdatedAt) > deadAfter {
		p.State, p.FailureCode, p.Failure = exam.RosterFailed, exam.CodeUnavailable, "the server was stopped meanwhile; send the file again"
	}
	c, err := s.openContent(p)
	return p, c, err
}

func (s *Service) progressOf(planID string) (Stage, int, int) {
	s.mu.Lock()
	p := s.running[planID]
	s.mu.Unlock()
	if p == nil {
		return "", 0, 0
	}
	return p.get()
}

// PlanRows returns the rows of the asker's own dry run with their verdicts.
func (s *Service) PlanRows(ctx context.Context, by exam.Actor, planID string) ([]Judged, error) {
	_, c, err := s.plan(ctx, by, planID)
	return c.Rows, err
}
