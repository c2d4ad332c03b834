package store

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
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
	Asked               string // JSON, '' for none
}

func (r photoSetRow) set() (exam.PageSet, error) {
	set := exam.PageSet{
		ID: r.ID, SchoolID: r.SchoolID, SittingID: r.SittingID, Version: r.Version, FileIDs: strings.Fields(r.Files), SentAt: at(r.SentAt), Late: r.Late, LoginID: r.LoginID,
	}
	if r.Asked == "" {
		return set, nil
	}
	if err := json.Unmarshal([]byte(r.Asked), &set.Asked); err != nil {
		return set, fmt.Errorf("decode what is asked of pages %s: %w", r.ID, err)
	}
	return set, nil
}

func askedText(asked []exam.PageAsk) (string, error) {
	if len(asked) == 0 {
		return "", nil
	}
	text, err := json.Marshal(asked)
	if err != nil {
		return "", fmt.Errorf("encode what is asked of pages: %w", err)
	}
	return string(text), nil
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
		before, err := pagesOf(ctx, plain{tx}, "sitting_id = ? AND last", sittingID)
		if err != nil {
			return err
		}
		set.Version = 1
		if len(before) > 0 {
			set.Version, set.Asked = before[0].Version+1, before[0].StillAsked(set)
			if _, err := tx.NewRaw("UPDATE photo_set SET last = ? WHERE sitting_id = ? AND last", false, sittingID).Exec(ctx); err != nil {
				return fmt.Errorf("replace pages of sitting %s: %w", sittingID, err)
			}
		}
		asked, err := askedText(set.Asked)
		if err != nil {
			return err
		}
		row := &photoSetRow{
			ID: set.ID, SchoolID: one.SchoolID, SittingID: sittingID, Version: set.Version, Files: strings.Join(set.FileIDs, " "), SentAt: ms(set.SentAt),
			Late: set.Late, LoginID: set.LoginID, Last: true, Asked: asked,
		}
		if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
			return kept(err, "set of pages")
		}
		return nil
	}, false)
	return err
}

// ChangePages runs fn on a sitting and the set of its pages that counts, and keeps what
// is asked of them; CodeNotFound where none was sent.
func (s *Store) ChangePages(ctx context.Context, sittingID string, fn func(*exam.Sitting, *exam.PageSet) error) error {
	_, err := s.change(ctx, sittingID, func(ctx context.Context, tx *txn, one *exam.Sitting) error {
		sets, err := pagesOf(ctx, plain{tx}, "sitting_id = ? AND last", sittingID)
		if err != nil {
			return err
		}
		if len(sets) == 0 {
			return exam.Errorf(exam.CodeNotFound, "no page was sent yet")
		}
		if err := fn(one, &sets[0]); err != nil {
			return err
		}
		asked, err := askedText(sets[0].Asked)
		if err != nil {
			return err
		}
		if _, err := tx.NewRaw("UPDATE photo_set SET asked = ? WHERE id = ?", asked, sets[0].ID).Exec(ctx); err != nil {
			return fmt.Errorf("ask for a page of sitting %s: %w", sittingID, err)
		}
		return nil
	}, false)
	return err
}

func pagesOf(ctx context.Context, db source, where string, args ...any) ([]exam.PageSet, error) {
	var rows []photoSetRow
	if err := db.scan(ctx, db.NewSelect().Model(&rows).Where(where, args...).Order("sitting_id", "version"), &rows); err != nil {
		return nil, fmt.Errorf("list pages: %w", err)
	}
	sets := make([]exam.PageSet, len(rows))
	for i, r := range rows {
		var err error
		if sets[i], err = r.set(); err != nil {
			return nil, err
		}
	}
	return sets, nil
}

// PageSets lists all sets of pages of a sitting, oldest first; the last one counts.
func (s *Store) PageSets(ctx context.Context, sittingID string) ([]exam.PageSet, error) {
	sets, _, err := s.asked.pages.of(ctx, sittingID)
	return sets, err
}

