package storetest

import (
	"sync/atomic"
	"time"

	"kaochang/internal/exam"
)

var loginStories = []story{
	{"a login is found by its token until it expires or ends", loginLife},
	{"a token belongs to one login", tokenOnce},
	{"the newest code of a number counts, and codes are counted by time", newestCode},
	{"a code that was not sent is as if there were none", droppedCode},
	{"a hundred wrong entries at once cost five tries", wrongCodes},
	{"a right code entered fifty times at once signs in once", rightCode},
	{"a wrong entry counts although it is refused", wrongCounts},
	{"a pairing code claimed fifty times at once joins one device", pairingOnce},
	{"an unknown pairing code is invalid, a late one expired", pairingRefused},
}

func loginLife(w *world) {
	at := w.clock.Now().Truncate(time.Millisecond)
	l := exam.Login{
		ID: "l1", Kind: exam.ActorDevice, Phone: "138", StaffID: "staff", SchoolID: w.school.ID, SittingID: w.sitting[0].ID,
		Position: exam.SecondPosition, Label: "手机", CreatedAt: at, ExpiresAt: at.Add(time.Hour),
	}
	w.no(w.CreateLogin(w.ctx, l, "hash-1"))
	w.same("login", got(w.LoginByToken(w.ctx, "hash-1"))(w), l)
	w.same("the same by its identifier", got(w.LoginByID(w.ctx, l.ID))(w), l)
	_, err := w.LoginByToken(w.ctx, "hash-2")
	w.refused(err, exam.CodeNotFound)
	w.clock.turn(time.Hour)
	_, err = w.LoginByToken(w.ctx, "hash-1")
	w.refused(err, exam.CodeNotFound)

	l.ID, l.ExpiresAt = "l2", w.clock.Now().Add(time.Hour)
	w.no(w.CreateLogin(w.ctx, l, "hash-2"))
	w.no(w.EndLogin(w.ctx, "l2", w.clock.Now()))
	w.no(w.EndLogin(w.ctx, "none", w.clock.Now()))
	_, err = w.LoginByToken(w.ctx, "hash-2")
	w.refused(err, exam.CodeNotFound)
}

func tokenOnce(w *world) {
	l := exam.Login{ID: "l1", Kind: exam.ActorCandidate, ExpiresAt: w.clock.Now().Add(time.Hour)}
	w.no(w.CreateLogin(w.ctx, l, "hash"))
	l.ID = "l2"
	w.refused(w.CreateLogin(w.ctx, l, "hash"), exam.CodeConflict)
}

// code keeps a sign-in code that was sent now.
func (w *world) code(id string) exam.SignInCode {
	w.t.Helper()
	at := w.clock.Now().Truncate(time.Millisecond)
	c := exam.SignInCode{ID: id, Phone: phone(1), Hash: "right", SentAt: at, ExpiresAt: at.Add(exam.CodeTTL), TriesLeft: exam.CodeTries}
	w.no(w.CreateSignInCode(w.ctx, c))
	return c
}

func newestCode(w *world) {
	_, err := w.LastSignInCode(w.ctx, phone(1))
	w.refused(err, exam.CodeNotFound)
	first := w.code("c1")
	w.clock.turn(time.Minute)
	second := w.code("c2")
	w.same("newest", got(w.LastSignInCode(w.ctx, phone(1)))(w), second)
	w.same("since the first", got(w.CountSignInCodes(w.ctx, phone(1), first.SentAt))(w), 2)
	w.same("since the second", got(w.CountSignInCodes(w.ctx, phone(1), second.SentAt))(w), 1)
	w.same("of another number", got(w.CountSignInCodes(w.ctx, phone(2), first.SentAt))(w), 0)
}

