package media

import (
	"encoding/json"
	"testing"

	"github.com/livekit/protocol/auth"

	"kaochang/internal/exam"
)

// verified returns what a minted token says.
func verified(t *testing.T, token, secret string) *auth.ClaimGrants {
	t.Helper()
	v, err := auth.ParseAPIToken(token)
	if err != nil {
		t.Fatal(err)
	}
	_, grants, err := v.Verify(secret)
	if err != nil {
		t.Fatal(err)
	}
	return grants
}

func TestTokensGiveWhatTheRoleNeedsAndNoMore(t *testing.T) {
	t.Parallel()
	const secret = "a secret of at least thirty-two bytes"
	for _, row := range []struct {
		name               string
		grant              Grant
		identity, metadata string
		publish, subscribe bool
		hidden             bool
	}{
		{"the first camera sends, sees staff", Grant{SittingID: "s", Role: exam.MediaFirstCamera, LoginID: "l"}, "candidate:s:1", `{"role":"candidate","position":1}`, true, true, false},
		{"the second camera sends and sees nothing", Grant{SittingID: "s", Role: exam.MediaSecondCamera, LoginID: "l"}, "candidate:s:2", `{"role":"candidate","position":2}`, true, false, false},
		{"a steward sends and sees", Grant{SittingID: "s", Role: exam.MediaSteward, StaffID: "m", LoginID: "l"}, "staff:m", `{"role":"steward"}`, true, true, false},
		{"the panel sends and sees", Grant{SittingID: "s", Role: exam.MediaPanel, StaffID: "m", LoginID: "l"}, "staff:m", `{"role":"panel"}`, true, true, false},
		{"an inspector sees unseen", Grant{SittingID: "s", Role: exam.MediaInspector, StaffID: "m", LoginID: "l"}, "staff:m", `{"role":"inspector"}`, false, true, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			token, err := Mint("key", secret, row.grant)
			if err != nil {
				t.Fatal(err)
			}
			got := verified(t, token, secret)
			if got.Identity != row.identity || got.Metadata != row.metadata || got.Attributes[loginAttribute] != "l" {
				t.Errorf("identity %q, metadata %s, attributes %v; want %q, %s", got.Identity, got.Metadata, got.Attributes, row.identity, row.metadata)
			}
			v := got.Video
			if v.GetCanPublish() != row.publish || v.GetCanSubscribe() != row.subscribe || v.Hidden != row.hidden || v.GetCanPublishData() || v.Room != "sitting:s" || v.RoomAdmin {
				text, _ := json.Marshal(v)
				t.Errorf("grant %s; want publish %t, subscribe %t, hidden %t, no data, room sitting:s", text, row.publish, row.subscribe, row.hidden)
			}
		})
	}
}
