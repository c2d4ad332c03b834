package store

import (
	"context"
	"fmt"
	"strings"

	"kaochang/internal/exam"
)

// TicketPolicy returns what is settled for an exam's tickets, else CodeNotFound.
func (s *Store) TicketPolicy(ctx context.Context, schoolID, examID string) (exam.TicketPolicy, error) {
	var p exam.TicketPolicy
	err := s.read.NewRaw("SELECT tickets_published, ticket_notes FROM exam WHERE school_id = ? AND id = ?", schoolID, examID).Scan(ctx, &p.Published, &p.Notes)
	return p, notFound(err, "exam")
}

// SetTicketPolicy settles an exam's tickets; its candidates hear of it.
func (s *Store) SetTicketPolicy(ctx context.Context, schoolID, examID string, p exam.TicketPolicy, fact exam.Fact) error {
	return s.inTx(ctx, func(tx *txn) error {
		res, err := tx.NewRaw("UPDATE exam SET tickets_published = ?, ticket_notes = ? WHERE school_id = ? AND id = ?", p.Published, p.Notes, schoolID, examID).Exec(ctx)
		if err != nil {
			return fmt.Errorf("settle tickets of exam %s: %w", examID, err)
		}
		n, err := res.RowsAffected()
		if err != nil {
			return fmt.Errorf("settle tickets of exam %s: %w", examID, err)
		}
		if n == 0 {
			return exam.Errorf(exam.CodeNotFound, "no such exam")
		}
		if err := tx.append(ctx, schoolID, "", fact); err != nil {
			return err
		}
		tx.put(outboxRow{Kind: "ticket", ExamID: examID, At: ms(s.now())})
		return nil
	})
}

// TicketCount counts an exam's tickets.
func (s *Store) TicketCount(ctx context.Context, schoolID, examID string) (exam.TicketCount, error) {
	var n exam.TicketCount
	err := s.read.NewRaw(`SELECT count(*), count(CASE WHEN seated THEN 1 END), count(CASE WHEN seated AND photo_id = '' THEN 1 END) FROM (
  SELECT c.photo_id, EXISTS (SELECT 1 FROM sitting si JOIN session se ON se.id = si.session_id AND NOT se.mock WHERE si.enrolment_id = e.id AND NOT si.unpublished) AS seated FROM major m
  JOIN enrolment e ON e.major_id = m.id JOIN candidate c ON c.id = e.candidate_id WHERE m.school_id = ? AND m.exam_id = ?) AS entrant`,
		schoolID, examID).Scan(ctx, &n.Entrants, &n.Ready, &n.WithoutPhoto)
	if err != nil {
		return n, fmt.Errorf("count tickets of exam %s: %w", examID, err)
	}
	return n, nil
}

// AdmissionTicket returns the ticket of an enrolment, without lines where it sits nothing
// that is published;
// CodeNotFound where there is no such enrolment.
func (s *Store) AdmissionTicket(ctx context.Context, enrolmentID string) (exam.AdmissionTicket, error) {
	list, err := s.tickets(ctx, "e.id = ?", enrolmentID)
	if err != nil {
		return exam.AdmissionTicket{}, err
	}
	if len(list) == 0 {
		return exam.AdmissionTicket{}, exam.Errorf(exam.CodeNotFound, "no such enrolment")
	}
	return list[0], nil
}

// AdmissionTickets lists the tickets of an exam, by candidate number, of those who sit
// something; with a session, of those who sit that one. Places that are not published
// stand on no ticket.
func (s *Store) AdmissionTickets(ctx context.Context, f exam.TicketFilter) ([]exam.AdmissionTicket, error) {
	where, args := []string{"m.school_id = ? AND m.exam_id = ?"}, []any{f.SchoolID, f.ExamID}
	if f.MajorID != "" {
		where, args = append(where, "m.id = ?"), append(args, f.MajorID)
	}
	if f.SessionID != "" {
		where = append(where, "EXISTS (SELECT 1 FROM sitting s2 WHERE s2.enrolment_id = e.id AND s2.session_id = ? AND NOT s2.unpublished)")
		args = append(args, f.SessionID)
	} else {
		where = append(where, "EXISTS (SELECT 1 FROM sitting s2 JOIN session mo ON mo.id = s2.session_id AND NOT mo.mock WHERE s2.enrolment_id = e.id AND NOT s2.unpublished)")
	}
	return s.tickets(ctx, strings.Join(where, " AND "), args...)
}