func droppedCode(w *world) {
	handed := w.code("handed")
	w.clock.turn(time.Minute)
	w.no(w.DropSignInCode(w.ctx, w.code("unsent").ID))
	w.same("newest", got(w.LastSignInCode(w.ctx, phone(1)))(w), handed)
	w.same("counted", got(w.CountSignInCodes(w.ctx, phone(1), handed.SentAt))(w), 1)
	w.no(w.DropSignInCode(w.ctx, "unsent")) // once more changes nothing
}

func wrongCodes(w *world) {
	c := w.code("c")
	var counted atomic.Int64
	errs := together(100, func(int) error {
		return w.ChangeSignInCode(w.ctx, c.ID, func(c *exam.SignInCode) error {
			before := c.TriesLeft
			err := c.Enter("wrong", w.clock.Now())
			counted.Add(int64(before - c.TriesLeft))
			return err
		})
	})
	w.same("verdicts", codes(errs), map[exam.Code]int{exam.CodeCodeWrong: 4, exam.CodeCodeUsedUp: 96})
	w.same("tries counted", counted.Load(), int64(exam.CodeTries))
	err := w.ChangeSignInCode(w.ctx, c.ID, func(c *exam.SignInCode) error { return c.Enter("right", w.clock.Now()) })
	w.refused(err, exam.CodeCodeUsedUp)
	w.same("tries left", got(w.LastSignInCode(w.ctx, c.Phone))(w).TriesLeft, 0)
}

func rightCode(w *world) {
	c := w.code("c")
	errs := together(50, func(int) error {
		return w.ChangeSignInCode(w.ctx, c.ID, func(c *exam.SignInCode) error { return c.Enter("right", w.clock.Now()) })
	})
	w.same("verdicts", codes(errs), map[exam.Code]int{"": 1, exam.CodeCodeExpired: 49})
}

func wrongCounts(w *world) {
	c, meant := w.code("c"), exam.Errorf(exam.CodeCodeWrong, "meant").With("tries_left", 3)
	err := w.ChangeSignInCode(w.ctx, c.ID, func(c *exam.SignInCode) error { c.TriesLeft = 3; return meant })
	w.same("error is the rule's own", err, error(meant))
	w.same("tries left", got(w.LastSignInCode(w.ctx, c.Phone))(w).TriesLeft, 3)
	err = w.ChangeSignInCode(w.ctx, "none", func(*exam.SignInCode) error { return nil })
	w.refused(err, exam.CodeNotFound)
}

func (w *world) pairing(hash string) exam.Pairing {
	w.t.Helper()
	at := w.clock.Now().Truncate(time.Millisecond)
	p := exam.Pairing{
		ID: "pairing-" + hash, SchoolID: w.school.ID, SittingID: w.sitting[0].ID, Position: exam.SecondPosition, Hash: hash, ExpiresAt: at.Add(exam.PairingTTL),
	}
	w.no(w.CreatePairing(w.ctx, p))
	return p
}

func pairingOnce(w *world) {
	want := w.pairing("h")
	won := make([]exam.Pairing, 50)
	errs := together(50, func(i int) (err error) {
		won[i], err = w.ClaimPairing(w.ctx, "h", w.clock.Now())
		return err
	})
	w.same("verdicts", codes(errs), map[exam.Code]int{"": 1, exam.CodePairingUsed: 49})
	for i, err := range errs {
		if err == nil {
			want.UsedAt = w.clock.Now()
			w.same("pairing", won[i], want)
		}
	}
}

func pairingRefused(w *world) {
	_, err := w.ClaimPairing(w.ctx, "unknown", w.clock.Now())
	w.refused(err, exam.CodePairingInvalid)
	w.pairing("h")
	_, err = w.ClaimPairing(w.ctx, "h", w.clock.Now().Add(exam.PairingTTL))
	w.refused(err, exam.CodePairingExpired)
	_, err = w.ClaimPairing(w.ctx, "h", w.clock.Now())
	w.no(err)
	w.refused(w.CreatePairing(w.ctx, exam.Pairing{ID: "again", SchoolID: w.school.ID, SittingID: w.sitting[0].ID, Hash: "h"}), exam.CodeConflict)
}
