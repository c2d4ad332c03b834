package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

type deviceCheckRow struct {
	bun.BaseModel `bun:"table:device_check,alias:device_check"`

	ID                               string `bun:",pk"`
	SchoolID, EnrolmentID            string
	Position                         int
	TokenHash                        string
	Label                            string
	Measured, Findings, Outcome      string
	StartedAt, ExpiresAt, FinishedAt int64
	Last                             bool
}

func (r deviceCheckRow) check() (exam.DeviceCheck, error) {
	c := exam.DeviceCheck{
		ID: r.ID, SchoolID: r.SchoolID, EnrolmentID: r.EnrolmentID, Position: exam.Position(r.Position), Label: r.Label, Outcome: exam.CheckOutcome(r.Outcome),
		StartedAt: at(r.StartedAt), ExpiresAt: at(r.ExpiresAt), FinishedAt: at(r.FinishedAt),
	}
	if err := json.Unmarshal([]byte(r.Measured), &c.Measured); err != nil {
		return c, fmt.Errorf("decode measurements of device check %s: %w", r.ID, err)
	}
	if err := json.Unmarshal([]byte(r.Findings), &c.Findings); err != nil {
		return c, fmt.Errorf("decode findings of device check %s: %w", r.ID, err)
	}
	return c, nil
}

func checksOf(rows []deviceCheckRow) ([]exam.DeviceCheck, error) {
	checks := make([]exam.DeviceCheck, len(rows))
	for i, r := range rows {
		var err error
		if checks[i], err = r.check(); err != nil {
			return nil, err
		}
	}
	return checks, nil
}

func deviceCheckRowOf(c exam.DeviceCheck, tokenHash string, last bool) (*deviceCheckRow, error) {
	measured, err := json.Marshal(c.Measured)
	if err != nil {
		return nil, fmt.Errorf("encode measurements of device check %s: %w", c.ID, err)
	}
	findings, err := json.Marshal(c.Findings)
	if err != nil {
		return nil, fmt.Errorf("encode findings of device check %s: %w", c.ID, err)
	}
	return &deviceCheckRow{
		ID: c.ID, SchoolID: c.SchoolID, EnrolmentID: c.EnrolmentID, Position: int(c.Position), TokenHash: tokenHash, Label: clean(c.Label),
		Measured: clean(string(measured)), Findings: string(findings), Outcome: string(c.Outcome),
		StartedAt: ms(c.StartedAt), ExpiresAt: ms(c.ExpiresAt), FinishedAt: ms(c.FinishedAt), Last: last,
	}, nil
}

const kindDeviceCheck = "device_check"

// CreateDeviceCheck keeps a check that is begun, under the hash of its token.
func (s *Store) CreateDeviceCheck(ctx context.Context, c exam.DeviceCheck, tokenHash string) error {
	row, err := deviceCheckRowOf(c, tokenHash, false)
	if err != nil {
		return err
	}
	_, err = s.write.NewInsert().Model(row).Exec(ctx)
	return kept(err, "device check")
}

// DeviceCheckByToken returns a check by the hash of its token.
func (s *Store) DeviceCheckByToken(ctx context.Context, tokenHash string) (exam.DeviceCheck, error) {
	var r deviceCheckRow
	if err := s.read.NewSelect().Model(&r).Where("token_hash = ?", tokenHash).Scan(ctx); err != nil {
		return exam.DeviceCheck{}, notFound(err, "device check")
	}
	return r.check()
}

// DeviceCheck returns a check by its identifier; it serves the server's own work.
func (s *Store) DeviceCheck(ctx context.Context, id string) (exam.DeviceCheck, error) {
	var r deviceCheckRow
	if err := s.read.NewSelect().Model(&r).Where("id = ?", id).Scan(ctx); err != nil {
		return exam.DeviceCheck{}, notFound(err, "device check")
	}
	return r.check()
}

// ChangeDeviceCheck runs fn on the check of a token and keeps what it made of it. A
// finished check takes the place of the one before for its camera. The candidate's
// pages hear of it.
func (s *Store) ChangeDeviceCheck(ctx context.Context, tokenHash string, fn func(*exam.DeviceCheck) error) (changed exam.DeviceCheck, err error) {
	err = s.inTx(ctx, func(tx *txn) error {
		var r deviceCheckRow
		if err := s.forUpdate(tx.NewSelect().Model(&r).Where("token_hash = ?", tokenHash)).Scan(ctx); err != nil {
			return notFound(err, "device check")
		}
		if changed, err = r.check(); err != nil {
			return err
		}
		if err := fn(&changed); err != nil {
			return err
		}
		if err := tx.keepDeviceCheck(ctx, changed, tokenHash, r.Last); err != nil {
			return err
		}
		tx.put(outboxRow{Kind: kindDeviceCheck, EnrolmentID: changed.EnrolmentID, At: ms(s.now())})
		return nil
	})
	return changed, err
}

func (tx *txn) keepDeviceCheck(ctx context.Context, c exam.DeviceCheck, tokenHash string, last bool) error {
	if c.Outcome != "" && !last {
		_, err := tx.NewRaw("UPDATE device_check SET last = FALSE WHERE school_id = ? AND enrolment_id = ? AND position = ? AND last",
			c.SchoolID, c.EnrolmentID, int(c.Position)).Exec(ctx)
		if err != nil {
			return fmt.Errorf("put device check %s first: %w", c.ID, err)
		}
		last = true
	}
	row, err := deviceCheckRowOf(c, tokenHash, last)
	if err != nil {
		return err
	}
	if _, err := tx.NewUpdate().Model(row).WherePK().Exec(ctx); err != nil {
		return fmt.Errorf("save device check %s: %w", c.ID, err)
	}
	return nil
}

// DeviceChecks returns the latest finished check of each camera of an enrolment,
// first camera first.
func (s *Store) DeviceChecks(ctx context.Context, schoolID, enrolmentID string) ([]exam.DeviceCheck, error) {
	var rows []deviceCheckRow
	err := s.read.NewSelect().Model(&rows).Where("school_id = ? AND enrolment_id = ? AND last", schoolID, enrolmentID).Order("position").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list device checks: %w", err)
	}
	return checksOf(rows)
}
