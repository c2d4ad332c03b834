package store

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

type loginRow struct {
	bun.BaseModel `bun:"table:login,alias:login"`

	ID        string `bun:",pk"`
	TokenHash string
	Kind      string
	Phone     string
	StaffID   string
	SchoolID  string
	SittingID string
	Position  int
	Label     string
	Addr      string
	CreatedAt int64
	ExpiresAt int64
	EndedAt   int64
}

// CreateLogin keeps a new login under its token's hash.
func (s *Store) CreateLogin(ctx context.Context, l exam.Login, tokenHash string) error {
	row := &loginRow{
		ID: l.ID, TokenHash: tokenHash, Kind: string(l.Kind), Phone: l.Phone, StaffID: l.StaffID, SchoolID: l.SchoolID, SittingID: l.SittingID,
		Position: int(l.Position), Label: l.Label, Addr: l.Addr, CreatedAt: ms(l.CreatedAt), ExpiresAt: ms(l.ExpiresAt), EndedAt: ms(l.EndedAt),
	}
	if _, err := s.write.NewInsert().Model(row).Exec(ctx); err != nil {
		return kept(err, "login")
	}
	return nil
}

// LoginByToken returns the login of a token's hash, CodeNotFound when there is
// none, or it has ended or expired.
func (s *Store) LoginByToken(ctx context.Context, tokenHash string) (exam.Login, error) {
	now := s.now()
	l, there, turn := s.logins.ask(tokenHash, now)
	if there {
		return l, nil
	}
	l, err := s.login(ctx, "token_hash = ?", tokenHash)
	if until := now.Add(knownFor); err == nil && l.Kind != exam.ActorStaff {
		if l.ExpiresAt.Before(until) {
			until = l.ExpiresAt
		}
		s.logins.learn(tokenHash, l, until, turn)
	}
	return l, err
}

// LoginByID is LoginByToken by the login's own identifier.
func (s *Store) LoginByID(ctx context.Context, loginID string) (exam.Login, error) {
	return s.login(ctx, "id = ?", loginID)
}

func (s *Store) login(ctx context.Context, where string, arg any) (exam.Login, error) {
	var rows []loginRow
	h := s.hot()
	q := h.NewSelect().Model(&rows).Where(where, h.arg(arg)).Where("ended_at = 0 AND expires_at > ?", h.arg(ms(s.now())))
	if err := h.scan(ctx, q, &rows); err != nil {
		return exam.Login{}, fmt.Errorf("find login: %w", err)
	}
	if len(rows) == 0 {
		return exam.Login{}, exam.Errorf(exam.CodeNotFound, "no such login")
	}
	return rows[0].login(), nil
}

func (r loginRow) login() exam.Login {
	return exam.Login{
		ID: r.ID, Kind: exam.ActorKind(r.Kind), Phone: r.Phone, StaffID: r.StaffID, SchoolID: r.SchoolID, SittingID: r.SittingID,
		Position: exam.Position(r.Position), Label: r.Label, Addr: r.Addr, CreatedAt: at(r.CreatedAt), ExpiresAt: at(r.ExpiresAt), EndedAt: at(r.EndedAt),
	}
}

// EndLogin ends a login; one that has ended stays as it is.
func (s *Store) EndLogin(ctx context.Context, loginID string, when time.Time) error {
	defer s.logins.forget() // they are known by their tokens
	_, err := s.write.NewRaw("UPDATE login SET ended_at = ? WHERE id = ? AND ended_at = 0", ms(when), loginID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("end login %s: %w", loginID, err)
	}
	return nil
}

type codeRow struct {
	bun.BaseModel `bun:"table:sign_in_code,alias:sign_in_code"`

	ID        string `bun:",pk"`
	Phone     string
	Hash      string
	SentAt    int64
	ExpiresAt int64
	TriesLeft int
	UsedAt    int64
}

func (r codeRow) code() exam.SignInCode {
	return exam.SignInCode{
		ID: r.ID, Phone: r.Phone, Hash: r.Hash, SentAt: at(r.SentAt), ExpiresAt: at(r.ExpiresAt), TriesLeft: r.TriesLeft, UsedAt: at(r.UsedAt),
	}
}

func codeRowOf(c exam.SignInCode) *codeRow {
	return &codeRow{
		ID: c.ID, Phone: c.Phone, Hash: c.Hash, SentAt: ms(c.SentAt), ExpiresAt: ms(c.ExpiresAt), TriesLeft: c.TriesLeft, UsedAt: ms(c.UsedAt),
	}
}

