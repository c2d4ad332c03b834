package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

type announcementRow struct {
	bun.BaseModel `bun:"table:announcement,alias:announcement"`

	ID                     string `bun:",pk"`
	SchoolID, Kind         string
	ScopeID, Title, Body   string
	Important              bool
	VisibleFrom            int64
	WithdrawnAt, ChangedAt int64
	ByName                 string
	CreatedAt              int64
	Files                  string // identifiers, separated by spaces
}

func (r announcementRow) announcement() exam.Announcement {
	a := exam.Announcement{
		ID: r.ID, SchoolID: r.SchoolID, Kind: exam.AnnouncementKind(r.Kind), ScopeID: r.ScopeID, Title: r.Title, Body: r.Body, Important: r.Important,
		VisibleFrom: at(r.VisibleFrom), WithdrawnAt: at(r.WithdrawnAt), ByName: r.ByName, CreatedAt: at(r.CreatedAt), ChangedAt: at(r.ChangedAt),
	}
	if r.Files != "" {
		a.FileIDs = strings.Fields(r.Files)
	}
	return a
}

// KeepAnnouncement keeps a new announcement or the changed one of the school, and
// hints all whom it is for; from its time on it may be spread by SMS.
func (s *Store) KeepAnnouncement(ctx context.Context, a exam.Announcement, fact exam.Fact) error {
	return s.inTx(ctx, func(tx *txn) error {
		row := &announcementRow{
			ID: a.ID, SchoolID: a.SchoolID, Kind: string(a.Kind), ScopeID: a.ScopeID, Title: clean(a.Title), Body: clean(a.Body), Important: a.Important,
			VisibleFrom: ms(a.VisibleFrom), WithdrawnAt: ms(a.WithdrawnAt), ByName: a.ByName, CreatedAt: ms(a.CreatedAt), ChangedAt: ms(a.ChangedAt),
			Files: strings.Join(a.FileIDs, " "),
		}
		err := tx.upsert(ctx, "announcement", "announcement", row, "kind", "scope_id", "title", "body", "important", "visible_from", "withdrawn_at", "changed_at", "files")
		if err != nil {
			return err
		}
		_, err = tx.NewRaw(`INSERT INTO outbox (kind, sitting_id, session_id, login_id, exam_id, version, at, published_at)
  SELECT 'announcement', '', '', '', id, 0, ?, 0 FROM exam WHERE school_id = ?`, ms(s.now()), a.SchoolID).Exec(ctx)
		if err != nil {
			return fmt.Errorf("hint of announcement %s: %w", a.ID, err)
		}
		tx.events++
		if a.WithdrawnAt.IsZero() {
			if err := s.queueSMS(ctx, tx, exam.SMSJob{NoticeID: a.ID, At: a.VisibleFrom}); err != nil {
				return err
			}
		}
		return tx.append(ctx, a.SchoolID, "", fact)
	})
}

// aimedAt joins an announcement (a) with the enrolments (e, m) that it is for.
const aimedAt = `(a.kind = 'school' OR a.kind = 'college' AND a.scope_id = m.college_id OR a.kind = 'exam' AND a.scope_id = m.exam_id
  OR a.kind = 'major' AND a.scope_id = m.id)`

const scopeName = `coalesce((SELECT name FROM college WHERE id = a.scope_id), (SELECT name FROM exam WHERE id = a.scope_id),
  (SELECT name FROM major WHERE id = a.scope_id), '')`

// Announcements lists a school's announcements, newest first, with how many of
// those whom they are for have read them.
func (s *Store) Announcements(ctx context.Context, schoolID string) ([]exam.Announcement, error) {
	var rows []struct {
		announcementRow `bun:",extend"`
		ScopeName       string
		Reads, People   int
	}
	err := s.read.NewRaw(`SELECT a.*, `+scopeName+` AS scope_name,
  (SELECT count(*) FROM read_receipt r WHERE r.school_id = a.school_id AND r.announcement_id = a.id AND r.at >= a.changed_at) AS reads,
  (SELECT count(*) FROM major m JOIN enrolment e ON e.major_id = m.id WHERE m.school_id = a.school_id AND `+aimedAt+`) AS people
  FROM announcement a WHERE a.school_id = ? ORDER BY a.created_at DESC, a.id`, schoolID).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("list announcements: %w", err)
	}
	list := make([]exam.Announcement, len(rows))
	for i, r := range rows {
		list[i] = r.announcement()
		list[i].ScopeName, list[i].Reads, list[i].People = r.ScopeName, r.Reads, r.People
	}
	return list, nil
}

// Announcement returns a school's announcement.
func (s *Store) Announcement(ctx context.Context, schoolID, id string) (exam.Announcement, error) {
	var r announcementRow
	err := s.read.NewSelect().Model(&r).Where("school_id = ? AND id = ?", schoolID, id).Scan(ctx)
	return r.announcement(), notFound(err, "announcement")
}

