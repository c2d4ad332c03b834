package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

type ticketRow struct {
	bun.BaseModel `bun:"table:upload_ticket,alias:upload_ticket"`

	ID          string `bun:",pk"`
	SchoolID    string
	Purpose     string
	OwnerID     string
	ByLoginID   string
	Name        string
	Type        string
	MaxBytes    int64
	ExpiresAt   int64
	FileID      string
	RefusedCode string
	RefusedWhy  string
}

// CreateTicket keeps a new upload ticket, with others'.
func (s *Store) CreateTicket(_ context.Context, t exam.Ticket) error {
	row := &ticketRow{
		ID: t.ID, SchoolID: t.SchoolID, Purpose: string(t.Purpose), OwnerID: t.OwnerID, ByLoginID: t.ByLoginID, Name: t.Name, Type: t.Type,
		MaxBytes: t.MaxBytes, ExpiresAt: ms(t.ExpiresAt),
	}
	return s.inSharedTx(t.ID, func(ctx context.Context, tx *txn) error {
		_, err := tx.NewInsert().Model(row).On("CONFLICT (id) DO NOTHING").Exec(ctx)
		return kept(err, "ticket")
	})
}

// Ticket returns an upload ticket. Each request of an upload asks for its own.
func (s *Store) Ticket(ctx context.Context, ticketID string) (exam.Ticket, error) {
	var rows []ticketRow
	h := s.hot()
	if err := h.scan(ctx, h.NewSelect().Model(&rows).Where("id = ?", h.arg(ticketID)), &rows); err != nil {
		return exam.Ticket{}, fmt.Errorf("read ticket: %w", err)
	}
	if len(rows) == 0 {
		return exam.Ticket{}, exam.Errorf(exam.CodeNotFound, "no such upload")
	}
	return rows[0].ticket(), nil
}

func (r ticketRow) ticket() exam.Ticket {
	return exam.Ticket{
		ID: r.ID, SchoolID: r.SchoolID, Purpose: exam.UploadPurpose(r.Purpose), OwnerID: r.OwnerID, ByLoginID: r.ByLoginID, Name: r.Name, Type: r.Type,
		MaxBytes: r.MaxBytes, ExpiresAt: at(r.ExpiresAt), FileID: r.FileID, RefusedCode: exam.Code(r.RefusedCode), RefusedWhy: r.RefusedWhy,
	}
}

type fileRow struct {
	bun.BaseModel `bun:"table:file,alias:file"`

	ID        string `bun:",pk"`
	SchoolID  string
	OwnerID   string
	Purpose   string
	Name      string
	Type      string
	SHA256    string `bun:"sha256"`
	Bytes     int64
	CreatedAt int64
}

// FinishTicket keeps the file of an upload and uses the ticket up, once, with others': a
// ticket that was used is CodeConflict. A reference photo becomes its candidate's; without
// such a candidate at the file's school it is CodeNotFound, and nothing is kept.
func (s *Store) FinishTicket(ctx context.Context, ticketID string, f exam.File) error {
	if f.Purpose == exam.PurposePhoto { // a candidate may have two on their way
		return s.inQuietTx(ctx, func(tx *txn) error {
			if err := finishTicket(ctx, tx, ticketID, f); err != nil {
				return err
			}
			return setPhoto(ctx, tx, f)
		})
	}
	return s.inSharedTx(ticketID, func(ctx context.Context, tx *txn) error { return finishTicket(ctx, tx, ticketID, f) })
}

func finishTicket(ctx context.Context, tx *txn, ticketID string, f exam.File) error {
	res, err := tx.NewRaw("UPDATE upload_ticket SET file_id = ? WHERE id = ? AND file_id = '' AND refused_code = ''", f.ID, ticketID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("use ticket: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil {
		return fmt.Errorf("use ticket: %w", err)
	} else if n != 1 {
		return finished(ctx, tx, ticketID, f.ID)
	}
	row := &fileRow{
		ID: f.ID, SchoolID: f.SchoolID, OwnerID: f.OwnerID, Purpose: string(f.Purpose), Name: f.Name, Type: f.Type,
		SHA256: f.SHA256, Bytes: f.Bytes, CreatedAt: ms(f.CreatedAt),
	}
	_, err = tx.NewInsert().Model(row).Exec(ctx)
	return kept(err, "file")
}

// finished returns nil where a ticket was used for that file, else CodeConflict.
func finished(ctx context.Context, tx *txn, ticketID, fileID string) error {
	n, err := tx.NewSelect().Model((*ticketRow)(nil)).Where("id = ? AND file_id = ?", ticketID, fileID).Count(ctx)
	if err != nil {
		return fmt.Errorf("look at used ticket: %w", err)
	}
	if n == 0 {
		return exam.Errorf(exam.CodeConflict, "this upload was finished before")
	}
	return nil
}

func setPhoto(ctx context.Context, tx *txn, f exam.File) error {
	res, err := tx.NewRaw("UPDATE candidate SET photo_id = ? WHERE id = ? AND school_id = ?", f.ID, f.OwnerID, f.SchoolID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("set reference photo: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil {
		return fmt.Errorf("set reference photo: %w", err)
	} else if n != 1 {
		return exam.Errorf(exam.CodeNotFound, "no such candidate")
	}
	return nil
}

// RefuseTicket notes why an upload was not kept; what a ticket came to first stays.
func (s *Store) RefuseTicket(ctx context.Context, ticketID string, code exam.Code, why string) error {
	_, err := s.write.NewRaw("UPDATE upload_ticket SET refused_code = ?, refused_why = ? WHERE id = ? AND file_id = '' AND refused_code = ''", string(code), why, ticketID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("refuse ticket: %w", err)
	}
	return nil
}

// File returns a stored file.
func (s *Store) File(ctx context.Context, fileID string) (exam.File, error) {
	var r fileRow
	err := s.read.NewSelect().Model(&r).Where("id = ?", fileID).Scan(ctx)
	return r.file(), notFound(err, "file")
}

func (r fileRow) file() exam.File {
	return exam.File{
		ID: r.ID, SchoolID: r.SchoolID, OwnerID: r.OwnerID, Purpose: exam.UploadPurpose(r.Purpose), Name: r.Name, Type: r.Type,
		SHA256: r.SHA256, Bytes: r.Bytes, CreatedAt: at(r.CreatedAt),
	}
}