// LastSignInCode returns the newest code sent to a number.
func (s *Store) LastSignInCode(ctx context.Context, phone string) (exam.SignInCode, error) {
	var rows []codeRow
	h := s.hot()
	if err := h.scan(ctx, h.NewSelect().Model(&rows).Where("phone = ?", h.arg(phone)).Order("sent_at DESC", "id DESC").Limit(1), &rows); err != nil {
		return exam.SignInCode{}, fmt.Errorf("find code: %w", err)
	}
	if len(rows) == 0 {
		return exam.SignInCode{}, exam.Errorf(exam.CodeNotFound, "no such code")
	}
	return rows[0].code(), nil
}

// CreateSignInCode keeps a new code.
func (s *Store) CreateSignInCode(ctx context.Context, c exam.SignInCode) error {
	if _, err := s.write.NewInsert().Model(codeRowOf(c)).Exec(ctx); err != nil {
		return kept(err, "code")
	}
	return nil
}

// DropSignInCode forgets a code.
func (s *Store) DropSignInCode(ctx context.Context, codeID string) error {
	if _, err := s.write.NewDelete().Model((*codeRow)(nil)).Where("id = ?", codeID).Exec(ctx); err != nil {
		return fmt.Errorf("drop code: %w", err)
	}
	return nil
}

// ChangeSignInCode runs fn on a code and saves it whatever fn returns, so that a
// wrong try counts. Changes of one code come one after the other.
func (s *Store) ChangeSignInCode(ctx context.Context, codeID string, fn func(*exam.SignInCode) error) error {
	var verdict error
	err := s.inQuietTx(ctx, func(tx *txn) error {
		var r codeRow
		if err := s.forUpdate(tx.NewSelect().Model(&r).Where("id = ?", codeID)).Scan(ctx); err != nil {
			return notFound(err, "code")
		}
		c := r.code()
		verdict = fn(&c)
		if _, err := tx.NewUpdate().Model(codeRowOf(c)).Column("tries_left", "used_at").WherePK().Exec(ctx); err != nil {
			return fmt.Errorf("save code: %w", err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return verdict
}

// CountSignInCodes counts the codes sent to a number since a moment.
func (s *Store) CountSignInCodes(ctx context.Context, phone string, since time.Time) (int, error) {
	n, err := s.read.NewSelect().Model((*codeRow)(nil)).Where("phone = ? AND sent_at >= ?", phone, ms(since)).Count(ctx)
	if err != nil {
		return 0, fmt.Errorf("count codes: %w", err)
	}
	return int(n), nil
}

type pairingRow struct {
	bun.BaseModel `bun:"table:pairing,alias:pairing"`

	ID        string `bun:",pk"`
	SchoolID  string
	SittingID string
	Position  int
	Hash      string
	ExpiresAt int64
	UsedAt    int64
}

// CreatePairing keeps a new pairing.
func (s *Store) CreatePairing(ctx context.Context, p exam.Pairing) error {
	row := &pairingRow{ID: p.ID, SchoolID: p.SchoolID, SittingID: p.SittingID, Position: int(p.Position), Hash: p.Hash, ExpiresAt: ms(p.ExpiresAt)}
	if _, err := s.write.NewInsert().Model(row).Exec(ctx); err != nil {
		return kept(err, "pairing")
	}
	return nil
}

// ClaimPairing uses a pairing up by its code's hash. Of several that claim at
// once, one wins. An unknown code is CodePairingInvalid; the other refusals are
// those of [exam.Pairing.Claim].
func (s *Store) ClaimPairing(ctx context.Context, hash string, when time.Time) (exam.Pairing, error) {
	var p exam.Pairing
	err := s.inQuietTx(ctx, func(tx *txn) error {
		var r pairingRow
		err := s.forUpdate(tx.NewSelect().Model(&r).Where("hash = ?", hash)).Scan(ctx)
		if err := notFound(err, "pairing"); exam.CodeOf(err) == exam.CodeNotFound {
			return exam.Errorf(exam.CodePairingInvalid, "this pairing code is not known; show a new one on the first camera")
		} else if err != nil {
			return err
		}
		p = exam.Pairing{
			ID: r.ID, SchoolID: r.SchoolID, SittingID: r.SittingID, Position: exam.Position(r.Position), Hash: r.Hash,
			ExpiresAt: at(r.ExpiresAt), UsedAt: at(r.UsedAt),
		}
		if err := p.Claim(when); err != nil {
			return err
		}
		r.UsedAt = ms(p.UsedAt)
		if _, err := tx.NewUpdate().Model(&r).Column("used_at").WherePK().Exec(ctx); err != nil {
			return fmt.Errorf("use pairing: %w", err)
		}
		return nil
	})
	return p, err
}