func (s *Store) tickets(ctx context.Context, where string, args ...any) ([]exam.AdmissionTicket, error) {
	var heads []struct {
		choiceRow        `bun:",extend"`
		TicketsPublished bool
		TicketNotes      string
	}
	err := s.read.NewRaw("SELECT "+choiceColumns+", ex.tickets_published, ex.ticket_notes FROM "+choiceTables+" WHERE "+where+" ORDER BY c.number, e.id", args...).
		Scan(ctx, &heads)
	if err != nil {
		return nil, fmt.Errorf("list tickets: %w", err)
	}
	list, at := make([]exam.AdmissionTicket, len(heads)), make(map[string]int, len(heads))
	for i, h := range heads {
		at[h.EnrolmentID] = i
		list[i] = exam.AdmissionTicket{
			EnrolmentID: h.EnrolmentID, School: h.SchoolName, College: h.CollegeName, Exam: h.ExamName, Major: h.MajorName, Number: h.Number, Name: h.CandidateName,
			PhotoID: h.PhotoID, Phone: h.Phone, SchoolID: h.SchoolID, CollegeID: h.CollegeID, ExamID: h.ExamID, Contact: h.SchoolContact, TimeZone: h.SchoolZone,
			Published: h.TicketsPublished, Notes: h.TicketNotes,
		}
	}
	return list, s.ticketLines(ctx, list, at, where, args)
}

// ticketLines adds to the tickets what is sat, soonest first, with the candidate's own
// end where she has more time. at tells the place of each enrolment in the list.
func (s *Store) ticketLines(ctx context.Context, list []exam.AdmissionTicket, at map[string]int, where string, args []any) error {
	var rows []struct {
		EnrolmentID, SittingID, Subject, Room, Kind string
		OrderNo                                     int
		sessionRow                                  `bun:",extend"`
	}
	err := s.read.NewRaw(`SELECT e.id AS enrolment_id, si.id AS sitting_id, si.order_no, su.name AS subject, r.name AS room, r.kind, se.* FROM `+choiceTables+`
  JOIN sitting si ON si.enrolment_id = e.id AND NOT si.unpublished JOIN session se ON se.id = si.session_id AND NOT se.mock JOIN room r ON r.id = se.room_id JOIN subject su ON su.id = se.subject_id
  WHERE `+where+" ORDER BY se.starts_at, se.id", args...).Scan(ctx, &rows)
	if err != nil {
		return fmt.Errorf("list what tickets are for: %w", err)
	}
	var special []accommodationRow
	if err := s.read.NewRaw("SELECT a.* FROM "+choiceTables+" JOIN accommodation a ON a.school_id = e.school_id AND a.enrolment_id = e.id WHERE "+where, args...).Scan(ctx, &special); err != nil {
		return fmt.Errorf("list accommodations of tickets: %w", err)
	}
	own := make(map[string]exam.Accommodation, len(special))
	for _, r := range special {
		own[r.EnrolmentID] = r.accommodation()
	}
	for _, r := range rows {
		i, known := at[r.EnrolmentID]
		if !known {
			continue // enrolled between the two questions
		}
		in := r.session()
		list[i].Lines = append(list[i].Lines, exam.TicketLine{
			SittingID: r.SittingID, SessionID: in.ID, RoomID: in.RoomID, Subject: r.Subject, Room: r.Room, RoomKind: r.Kind, Type: in.Type, Order: r.OrderNo,
			StartsAt: in.StartsAt, EndsAt: own[r.EnrolmentID].EndsAt(in.StartsAt, in.EndsAt.Sub(in.StartsAt)), EntryOpensAt: in.EntryOpensAt, EntryClosesAt: in.EntryClosesAt,
		})
	}
	return nil
}
