package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
)

// EnqueueSMS puts jobs of messages into the queue, within a transaction.
type EnqueueSMS func(ctx context.Context, tx *sql.Tx, all []exam.SMSJob) error

// SetEnqueueSMS sets what puts jobs of messages into the queue, before the store is
// used. Without it messages wait in their table.
func (s *Store) SetEnqueueSMS(fn EnqueueSMS) { s.enqueueSMS = fn }

func (s *Store) queueSMS(ctx context.Context, tx *txn, all ...exam.SMSJob) error {
	if s.enqueueSMS == nil || len(all) == 0 {
		return nil
	}
	if err := s.enqueueSMS(ctx, tx.Tx.Tx, all); err != nil {
		return fmt.Errorf("queue messages: %w", err)
	}
	return nil
}

type smsRow struct {
	bun.BaseModel `bun:"table:sms_message,alias:sms_message"`

	NoticeID, CandidateID string `bun:",pk"`
	SchoolID, Kind, Phone string
	Said, State           string // Said is JSON
	Tries                 int
	Why, ProviderCode     string
	CreatedAt, ChangedAt  int64
}

func (r smsRow) message() (exam.SMSMessage, error) {
	m := exam.SMSMessage{
		SMSNotice: exam.SMSNotice{Kind: exam.SMSKind(r.Kind)}, SchoolID: r.SchoolID, NoticeID: r.NoticeID, CandidateID: r.CandidateID, Phone: r.Phone,
		State: exam.SMSState(r.State), Tries: r.Tries, SMSFailure: exam.SMSFailure{Why: exam.SMSWhy(r.Why), ProviderCode: r.ProviderCode},
		CreatedAt: at(r.CreatedAt), ChangedAt: at(r.ChangedAt),
	}
	if err := json.Unmarshal([]byte(r.Said), &m.Values); err != nil {
		return m, fmt.Errorf("decode message %s: %w", r.NoticeID, err)
	}
	return m, nil
}

// SMSKinds lists what a school sends by SMS.
func (s *Store) SMSKinds(ctx context.Context, schoolID string) ([]exam.SMSKind, error) {
	_, kinds, err := smsOf(ctx, s.read, schoolID)
	return kinds, err
}

// smsOf returns a school's name and what it sends by SMS.
func smsOf(ctx context.Context, db bun.IDB, schoolID string) (name string, kinds []exam.SMSKind, err error) {
	var words string
	if err := db.NewRaw("SELECT name, sms_kinds FROM school WHERE id = ?", schoolID).Scan(ctx, &name, &words); err != nil {
		return "", nil, notFound(err, "school")
	}
	for word := range strings.FieldsSeq(words) {
		kinds = append(kinds, exam.SMSKind(word))
	}
	return name, kinds, nil
}

// KeepSMSKinds sets what a school sends by SMS, with the fact.
func (s *Store) KeepSMSKinds(ctx context.Context, schoolID string, kinds []exam.SMSKind, fact exam.Fact) error {
	words := make([]string, len(kinds))
	for i, k := range kinds {
		words[i] = string(k)
	}
	return s.inTx(ctx, func(tx *txn) error {
		if _, err := tx.NewRaw("UPDATE school SET sms_kinds = ? WHERE id = ?", strings.Join(words, " "), schoolID).Exec(ctx); err != nil {
			return fmt.Errorf("keep kinds of messages: %w", err)
		}
		return tx.append(ctx, schoolID, "", fact)
	})
}

// audience chooses candidates (c): what stands after FROM and after WHERE, where
// WHERE has the arguments.
type audience struct {
	from, where string
	args        []any
	most        int // 0 for all
}

