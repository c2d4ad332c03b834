package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

type planRow struct {
	bun.BaseModel `bun:"table:roster_plan,alias:roster_plan"`

	ID          string `bun:",pk"`
	SchoolID    string
	StaffID     string
	Kind        string
	FileName    string
	State       string
	FailureCode string
	Failure     string
	Sealed      string
	CreatedAt   int64
	UpdatedAt   int64
}

// CreateRosterPlan keeps a new plan.
func (s *Store) CreateRosterPlan(ctx context.Context, p exam.RosterPlan) error {
	row := &planRow{
		ID: p.ID, SchoolID: p.SchoolID, StaffID: p.StaffID, Kind: p.Kind, FileName: p.FileName, State: string(p.State),
		FailureCode: string(p.FailureCode), Failure: p.Failure, Sealed: p.Sealed, CreatedAt: ms(p.CreatedAt), UpdatedAt: ms(p.UpdatedAt),
	}
	_, err := s.write.NewInsert().Model(row).Exec(ctx)
	return kept(err, "plan")
}

// SaveRosterPlan keeps where a plan stands and what it holds.
func (s *Store) SaveRosterPlan(ctx context.Context, p exam.RosterPlan) error {
	return savePlan(ctx, s.write, p)
}

func savePlan(ctx context.Context, db bun.IDB, p exam.RosterPlan) error {
	_, err := db.NewRaw("UPDATE roster_plan SET state = ?, failure_code = ?, failure = ?, sealed = ?, updated_at = ? WHERE school_id = ? AND id = ?",
		string(p.State), string(p.FailureCode), p.Failure, p.Sealed, ms(p.UpdatedAt), p.SchoolID, p.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("keep plan %s: %w", p.ID, err)
	}
	return nil
}

// TouchRosterPlan says that a plan's work goes on.
func (s *Store) TouchRosterPlan(ctx context.Context, planID string) error {
	_, err := s.write.NewRaw("UPDATE roster_plan SET updated_at = ? WHERE id = ? AND state = ?", ms(s.now()), planID, string(exam.RosterChecking)).Exec(ctx)
	if err != nil {
		return fmt.Errorf("touch plan %s: %w", planID, err)
	}
	return nil
}

// RosterPlan returns a plan of a school.
func (s *Store) RosterPlan(ctx context.Context, schoolID, planID string) (exam.RosterPlan, error) {
	var r planRow
	err := s.read.NewSelect().Model(&r).Where("school_id = ? AND id = ?", schoolID, planID).Scan(ctx)
	return exam.RosterPlan{
		ID: r.ID, SchoolID: r.SchoolID, StaffID: r.StaffID, Kind: r.Kind, FileName: r.FileName, State: exam.RosterPlanState(r.State),
		FailureCode: exam.Code(r.FailureCode), Failure: r.Failure, Sealed: r.Sealed, CreatedAt: at(r.CreatedAt), UpdatedAt: at(r.UpdatedAt),
	}, notFound(err, "plan")
}

// ForgetRosterPlans deletes plans that were made before a time.
func (s *Store) ForgetRosterPlans(ctx context.Context, before time.Time) error {
	if _, err := s.write.NewRaw("DELETE FROM roster_plan WHERE created_at < ?", ms(before)).Exec(ctx); err != nil {
		return fmt.Errorf("forget plans: %w", err)
	}
	return nil
}

// RemoveFile forgets a file and lets go of its blob.
func (s *Store) RemoveFile(ctx context.Context, fileID string) error {
	return s.inTx(ctx, func(tx *txn) error {
		var f fileRow
		if err := tx.NewSelect().Model(&f).Where("id = ?", fileID).Scan(ctx); err != nil {
			return notFound(err, "file")
		}
		return tx.drop(ctx, "file", "school_id = ? AND id = ?", f.SchoolID, fileID)
	})
}

// SetPhotos keeps reference photos, each its owner's, in one transaction.
func (s *Store) SetPhotos(ctx context.Context, photos []exam.File, facts []exam.Fact) error {
	return s.inTx(ctx, func(tx *txn) error {
		for _, f := range photos {
			row := &fileRow{
				ID: f.ID, SchoolID: f.SchoolID, OwnerID: f.OwnerID, Purpose: string(f.Purpose), Name: f.Name, Type: f.Type,
				SHA256: f.SHA256, Bytes: f.Bytes, CreatedAt: ms(f.CreatedAt),
			}
			if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
				return kept(err, "file")
			}
			if err := setPhoto(ctx, tx, f); err != nil {
				return err
			}
		}
		for _, f := range facts {
			if err := tx.append(ctx, photos[0].SchoolID, "", f); err != nil {
				return err
			}
		}
		return nil
	})
}

// PurgeIdentities deletes identity numbers whose time is over and returns how
// many; each school's ledger tells of its own.
func (s *Store) PurgeIdentities(ctx context.Context, now time.Time) (purged int, err error) {
	err = s.inTx(ctx, func(tx *txn) error {
		purged = 0
		var over []string
		if err := tx.NewRaw("SELECT school_id FROM candidate_identity WHERE retain_until <= ?", ms(now)).Scan(ctx, &over); err != nil {
			return fmt.Errorf("find identities past their date: %w", err)
		}
		count := map[string]int{}
		for _, schoolID := range over {
			count[schoolID]++
		}
		for _, schoolID := range slices.Sorted(maps.Keys(count)) {
			if _, err := tx.NewRaw("DELETE FROM candidate_identity WHERE school_id = ? AND retain_until <= ?", schoolID, ms(now)).Exec(ctx); err != nil {
				return fmt.Errorf("delete identities past their date: %w", err)
			}
			fact := exam.Fact{Kind: "identity.purged", Actor: exam.Clock(), At: now, Data: map[string]string{"count": strconv.Itoa(count[schoolID])}}
			if err := tx.append(ctx, schoolID, "", fact); err != nil {
				return err
			}
			purged += count[schoolID]
		}
		return nil
	})
	return purged, err
}
