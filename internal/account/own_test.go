package account_test

import (
	"bytes"
	"path/filepath"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"kaochang/internal/account"
	"kaochang/internal/exam"
	"kaochang/internal/seal"
	"kaochang/internal/store"
)

const password = "correct horse"

type world struct {
	*testing.T
	*account.Service
	db  *store.Store
	now time.Time
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, now: time.Date(2026, 12, 1, 1, 0, 0, 0, time.UTC)}
	now := func() time.Time { return w.now }
	db, err := store.Open(t.Context(), store.Config{DSN: "sqlite:" + filepath.Join(t.TempDir(), "kaochang.db"), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	w.db = db
	w.no(db.Migrate(t.Context()))
	hash, err := account.HashPassword(password)
	w.no(err)
	box, err := seal.New(bytes.Repeat([]byte{3}, 32))
	w.no(err)
	one := exam.Staff{ID: "li", SchoolID: "a", Username: "li", Name: "李", PasswordHash: hash, MustChange: true, Bindings: []exam.Binding{{Role: exam.RoleSchoolAdmin, Kind: exam.ScopeSchool, ScopeID: "a"}}}
	w.no(db.OpenSchool(t.Context(), exam.School{ID: "a", Slug: "a", Name: "云岭"}, one, exam.Fact{Kind: "school.opened", At: w.now}))
	w.Service = account.New(db, nil, account.Settings{CodeKey: bytes.Repeat([]byte{7}, 32), Box: box, PasswordTriesPerMinute: 1000}, now)
	return w
}

func (w *world) no(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) refused(err error, want exam.Code) {
	w.Helper()
	if exam.CodeOf(err) != want {
		w.Errorf("%v, want %s", err, want)
	}
}

// signs returns who holds the login of a sign-in.
func (w *world) signs(password, code string) (exam.Actor, error) {
	w.Helper()
	in, err := w.SignInStaff(w.Context(), "192.0.2.1", "a", "li", password, code, "PC")
	if err != nil {
		return exam.Actor{}, err
	}
	by, err := w.Actor(w.Context(), in.Token)
	w.no(err)
	return by, nil
}

func TestAFirstPasswordIsChangedBeforeAnythingElse(t *testing.T) {
	w := newWorld(t)
	first, err := w.signs(password, "")
	w.no(err)
	if first.Has(exam.RoleSchoolAdmin) || !exam.MayEver(first, exam.ActionOwnLogin) || exam.MayEver(first, exam.ActionManageSchool) {
		t.Errorf("%+v may act before she has a password of her own", first)
	}
	other, err := w.signs(password, "")
	w.no(err)
	w.refused(w.ChangePassword(t.Context(), first, "guess", "another password"), exam.CodeBadCredentials)
	w.refused(w.ChangePassword(t.Context(), first, password, "short"), exam.CodeInvalid)
	w.refused(w.ChangePassword(t.Context(), first, password, password), exam.CodeInvalid)
	w.no(w.ChangePassword(t.Context(), first, password, "another password"))
	_, err = w.signs(password, "")
	w.refused(err, exam.CodeBadCredentials)
	now, err := w.signs("another password", "")
	w.no(err)
	if !now.Has(exam.RoleSchoolAdmin) {
		t.Error("her roles did not come back")
	}
	logins, err := w.OwnLogins(t.Context(), now)
	w.no(err)
	for _, l := range logins {
		if l.ID == other.LoginID {
			t.Error("her other login holds after the password was changed")
		}
	}
	w.no(w.EndOwnLogin(t.Context(), now, first.LoginID))
	w.refused(w.EndOwnLogin(t.Context(), now, first.LoginID), exam.CodeNotFound)
}

func TestASecondFactorIsAskedForAndEachCodeWorksOnce(t *testing.T) {
	w := newWorld(t)
	by, err := w.signs(password, "")
	w.no(err)
	_, err = w.OfferTOTP(t.Context(), by, "guess")
	w.refused(err, exam.CodeBadCredentials)
	offer, err := w.OfferTOTP(t.Context(), by, password)
	w.no(err)
	code := func() string {
		c, err := totp.GenerateCode(offer.Secret, w.now)
		w.no(err)
		return c
	}
	_, err = w.SetTOTP(t.Context(), by, offer.Secret, "000000")
	w.refused(err, exam.CodeSecondFactor)
	_, err = w.signs(password, "")
	w.no(err) // nothing is kept before a code was shown
	used := code()
	recovery, err := w.SetTOTP(t.Context(), by, offer.Secret, used)
	w.no(err)

	_, err = w.signs(password, "")
	w.refused(err, exam.CodeSecondFactor)
	_, err = w.signs("guess", used)
	w.refused(err, exam.CodeBadCredentials)
	_, err = w.signs(password, used)
	w.refused(err, exam.CodeSecondFactor) // it was used to set it up
	w.now = w.now.Add(time.Minute)
	_, err = w.signs(password, code()[:3]+" "+code()[3:])
	w.no(err)
	_, err = w.signs(password, code())
	w.refused(err, exam.CodeSecondFactor)

	if len(recovery) != 10 {
		t.Fatalf("%d recovery codes, want ten", len(recovery))
	}
	_, err = w.signs(password, recovery[3])
	w.no(err)
	_, err = w.signs(password, recovery[3])
	w.refused(err, exam.CodeSecondFactor)
	me, err := w.Me(t.Context(), by)
	w.no(err)
	if !me.Staff.SecondFactor || me.Staff.RecoveryLeft != 9 {
		t.Errorf("she is told %+v, want a second factor and nine codes", me.Staff)
	}
	w.no(w.DropTOTP(t.Context(), by, password))
	_, err = w.signs(password, "")
	w.no(err)
}