// text keeps a message for each of an audience that has none of the notice yet, and
// queues them; it returns how many.
func (s *Store) text(ctx context.Context, tx *txn, schoolID, noticeID string, n exam.SMSNotice, to audience) (int, error) {
	said, err := json.Marshal(n.Values)
	if err != nil {
		return 0, fmt.Errorf("encode message %s: %w", noticeID, err)
	}
	most := to.most
	if most == 0 {
		most = 1 << 30
	}
	now := ms(s.now())
	args := append([]any{noticeID, string(n.Kind), string(said), string(exam.SMSWaiting), now, now}, to.args...)
	var people []string
	err = tx.NewRaw(`INSERT INTO sms_message (notice_id, candidate_id, school_id, kind, phone, said, state, tries, why, provider_code, created_at, changed_at)
  SELECT DISTINCT ?, c.id, c.school_id, ?, c.phone, ?, ?, 0, '', '', ?, ? FROM `+to.from+` WHERE `+to.where+`
  AND c.school_id = ? AND NOT EXISTS (SELECT 1 FROM sms_message old WHERE old.notice_id = ? AND old.candidate_id = c.id) LIMIT ?
  ON CONFLICT (notice_id, candidate_id) DO NOTHING RETURNING candidate_id`, append(args, schoolID, noticeID, most)...).Scan(ctx, &people)
	if err != nil {
		return 0, fmt.Errorf("keep messages of %s: %w", noticeID, err)
	}
	jobs := make([]exam.SMSJob, len(people))
	for i, id := range people {
		jobs[i] = exam.SMSJob{NoticeID: noticeID, CandidateID: id}
	}
	return len(people), s.queueSMS(ctx, tx, jobs...)
}

// textRejection tells an enrolment's candidate that a material was rejected, where
// the school wants that.
func (s *Store) textRejection(ctx context.Context, tx *txn, m exam.Material) error {
	school, kinds, err := smsOf(ctx, tx, m.SchoolID)
	if err != nil || !slices.Contains(kinds, exam.SMSRejection) {
		return err
	}
	var name string
	if err := tx.NewRaw("SELECT name FROM requirement WHERE school_id = ? AND id = ?", m.SchoolID, m.RequirementID).Scan(ctx, &name); err != nil {
		return notFound(err, "requirement")
	}
	_, err = s.text(ctx, tx, m.SchoolID, m.ID, exam.RejectionSMS(school, name), ofEnrolments(m.SchoolID, m.EnrolmentID))
	return err
}

func ofEnrolments(schoolID string, ids ...string) audience {
	return audience{from: "enrolment e JOIN candidate c ON c.id = e.candidate_id", where: "e.school_id = ? AND e.id IN (?)", args: []any{schoolID, bun.List(ids)}}
}

// textSessions tells candidates what a change of the set-up means to them, where the
// school wants that. It comes before the change: who loses a seat has it still.
func (s *Store) textSessions(ctx context.Context, tx *txn, set *exam.SetUp, c exam.SetUpChange) error {
	all := set.SessionNotices(c, s.now())
	if len(all) == 0 {
		return nil
	}
	schoolID := set.Exam.SchoolID
	school, kinds, err := smsOf(ctx, tx, schoolID)
	if err != nil || !slices.Contains(kinds, exam.SMSSession) {
		return err
	}
	for _, n := range all {
		var to []audience
		if n.SessionID != "" {
			to = append(to, ofSession(schoolID, n.SessionID))
		}
		for part := range slices.Chunk(n.EnrolmentIDs, chunk) {
			to = append(to, ofEnrolments(schoolID, part...))
		}
		noticeID := ident.New()
		for _, one := range to {
			if _, err := s.text(ctx, tx, schoolID, noticeID, exam.SessionSMS(school, n.Subject, n.Change), one); err != nil {
				return err
			}
		}
	}
	return nil
}

// ofSession chooses those who still have to sit a session, and know it.
func ofSession(schoolID, sessionID string) audience {
	return audience{
		from:  "sitting t JOIN enrolment e ON e.id = t.enrolment_id JOIN candidate c ON c.id = e.candidate_id",
		where: "t.school_id = ? AND t.session_id = ? AND NOT t.unpublished AND t.phase NOT IN (?, ?)",
		args:  []any{schoolID, sessionID, string(exam.PhaseFinished), string(exam.PhaseAbsent)},
	}
}

// spreadAtOnce is how many messages one transaction makes.
const spreadAtOnce = 500