// AnnouncementsFor lists what an enrolment may read at a moment: important ones
// first, then the newest.
func (s *Store) AnnouncementsFor(ctx context.Context, enrolmentID string, now time.Time) ([]exam.Announcement, error) {
	var rows []struct {
		announcementRow `bun:",extend"`
		ScopeName       string
		SchoolName      string
		Seen            int
	}
	err := s.read.NewRaw(`SELECT a.*, `+scopeName+` AS scope_name, sc.name AS school_name,
  (SELECT count(*) FROM read_receipt r WHERE r.announcement_id = a.id AND r.enrolment_id = e.id AND r.at >= a.changed_at) AS seen
  FROM enrolment e JOIN major m ON m.id = e.major_id JOIN school sc ON sc.id = e.school_id JOIN announcement a ON a.school_id = e.school_id AND `+aimedAt+`
  WHERE e.id = ? AND a.withdrawn_at = 0 AND a.visible_from <= ? ORDER BY a.important DESC, a.visible_from DESC, a.id`, enrolmentID, ms(now)).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("list announcements for enrolment %s: %w", enrolmentID, err)
	}
	list := make([]exam.Announcement, len(rows))
	for i, r := range rows {
		list[i] = r.announcement()
		list[i].ScopeName, list[i].SchoolName, list[i].Read = r.ScopeName, r.SchoolName, r.Seen > 0
	}
	return list, nil
}

// MarkRead keeps that an enrolment has read an announcement.
func (s *Store) MarkRead(ctx context.Context, schoolID, announcementID, enrolmentID string, now time.Time) error {
	_, err := s.write.NewRaw(`INSERT INTO read_receipt (announcement_id, enrolment_id, school_id, at) VALUES (?, ?, ?, ?)
  ON CONFLICT (announcement_id, enrolment_id) DO UPDATE SET at = EXCLUDED.at`, announcementID, enrolmentID, schoolID, ms(now)).Exec(ctx)
	if err != nil {
		return kept(err, "receipt")
	}
	return nil
}

// Readers returns a page of those whom an announcement is for, by candidate number,
// and how many the filter chooses in all.
func (s *Store) Readers(ctx context.Context, f exam.ReaderFilter) (list []exam.Reader, total int, err error) {
	err = s.reading(ctx, func(db bun.IDB) error {
		n, err := readerQuery(db, f, false).Count(ctx)
		if err != nil {
			return fmt.Errorf("count readers: %w", err)
		}
		total = int(n)
		var rows []struct {
			EnrolmentID, Number, Name, Phone, ExamName, MajorName string
			ReadAt                                                int64
		}
		err = readerQuery(db, f, true).Join("JOIN exam x ON x.id = m.exam_id").ColumnExpr("e.id AS enrolment_id, c.number, c.name, c.phone, x.name AS exam_name, m.name AS major_name, coalesce(r.at, 0) AS read_at").
			OrderExpr("c.number, e.id").Limit(int64(f.Limit)).Offset(int64(f.Offset)).Scan(ctx, &rows)
		if err != nil {
			return fmt.Errorf("list readers: %w", err)
		}
		list = make([]exam.Reader, len(rows))
		for i, r := range rows {
			list[i] = exam.Reader{EnrolmentID: r.EnrolmentID, Number: r.Number, Name: r.Name, Phone: r.Phone, ExamName: r.ExamName, MajorName: r.MajorName, ReadAt: at(r.ReadAt)}
		}
		return nil
	})
	return list, total, err
}

// readerQuery chooses enrolments (e) with their receipts (r), and with their
// candidates (c) where somebody wants these: to count is quicker without.
func readerQuery(db bun.IDB, f exam.ReaderFilter, people bool) *bun.SelectQuery {
	q := db.NewSelect().TableExpr("announcement AS a").
		Join("JOIN major m ON m.school_id = a.school_id JOIN enrolment e ON e.major_id = m.id").
		Join("LEFT JOIN read_receipt r ON r.announcement_id = a.id AND r.enrolment_id = e.id AND r.at >= a.changed_at").
		Where("a.school_id = ? AND a.id = ?", f.SchoolID, f.AnnouncementID).Where(aimedAt)
	if people || f.Query != "" {
		q = q.Join("JOIN candidate c ON c.id = e.candidate_id")
	}
	switch f.Read {
	case "yes":
		q = q.Where("r.at IS NOT NULL")
	case "no":
		q = q.Where("r.at IS NULL")
	}
	if f.Query != "" {
		p := like(f.Query)
		q = q.Where("(lower(c.name) LIKE ? ESCAPE '!' OR lower(c.number) LIKE ? ESCAPE '!')", p, p)
	}
	return q
}

// TargetScope returns where whom an announcement is for belongs, CodeNotFound for
// what is not the school's.
func (s *Store) TargetScope(ctx context.Context, schoolID string, kind exam.AnnouncementKind, id string) (exam.Scope, error) {
	sc := exam.Scope{SchoolID: schoolID}
	var err error
	switch kind {
	case exam.ForSchool:
		if id != schoolID {
			err = exam.Errorf(exam.CodeNotFound, "no such school")
		}
	case exam.ForCollege:
		err = s.read.NewRaw("SELECT id FROM college WHERE school_id = ? AND id = ?", schoolID, id).Scan(ctx, &sc.CollegeID)
	case exam.ForExam:
		err = s.read.NewRaw("SELECT id FROM exam WHERE school_id = ? AND id = ?", schoolID, id).Scan(ctx, &sc.ExamID)
	default:
		err = s.read.NewRaw("SELECT college_id, exam_id FROM major WHERE school_id = ? AND id = ?", schoolID, id).Scan(ctx, &sc.CollegeID, &sc.ExamID)
	}
	return sc, notFound(err, string(kind))
}
