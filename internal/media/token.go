package media

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/livekit"

	"kaochang/internal/exam"
)

// tokenTTL is how long a token lets its holder begin to connect. The SFU renews
// the tokens of those who are connected; our proxy asks anew at each connection.
const tokenTTL = 10 * time.Minute

// RoomName returns the name of a sitting's media room.
func RoomName(sittingID string) string { return "sitting:" + sittingID }

// SittingOf returns the sitting of a room's name, false for any other room.
func SittingOf(room string) (string, bool) { return strings.CutPrefix(room, "sitting:") }

// Grant is what a token gives: who one is in which room as what.
type Grant struct {
	SittingID string
	Role      exam.MediaRole
	LoginID   string // whose token it is; the proxy checks it again
	StaffID   string // of staff
	Name      string
}

// metadata is what the others in a room may know of a participant. Role is
// "candidate" for both cameras, else the media role.
type metadata struct {
	Role     string        `json:"role"`
	Position exam.Position `json:"position,omitempty"`
}

// candidateRole is what cameras are to the others.
const candidateRole = "candidate"

// loginAttribute carries the login of a token's holder.
const loginAttribute = "login"

// Identity returns who the holder is in the room: candidate:<sitting>:<position>
// or staff:<id>.
func (g Grant) Identity() string {
	switch g.Role {
	case exam.MediaFirstCamera:
		return "candidate:" + g.SittingID + ":1"
	case exam.MediaSecondCamera:
		return "candidate:" + g.SittingID + ":2"
	}
	return "staff:" + g.StaffID
}

// Mint returns the token of a grant.
func Mint(key, secret string, g Grant) (string, error) {
	meta := metadata{Role: string(g.Role)}
	video := &auth.VideoGrant{RoomJoin: true, Room: RoomName(g.SittingID)}
	publish, subscribe := true, true
	sources := []livekit.TrackSource{livekit.TrackSource_CAMERA, livekit.TrackSource_MICROPHONE}
	switch g.Role {
	case exam.MediaFirstCamera:
		meta = metadata{candidateRole, exam.FirstPosition}
	case exam.MediaSecondCamera:
		meta, subscribe = metadata{candidateRole, exam.SecondPosition}, false
		sources = sources[:1]
	case exam.MediaInspector:
		publish, video.Hidden = false, true
	}
	video.SetCanPublish(publish)
	video.SetCanSubscribe(subscribe)
	video.SetCanPublishData(false)
	if publish {
		video.SetCanPublishSources(sources)
	}
	text, err := json.Marshal(meta)
	if err != nil {
		return "", fmt.Errorf("encode participant: %w", err)
	}
	return auth.NewAccessToken(key, secret).SetVideoGrant(video).SetIdentity(g.Identity()).SetName(g.Name).SetMetadata(string(text)).
		SetAttributes(map[string]string{loginAttribute: g.LoginID}).SetValidFor(tokenTTL).ToJWT()
}

// mintRecorder returns the token of a hidden recorder of a sitting's room.
func mintRecorder(key, secret, sittingID string) (string, error) {
	video := &auth.VideoGrant{RoomJoin: true, Room: RoomName(sittingID), Hidden: true, Recorder: true}
	video.SetCanPublish(false)
	video.SetCanPublishData(false)
	video.SetCanSubscribe(true)
	return auth.NewAccessToken(key, secret).SetVideoGrant(video).SetIdentity(recorderPrefix + sittingID).SetValidFor(tokenTTL).ToJWT()
}

// CheckRoomName returns the name of a device check's own media room.
func CheckRoomName(checkID string) string { return "check:" + checkID }

// CheckOf returns the device check of a room's name, false for any other room.
func CheckOf(room string) (string, bool) { return strings.CutPrefix(room, "check:") }

// MintCheck returns the token with which a device tries its camera and microphone out
// in its check's own room: it sends, and nobody is there to be seen.
func MintCheck(key, secret, checkID string) (string, error) {
	video := &auth.VideoGrant{RoomJoin: true, Room: CheckRoomName(checkID)}
	video.SetCanPublish(true)
	video.SetCanSubscribe(false)
	video.SetCanPublishData(false)
	video.SetCanPublishSources([]livekit.TrackSource{livekit.TrackSource_CAMERA, livekit.TrackSource_MICROPHONE})
	return auth.NewAccessToken(key, secret).SetVideoGrant(video).SetIdentity("device").SetValidFor(tokenTTL).ToJWT()
}

// Bearer is whom a token was made for.
type Bearer struct {
	Room, Identity, LoginID string
}

const recorderPrefix = "recorder:"

// IsRecorder reports whether this is a recorder of ours.
func (b Bearer) IsRecorder() bool { return strings.HasPrefix(b.Identity, recorderPrefix) }

// bearerOf verifies the token of a request to the SFU and returns its bearer.
func bearerOf(r *http.Request, key, secret string) (Bearer, error) {
	raw := r.URL.Query().Get("access_token")
	if h := r.Header.Get("Authorization"); h != "" {
		raw = strings.TrimPrefix(h, "Bearer ")
	}
	v, err := auth.ParseAPIToken(raw)
	if err != nil || v.APIKey() != key {
		return Bearer{}, exam.Errorf(exam.CodeUnauthenticated, "no valid media token")
	}
	_, grants, err := v.Verify(secret)
	if err != nil || grants.Video == nil {
		return Bearer{}, exam.Errorf(exam.CodeUnauthenticated, "no valid media token")
	}
	return Bearer{Room: grants.Video.Room, Identity: v.Identity(), LoginID: grants.Attributes[loginAttribute]}, nil
}