// SpreadAnnouncement makes the messages of an announcement that is to be seen by now,
// for those of an open exam whom it is for and who have none yet, where the school
// wants that; it may be called again at any time.
func (s *Store) SpreadAnnouncement(ctx context.Context, announcementID string) error {
	for {
		made := 0
		err := s.inTx(ctx, func(tx *txn) error {
			var r announcementRow
			if err := tx.NewSelect().Model(&r).Where("id = ?", announcementID).Scan(ctx); err != nil {
				return notFound(err, "announcement")
			}
			school, kinds, err := smsOf(ctx, tx, r.SchoolID)
			made = 0
			if err != nil || !slices.Contains(kinds, exam.SMSAnnouncement) || r.WithdrawnAt != 0 || r.VisibleFrom > ms(s.now()) {
				return err
			}
			made, err = s.text(ctx, tx, r.SchoolID, r.ID, exam.AnnouncementSMS(school, r.Title), audience{
				from:  "announcement a JOIN major m ON m.school_id = a.school_id JOIN exam x ON x.id = m.exam_id JOIN enrolment e ON e.major_id = m.id JOIN candidate c ON c.id = e.candidate_id",
				where: "a.id = ? AND x.open AND " + aimedAt, args: []any{announcementID}, most: spreadAtOnce,
			})
			return err
		})
		if err != nil || made < spreadAtOnce {
			return err
		}
	}
}

// SMS returns a message, else CodeNotFound.
func (s *Store) SMS(ctx context.Context, noticeID, candidateID string) (exam.SMSMessage, error) {
	var r smsRow
	if err := s.read.NewSelect().Model(&r).Where("notice_id = ? AND candidate_id = ?", noticeID, candidateID).Scan(ctx); err != nil {
		return exam.SMSMessage{}, notFound(err, "message")
	}
	return r.message()
}

// KeepSMS keeps how a message's try went.
func (s *Store) KeepSMS(ctx context.Context, m exam.SMSMessage) error {
	_, err := s.write.NewRaw("UPDATE sms_message SET phone = ?, state = ?, tries = ?, why = ?, provider_code = ?, changed_at = ? WHERE notice_id = ? AND candidate_id = ?",
		m.Phone, string(m.State), m.Tries, string(m.Why), m.ProviderCode, ms(m.ChangedAt), m.NoticeID, m.CandidateID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("keep message %s: %w", m.NoticeID, err)
	}
	return nil
}

// SMSLog returns a page of a school's messages, newest first, and how many the
// filter chooses in all. Phones are masked.
func (s *Store) SMSLog(ctx context.Context, f exam.SMSFilter) (list []exam.SMSMessage, total int, err error) {
	err = s.reading(ctx, func(db bun.IDB) error {
		n, err := smsQuery(db, f).Count(ctx)
		if err != nil {
			return fmt.Errorf("count messages: %w", err)
		}
		total = int(n)
		var rows []struct {
			smsRow       `bun:",extend"`
			Number, Name string
		}
		err = smsQuery(db, f).Join("JOIN candidate c ON c.id = t.candidate_id").ColumnExpr("t.*, c.number, c.name").
			OrderExpr("t.created_at DESC, t.notice_id DESC, t.candidate_id DESC"). // as the index has them
			Limit(int64(f.Limit)).Offset(int64(f.Offset)).Scan(ctx, &rows)
		if err != nil {
			return fmt.Errorf("list messages: %w", err)
		}
		list = make([]exam.SMSMessage, len(rows))
		for i, r := range rows {
			if list[i], err = r.message(); err != nil {
				return err
			}
			list[i].Number, list[i].Name = r.Number, r.Name
			if list[i].State == exam.SMSWaiting {
				list[i].Phone = exam.Masked(list[i].Phone)
			}
		}
		return nil
	})
	return list, total, err
}

func smsQuery(db bun.IDB, f exam.SMSFilter) *bun.SelectQuery {
	q := db.NewSelect().TableExpr("sms_message AS t").Where("t.school_id = ?", f.SchoolID)
	if f.State != "" {
		q = q.Where("t.state = ?", string(f.State))
	}
	if f.Kind != "" {
		q = q.Where("t.kind = ?", string(f.Kind))
	}
	if f.Query != "" {
		p := like(f.Query)
		q = q.Where(`t.candidate_id IN (SELECT id FROM candidate WHERE school_id = ? AND (lower(name) LIKE ? ESCAPE '!' OR lower(number) LIKE ? ESCAPE '!'))`, f.SchoolID, p, p)
	}
	if f.Colleges != nil {
		q = q.Where("EXISTS (SELECT 1 FROM enrolment e JOIN major m ON m.id = e.major_id WHERE e.candidate_id = t.candidate_id AND m.college_id IN (?))", bun.List(append([]string{""}, f.Colleges...)))
	}
	return q
}
