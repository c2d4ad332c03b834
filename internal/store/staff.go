package store

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

// AnySchool reports whether the server has a school.
func (s *Store) AnySchool(ctx context.Context) (bool, error) {
	there, err := s.read.NewSelect().Table("school").Exists(ctx)
	if err != nil {
		return false, fmt.Errorf("look for a school: %w", err)
	}
	return there, nil
}

// KeepSetupToken keeps the hash of a token that founds the first school.
func (s *Store) KeepSetupToken(ctx context.Context, hash string, now time.Time) error {
	if _, err := s.write.NewRaw("INSERT INTO setup_token (hash, created_at) VALUES (?, ?)", hash, ms(now)).Exec(ctx); err != nil {
		return fmt.Errorf("keep set-up token: %w", err)
	}
	return nil
}

// FoundSchool keeps a server's first school with its administrator and forgets
// the set-up tokens. It is CodeForbidden for an unknown token, and for any once
// there is a school.
func (s *Store) FoundSchool(ctx context.Context, tokenHash string, school exam.School, admin exam.Staff, fact exam.Fact) error {
	return s.inTx(ctx, func(tx *txn) error {
		res, err := tx.NewRaw("DELETE FROM setup_token WHERE hash = ?", tokenHash).Exec(ctx)
		if err != nil {
			return fmt.Errorf("take set-up token: %w", err)
		}
		known, err := res.RowsAffected()
		if err != nil {
			return fmt.Errorf("take set-up token: %w", err)
		}
		there, err := tx.NewSelect().Table("school").Exists(ctx)
		if err != nil {
			return fmt.Errorf("look for a school: %w", err)
		}
		if known == 0 || there {
			return exam.Errorf(exam.CodeForbidden, "this set-up link is no longer good")
		}
		if _, err := tx.NewRaw("DELETE FROM setup_token").Exec(ctx); err != nil {
			return fmt.Errorf("forget set-up tokens: %w", err)
		}
		return tx.openSchool(ctx, school, admin, fact)
	})
}

// OpenSchool keeps a school with its administrator.
func (s *Store) OpenSchool(ctx context.Context, school exam.School, admin exam.Staff, fact exam.Fact) error {
	return s.inTx(ctx, func(tx *txn) error { return tx.openSchool(ctx, school, admin, fact) })
}

func (tx *txn) openSchool(ctx context.Context, school exam.School, admin exam.Staff, fact exam.Fact) error {
	row := schoolRow{ID: school.ID, Slug: school.Slug, Name: school.Name, Intro: school.Intro, Contact: school.Contact, TimeZone: school.TimeZone}
	if _, err := tx.NewInsert().Model(&row).Exec(ctx); err != nil {
		return kept(err, "school")
	}
	if err := tx.keepStaff(ctx, admin); err != nil {
		return err
	}
	return tx.append(ctx, school.ID, "", fact)
}

// ChangeSchool runs fn on a school and keeps it with the fact.
func (s *Store) ChangeSchool(ctx context.Context, schoolID string, fn func(*exam.School) (exam.Fact, error)) error {
	return s.inTx(ctx, func(tx *txn) error {
		var r schoolRow
		if err := s.forUpdate(tx.NewSelect().Model(&r).Where("id = ?", schoolID)).Scan(ctx); err != nil {
			return notFound(err, "school")
		}
		school := r.school()
		fact, err := fn(&school)
		if err != nil {
			return err
		}
		_, err = tx.NewRaw("UPDATE school SET name = ?, intro = ?, contact = ?, time_zone = ?, second_factor = ? WHERE id = ?",
			school.Name, school.Intro, school.Contact, school.TimeZone, school.SecondFactor, schoolID).Exec(ctx)
		if err != nil {
			return fmt.Errorf("save school: %w", err)
		}
		return tx.append(ctx, schoolID, "", fact)
	})
}

