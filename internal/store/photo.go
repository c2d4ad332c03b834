package store

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

type photoSetRow struct {
	bun.BaseModel `bun:"table:photo_set,alias:photo_set"`

	ID                  string `bun:",pk"`
	SchoolID, SittingID string
	Version             int
	Files               string
	SentAt              int64
	Late                bool
	LoginID             string
	Last                bool
}

func (r photoSetRow) set() exam.PageSet {
	return exam.PageSet{
		ID: r.ID, SchoolID: r.SchoolID, SittingID: r.SittingID, Version: r.Version, FileIDs: strings.Fields(r.Files), SentAt: at(r.SentAt), Late: r.Late, LoginID: r.LoginID,
	}
}

// KeepPages runs fn on a sitting and a new set of its pages and keeps the set in place
// of the one before. Its files must be uploads of this sitting: CodeNotFound else.
func (s *Store) KeepPages(ctx context.Context, sittingID string, set exam.PageSet, fn func(*exam.Sitting, *exam.PageSet) error) error {
	_, err := s.change(ctx, sittingID, func(ctx context.Context, tx *txn, one *exam.Sitting) error {
		if err := fn(one, &set); err != nil {
			return err
		}
		n, err := tx.NewSelect().Model((*fileRow)(nil)).
			Where("owner_id = ? AND purpose = ? AND id IN (?)", sittingID, string(exam.PurposePhotoPage), bun.List(set.FileIDs)).Count(ctx)
		if err != nil {
			return fmt.Errorf("look for pages of sitting %s: %w", sittingID, err)
		}
		if int(n) != len(set.FileIDs) {
			return exam.Errorf(exam.CodeNotFound, "a page was not sent yet")
		}
		before, err := pagesOf(ctx, tx, "sitting_id = ? AND last", sittingID)
		if err != nil {
			return err
		}
		set.Version = 1
		if len(before) > 0 {
			set.Version = before[0].Version + 1
			if _, err := tx.NewRaw("UPDATE photo_set SET last = ? WHERE sitting_id = ? AND last", false, sittingID).Exec(ctx); err != nil {
				return fmt.Errorf("replace pages of sitting %s: %w", sittingID, err)
			}
		}
		row := &photoSetRow{
			ID: set.ID, SchoolID: one.SchoolID, SittingID: sittingID, Version: set.Version, Files: strings.Join(set.FileIDs, " "), SentAt: ms(set.SentAt),
			Late: set.Late, LoginID: set.LoginID, Last: true,
		}
		if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
			return kept(err, "set of pages")
		}
		return nil
	}, false)
	return err
}

func pagesOf(ctx context.Context, db bun.IDB, where string, args ...any) ([]exam.PageSet, error) {
	var rows []photoSetRow
	if err := db.NewSelect().Model(&rows).Where(where, args...).Order("sitting_id", "version").Scan(ctx); err != nil {
		return nil, fmt.Errorf("list pages: %w", err)
	}
	sets := make([]exam.PageSet, len(rows))
	for i, r := range rows {
		sets[i] = r.set()
	}
	return sets, nil
}

// PageSets lists all sets of pages of a sitting, oldest first; the last one counts.
func (s *Store) PageSets(ctx context.Context, sittingID string) ([]exam.PageSet, error) {
	return pagesOf(ctx, s.read, "sitting_id = ?", sittingID)
}

// PagesOfSession returns the set of pages that counts of each sitting of a session.
func (s *Store) PagesOfSession(ctx context.Context, sessionID string) (map[string]exam.PageSet, error) {
	sets, err := pagesOf(ctx, s.read, "sitting_id IN (SELECT id FROM sitting WHERE session_id = ?) AND last", sessionID)
	by := make(map[string]exam.PageSet, len(sets))
	for _, one := range sets {
		by[one.SittingID] = one
	}
	return by, err
}

// ChangeAnswer is [Store.Change] for rules that hand an answer in: they are told what
// it consists of at this moment, while nothing more can come.
func (s *Store) ChangeAnswer(ctx context.Context, sittingID string, fn func(one *exam.Sitting, in exam.Session, counted map[string]string) error) (exam.Sitting, error) {
	return s.change(ctx, sittingID, func(ctx context.Context, tx *txn, one *exam.Sitting) error {
		session, err := s.session(ctx, tx, one.SessionID, false)
		if err != nil {
			return err
		}
		counted, err := counted(ctx, tx, sittingID)
		if err != nil {
			return err
		}
		return fn(one, session, counted)
	}, false)
}

func counted(ctx context.Context, tx *txn, sittingID string) (map[string]string, error) {
	all := map[string]string{}
	ops, err := opsOf(ctx, tx, sittingID)
	if err != nil {
		return nil, err
	}
	if len(ops) > 0 {
		maps.Copy(all, exam.CountedSheet(ops))
	}
	sets, err := pagesOf(ctx, tx, "sitting_id = ? AND last", sittingID)
	if err != nil || len(sets) == 0 {
		return all, err
	}
	var files []fileRow
	if err := tx.NewSelect().Model(&files).Where("id IN (?)", bun.List(sets[0].FileIDs)).Scan(ctx); err != nil {
		return nil, fmt.Errorf("list pages of sitting %s: %w", sittingID, err)
	}
	hash := map[string]string{}
	for _, f := range files {
		hash[f.ID] = f.SHA256
	}
	var hashes []string
	for _, id := range sets[0].FileIDs {
		hashes = append(hashes, hash[id])
	}
	maps.Copy(all, sets[0].Counted(hashes))
	return all, nil
}
