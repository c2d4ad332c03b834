package account_test

import (
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"

	"kaochang/internal/account"
	"kaochang/internal/exam"
)

const origin = "https://exam.example.edu.cn"

// key is somebody's device with a passkey, at a site that it believes to be at.
type key struct {
	virtualwebauthn.Credential
	holder   string
	site     virtualwebauthn.RelyingParty
	unproved bool // the device does not make sure of the person
}

func newKey(holder string) *key {
	return &key{
		virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2), holder,
		virtualwebauthn.RelyingParty{ID: "exam.example.edu.cn", Origin: origin}, false,
	}
}

func (k *key) device() virtualwebauthn.Authenticator {
	return virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{UserHandle: []byte(k.holder), UserNotVerified: k.unproved})
}

// made answers what a new passkey is asked.
func (w *world) made(k *key, asked account.Asked) []byte {
	w.Helper()
	options, err := virtualwebauthn.ParseAttestationOptions(string(asked.Options))
	w.no(err)
	return []byte(virtualwebauthn.CreateAttestationResponse(k.site, k.device(), k.Credential, *options))
}

// signed answers what a passkey is asked at sign-in.
func (w *world) signed(k *key, asked account.Asked) []byte {
	w.Helper()
	options, err := virtualwebauthn.ParseAssertionOptions(string(asked.Options))
	w.no(err)
	k.Counter++
	return []byte(virtualwebauthn.CreateAssertionResponse(k.site, k.device(), k.Credential, *options))
}

// enters signs in by a passkey.
func (w *world) enters(k *key) error {
	w.Helper()
	asked, err := w.AskPasskey(w.Context(), "192.0.2.1", origin)
	w.no(err)
	_, err = w.SignInPasskey(w.Context(), "192.0.2.1", asked.Ceremony, w.signed(k, asked), "PC")
	return err
}

// settled returns her with a password of her own.
func (w *world) settled() exam.Actor {
	w.Helper()
	by, err := w.signs(password, "")
	w.no(err)
	_, err = w.OfferPasskey(w.Context(), by, origin, password)
	w.refused(err, exam.CodeForbidden) // somebody else knows her password
	w.no(w.ChangePassword(w.Context(), by, password, own))
	by, err = w.signs(own, "")
	w.no(err)
	return by
}

const own = "a password of her own"

// adds gives her a passkey; it returns recovery codes.
func (w *world) adds(by exam.Actor, k *key) []string {
	w.Helper()
	asked, err := w.OfferPasskey(w.Context(), by, origin, own)
	w.no(err)
	codes, err := w.AddPasskey(w.Context(), by, asked.Ceremony, "电脑", w.made(k, asked))
	w.no(err)
	return codes
}

func TestAPasskeyStandsForPasswordAndSecondFactor(t *testing.T) {
	w := newWorld(t)
	by := w.settled()
	k := newKey(by.StaffID)
	w.refused(w.enters(k), exam.CodeBadCredentials) // nobody knows it yet
	_, err := w.OfferPasskey(t.Context(), by, origin, "guess")
	w.refused(err, exam.CodeBadCredentials)
	codes := w.adds(by, k)
	if len(codes) != 10 {
		t.Fatalf("%d recovery codes, want ten", len(codes))
	}
	w.no(w.enters(k))
	if again := w.adds(by, newKey(by.StaffID)); len(again) != 0 {
		t.Error("a second passkey makes new recovery codes")
	}

	// The password alone opens nothing now.
	_, err = w.signs(own, "")
	w.refused(err, exam.CodeSecondFactor)
	_, err = w.signs(own, codes[0])
	w.no(err)

	keys, err := w.OwnPasskeys(t.Context(), by)
	w.no(err)
	w.refused(w.DropPasskey(t.Context(), by, "another", own), exam.CodeNotFound)
	w.no(w.DropPasskey(t.Context(), by, keys[0].ID, own))
	w.refused(w.enters(k), exam.CodeBadCredentials)
	w.no(w.DropPasskey(t.Context(), by, keys[1].ID, own))
	_, err = w.signs(own, "")
	w.no(err)
}