// Colleges lists a school's colleges, by name.
func (s *Store) Colleges(ctx context.Context, schoolID string) ([]exam.CollegeLine, error) {
	var rows []struct {
		ID, Name string
		Majors   int
	}
	err := s.read.NewRaw(`SELECT c.id, c.name, (SELECT count(*) FROM major m WHERE m.school_id = c.school_id AND m.college_id = c.id) AS majors
  FROM college c WHERE c.school_id = ? ORDER BY c.name, c.id`, schoolID).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("list colleges: %w", err)
	}
	list := make([]exam.CollegeLine, len(rows))
	for i, r := range rows {
		list[i] = exam.CollegeLine{College: exam.College{ID: r.ID, SchoolID: schoolID, Name: r.Name}, Majors: r.Majors}
	}
	return list, nil
}

// KeepCollege makes a college or gives it another name.
func (s *Store) KeepCollege(ctx context.Context, c exam.College, fact exam.Fact) error {
	return s.inTx(ctx, func(tx *txn) error {
		row := &collegeOneRow{ID: c.ID, SchoolID: c.SchoolID, Name: c.Name}
		if err := tx.upsert(ctx, "college", "college", row, "name"); err != nil {
			return err
		}
		return tx.append(ctx, c.SchoolID, "", fact)
	})
}

type collegeOneRow struct {
	bun.BaseModel `bun:"table:college,alias:college"`

	ID             string `bun:",pk"`
	SchoolID, Name string
}

// RemoveCollege takes a college away; one that something points at is
// CodeConflict with "why" "pointed_at".
func (s *Store) RemoveCollege(ctx context.Context, schoolID, collegeID string, fact exam.Fact) error {
	err := s.inTx(ctx, func(tx *txn) error {
		res, err := tx.NewDelete().Table("college").Where("school_id = ? AND id = ?", schoolID, collegeID).Exec(ctx)
		if err != nil {
			return fmt.Errorf("remove college: %w", err)
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return exam.Errorf(exam.CodeNotFound, "no such college")
		}
		return tx.append(ctx, schoolID, "", fact)
	})
	if sqlitePointedAt(err) || postgresPointedAt(err) {
		return exam.Errorf(exam.CodeConflict, "majors still belong to this college").With("why", "pointed_at")
	}
	return err
}

// Places lists what of a school roles can be bound to.
func (s *Store) Places(ctx context.Context, schoolID string) (exam.Places, error) {
	var p exam.Places
	var rows []struct{ Kind, ID, ExamID, Name string }
	err := s.read.NewRaw(`SELECT 'college' AS kind, id, '' AS exam_id, name FROM college WHERE school_id = ?
  UNION ALL SELECT 'exam', id, '', name FROM exam WHERE school_id = ? UNION ALL SELECT 'room', id, exam_id, name FROM room WHERE school_id = ? ORDER BY 4, 2`,
		schoolID, schoolID, schoolID).Scan(ctx, &rows)
	if err != nil {
		return p, fmt.Errorf("list places: %w", err)
	}
	for _, r := range rows {
		switch r.Kind {
		case "college":
			p.Colleges = append(p.Colleges, exam.College{ID: r.ID, SchoolID: schoolID, Name: r.Name})
		case "exam":
			p.Exams = append(p.Exams, exam.Exam{ID: r.ID, SchoolID: schoolID, Name: r.Name})
		default:
			p.Rooms = append(p.Rooms, exam.Room{ID: r.ID, SchoolID: schoolID, ExamID: r.ExamID, Name: r.Name})
		}
	}
	return p, nil
}

// KeepStaff keeps a new member of staff; a sign-in name that the school has is
// CodeConflict.
func (s *Store) KeepStaff(ctx context.Context, one exam.Staff, fact exam.Fact) error {
	return s.inTx(ctx, func(tx *txn) error {
		if err := tx.keepStaff(ctx, one); err != nil {
			return err
		}
		return tx.append(ctx, one.SchoolID, "", fact)
	})
}

func (tx *txn) keepStaff(ctx context.Context, one exam.Staff) error {
	if _, err := tx.NewInsert().Model(staffRowOf(one)).Exec(ctx); err != nil {
		return kept(err, "member of staff")
	}
	return tx.keepBindings(ctx, one)
}