func (s *Store) readPages(ctx context.Context, sittingIDs []string) (map[string][]exam.PageSet, error) {
	db, among, named := s.naming(nil, sittingIDs)
	sets, err := pagesOf(ctx, db, "sitting_id"+among, named)
	return listed(sets, func(set exam.PageSet) string { return set.SittingID }, same[exam.PageSet]), err
}

// PagesOfSession returns the set of pages that counts of each sitting of a session.
func (s *Store) PagesOfSession(ctx context.Context, sessionID string) (map[string]exam.PageSet, error) {
	sets, err := pagesOf(ctx, plain{s.read}, "sitting_id IN (SELECT id FROM sitting WHERE session_id = ?) AND last", sessionID)
	by := make(map[string]exam.PageSet, len(sets))
	for _, one := range sets {
		by[one.SittingID] = one
	}
	return by, err
}

// ChangeAnswer is [Store.Change] for rules that hand an answer in: they are told what
// it consists of at this moment, while nothing more can come.
func (s *Store) ChangeAnswer(ctx context.Context, sittingID string, fn func(one *exam.Sitting, in exam.Session, counted map[string]string) error) (exam.Sitting, error) {
	return s.changeSoon(&changing{ctx: ctx, sittingID: sittingID, counts: true, fn: fn})
}

// counted returns of each of some sittings what its answer consists of.
func counted(ctx context.Context, tx *txn, ids []string) (map[string]map[string]string, error) {
	all := make(map[string]map[string]string, len(ids))
	for _, id := range ids {
		all[id] = map[string]string{}
	}
	if len(ids) == 0 {
		return all, nil
	}
	if err := countSheets(ctx, tx, ids, all); err != nil {
		return nil, err
	}
	sets, err := pagesOf(ctx, plain{tx}, "sitting_id IN (?) AND last", bun.List(ids))
	if err != nil || len(sets) == 0 {
		return all, err
	}
	hash, err := hashesOf(ctx, tx, sets)
	if err != nil {
		return nil, err
	}
	for _, set := range sets {
		var hashes []string
		for _, id := range set.FileIDs {
			hashes = append(hashes, hash[id])
		}
		maps.Copy(all[set.SittingID], set.Counted(hashes))
	}
	return all, nil
}

// countSheets adds what the answer sheets hold; of an item only its last operation is read.
func countSheets(ctx context.Context, tx *txn, ids []string, all map[string]map[string]string) error {
	var rows []struct {
		SittingID, Item, Value string
		Seq                    int64
		N                      int
	}
	err := tx.NewRaw(`SELECT o.sitting_id, o.item, o.value, o.seq, newest.n FROM
  (SELECT sitting_id, item, max(seq) AS seq, count(*) AS n FROM answer_op WHERE sitting_id IN (?) GROUP BY sitting_id, item) newest
  JOIN answer_op o ON o.sitting_id = newest.sitting_id AND o.seq = newest.seq`, bun.List(ids)).Scan(ctx, &rows)
	if err != nil {
		return fmt.Errorf("list answers that are handed in: %w", err)
	}
	ops, n := map[string][]exam.AnswerOp{}, map[string]int{}
	for _, r := range rows {
		ops[r.SittingID] = append(ops[r.SittingID], exam.AnswerOp{Seq: r.Seq, Item: r.Item, Value: r.Value})
		n[r.SittingID] += r.N
	}
	for id, last := range ops {
		maps.Copy(all[id], exam.CountedSheet(last, n[id]))
	}
	return nil
}

// hashesOf returns the SHA-256 of each file of some sets of pages.
func hashesOf(ctx context.Context, tx *txn, sets []exam.PageSet) (map[string]string, error) {
	var ids []string
	for _, set := range sets {
		ids = append(ids, set.FileIDs...)
	}
	hash := make(map[string]string, len(ids))
	for part := range slices.Chunk(ids, chunk) {
		var files []fileRow
		if err := tx.NewSelect().Model(&files).Column("id", "sha256").Where("id IN (?)", bun.List(part)).Scan(ctx); err != nil {
			return nil, fmt.Errorf("list pages that are handed in: %w", err)
		}
		for _, f := range files {
			hash[f.ID] = f.SHA256
		}
	}
	return hash, nil
}