func TestWhatIsNoAnswerOfHersIsRefused(t *testing.T) {
	w := newWorld(t)
	by := w.settled()
	k := newKey(by.StaffID)
	w.adds(by, k)
	for what, change := range map[string]func(*key){
		"another's passkey":              func(k *key) { *k = *newKey(k.holder) },
		"a passkey of nobody":            func(k *key) { k.holder = "nobody" },
		"made at another site":           func(k *key) { k.site.Origin = "https://evil.example" },
		"for another name":               func(k *key) { k.site.ID = "evil.example" },
		"by a device that asked nobody":  func(k *key) { k.unproved = true },
		"of a copy with an old counter ": func(k *key) { k.Counter = 0 },
	} {
		w.no(w.enters(k))
		other := *k
		change(&other)
		if err := w.enters(&other); exam.CodeOf(err) != exam.CodeBadCredentials {
			t.Errorf("%s: %v, want it refused", what, err)
		}
	}
	// What was asked is answered once, in time, and for what it was asked.
	asked, err := w.AskPasskey(t.Context(), "a", origin)
	w.no(err)
	_, err = w.SignInPasskey(t.Context(), "a", asked.Ceremony, w.signed(k, asked), "")
	w.no(err)
	_, err = w.SignInPasskey(t.Context(), "a", asked.Ceremony, w.signed(k, asked), "")
	w.refused(err, exam.CodeNotFound)
	late, err := w.AskPasskey(t.Context(), "a", origin)
	w.no(err)
	fresh, err := w.OfferPasskey(t.Context(), by, origin, own)
	w.no(err)
	w.now = w.now.Add(6 * time.Minute)
	_, err = w.SignInPasskey(t.Context(), "a", late.Ceremony, w.signed(k, late), "")
	w.refused(err, exam.CodeNotFound)
	_, err = w.AddPasskey(t.Context(), by, fresh.Ceremony, "x", w.made(newKey(by.StaffID), fresh))
	w.refused(err, exam.CodeNotFound)
	crossed, err := w.AskPasskey(t.Context(), "a", origin)
	w.no(err)
	_, err = w.AddPasskey(t.Context(), by, crossed.Ceremony, "x", w.made(newKey(by.StaffID), crossed))
	w.refused(err, exam.CodeNotFound)
	_, err = w.AskPasskey(t.Context(), "a", "http://192.0.2.7:8080")
	w.refused(err, exam.CodeInvalid)
}

func TestASchoolMayDemandASecondFactor(t *testing.T) {
	w := newWorld(t)
	w.settled()
	w.no(w.db.ChangeSchool(t.Context(), "a", func(s *exam.School) (exam.Fact, error) {
		s.SecondFactor = true
		return exam.Fact{Kind: "school.changed", At: w.now}, nil
	}))
	by, err := w.signs(own, "")
	w.no(err)
	me, err := w.Me(t.Context(), by)
	w.no(err)
	if by.Has(exam.RoleSchoolAdmin) || !me.Staff.MustSecure {
		t.Errorf("%+v acts without a second factor and is told %+v", by, me.Staff)
	}
	k := newKey(by.StaffID)
	w.adds(by, k)
	asked, err := w.AskPasskey(t.Context(), "a", origin)
	w.no(err)
	in, err := w.SignInPasskey(t.Context(), "a", asked.Ceremony, w.signed(k, asked), "PC")
	w.no(err)
	by, err = w.Actor(t.Context(), in.Token)
	w.no(err)
	if !by.Has(exam.RoleSchoolAdmin) {
		t.Error("her roles did not come back")
	}
	keys, err := w.OwnPasskeys(t.Context(), by)
	w.no(err)
	w.refused(w.DropPasskey(t.Context(), by, keys[0].ID, own), exam.CodeConflict)
	w.no(w.enters(k))
}

func TestCodesOfASecondFactorCannotBeTriedOut(t *testing.T) {
	w := newWorld(t)
	w.adds(w.settled(), newKey("li"))
	wrong := 0
	var err error
	for range 50 {
		if _, err = w.signs(own, "AAAAA-AAAAA"); exam.CodeOf(err) == exam.CodeSecondFactor {
			wrong++
		}
	}
	w.refused(err, exam.CodeRateLimited)
	if wrong > 10 {
		t.Errorf("%d codes were tried at once", wrong)
	}
	w.now = w.now.Add(2 * time.Minute)
	_, err = w.signs(own, "AAAAA-AAAAA")
	w.refused(err, exam.CodeSecondFactor)
}

func TestOnesOtherLoginsEndTogether(t *testing.T) {
	w := newWorld(t)
	by := w.settled()
	_, err := w.signs(own, "")
	w.no(err)
	w.no(w.EndOtherLogins(t.Context(), by))
	logins, err := w.OwnLogins(t.Context(), by)
	w.no(err)
	if len(logins) != 1 || logins[0].ID != by.LoginID {
		t.Errorf("%+v hold, want her own alone", logins)
	}
}