func (tx *txn) keepBindings(ctx context.Context, one exam.Staff) error {
	for _, b := range one.Bindings {
		row := &bindingRow{StaffID: one.ID, SchoolID: one.SchoolID, Role: string(b.Role), Kind: string(b.Kind), ScopeID: b.ScopeID}
		if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
			return kept(err, "role")
		}
	}
	return nil
}

// ChangeStaff runs fn on a member of a school's staff and keeps her with her
// roles; others are the school's further staff. No two changes of a school's
// staff run at once.
func (s *Store) ChangeStaff(
	ctx context.Context, schoolID, staffID string, fn func(one *exam.Staff, others []exam.Staff) (exam.StaffChange, error),
) error {
	return s.inTx(ctx, func(tx *txn) error {
		var id string
		if err := s.forUpdate(tx.NewSelect().Table("school").Column("id").Where("id = ?", schoolID)).Scan(ctx, &id); err != nil {
			return notFound(err, "school")
		}
		var rows []staffRow
		if err := tx.NewSelect().Model(&rows).Where("school_id = ?", schoolID).Order("id").Scan(ctx); err != nil {
			return fmt.Errorf("list staff: %w", err)
		}
		all, err := withBindings(ctx, tx, rows)
		if err != nil {
			return err
		}
		var one *exam.Staff
		var others []exam.Staff
		for i := range all {
			if all[i].ID == staffID {
				one = &all[i]
			} else {
				others = append(others, all[i])
			}
		}
		if one == nil {
			return exam.Errorf(exam.CodeNotFound, "no such member of staff")
		}
		change, err := fn(one, others)
		if err != nil {
			return err
		}
		return s.applyStaff(ctx, tx, *one, change)
	})
}

func (s *Store) applyStaff(ctx context.Context, tx *txn, one exam.Staff, change exam.StaffChange) error {
	if _, err := tx.NewUpdate().Model(staffRowOf(one)).WherePK().Exec(ctx); err != nil {
		return kept(err, "member of staff")
	}
	if _, err := tx.NewDelete().Model((*bindingRow)(nil)).Where("staff_id = ?", one.ID).Exec(ctx); err != nil {
		return fmt.Errorf("clear roles: %w", err)
	}
	if err := tx.keepBindings(ctx, one); err != nil {
		return err
	}
	if change.EndLogin != "" {
		res, err := tx.NewRaw("UPDATE login SET ended_at = ? WHERE staff_id = ? AND ended_at = 0 AND id = ?", ms(s.now()), one.ID, change.EndLogin).Exec(ctx)
		if err != nil {
			return fmt.Errorf("end login: %w", err)
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return exam.Errorf(exam.CodeNotFound, "no such login")
		}
	}
	if change.EndLogins {
		_, err := tx.NewRaw("UPDATE login SET ended_at = ? WHERE staff_id = ? AND ended_at = 0 AND id <> ?", ms(s.now()), one.ID, change.KeepLogin).Exec(ctx)
		if err != nil {
			return fmt.Errorf("end logins: %w", err)
		}
	}
	return tx.append(ctx, one.SchoolID, "", change.Fact)
}

// LoginsOfStaff lists the logins that hold, newest first.
func (s *Store) LoginsOfStaff(ctx context.Context, staffID string) ([]exam.Login, error) {
	var rows []loginRow
	err := s.read.NewSelect().Model(&rows).Where("staff_id = ? AND ended_at = 0 AND expires_at > ?", staffID, ms(s.now())).Order("created_at DESC", "id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list logins: %w", err)
	}
	logins := make([]exam.Login, len(rows))
	for i, r := range rows {
		logins[i] = r.login()
	}
	return logins, nil
}

// SchoolIDs lists all schools of the server.
func (s *Store) SchoolIDs(ctx context.Context) ([]string, error) {
	var ids []string
	if err := s.read.NewRaw("SELECT id FROM school ORDER BY slug").Scan(ctx, &ids); err != nil {
		return nil, fmt.Errorf("list schools: %w", err)
	}
	return ids, nil
}
