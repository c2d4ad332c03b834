package exam

import (
	"slices"
	"time"
)

// CheckItem is one thing that a device check looks at (FEATURES A16).
type CheckItem string

// The items.
const (
	ItemBrowser    CheckItem = "browser"    // secure page, WebRTC, VP8 and Opus, recording
	ItemCamera     CheckItem = "camera"     // permission, a picture that is not black, its size and rate
	ItemMicrophone CheckItem = "microphone" // permission, a voice
	ItemSpeaker    CheckItem = "speaker"    // a tone that the person heard
	ItemNetwork    CheckItem = "network"    // round trip, its variation, rates
	ItemEvents     CheckItem = "events"     // the WebSocket of events
	ItemMedia      CheckItem = "media"      // a connection to the media server, what arrives there
	ItemStorage    CheckItem = "storage"
	ItemClock      CheckItem = "clock"
	ItemPower      CheckItem = "power"
	ItemScreen     CheckItem = "screen" // stays on
)

// CheckItems lists what is looked at on the device of a position, in the order of
// the check. The second camera's microphone is off during an exam, so it has none.
func CheckItems(p Position) []CheckItem {
	all := []CheckItem{
		ItemBrowser, ItemCamera, ItemMicrophone, ItemSpeaker, ItemNetwork, ItemEvents, ItemMedia, ItemStorage, ItemClock, ItemPower, ItemScreen,
	}
	if p == SecondPosition {
		all = slices.DeleteFunc(all, func(i CheckItem) bool { return i == ItemMicrophone })
	}
	return all
}

// Measured is what a device says of itself. It sends what it found, the server
// judges ([Measured.Judge]); an item that was not looked at yet is nil.
type Measured struct {
	Browser    *MeasuredBrowser    `json:"browser,omitempty"`
	Camera     *MeasuredCamera     `json:"camera,omitempty"`
	Microphone *MeasuredMicrophone `json:"microphone,omitempty"`
	Speaker    *MeasuredSpeaker    `json:"speaker,omitempty"`
	Network    *MeasuredNetwork    `json:"network,omitempty"`
	Events     *MeasuredEvents     `json:"events,omitempty"`
	Media      *MeasuredMedia      `json:"media,omitempty"`
	Storage    *MeasuredStorage    `json:"storage,omitempty"`
	Clock      *MeasuredClock      `json:"clock,omitempty"`
	Power      *MeasuredPower      `json:"power,omitempty"`
	Screen     *MeasuredScreen     `json:"screen,omitempty"`
}

// DeviceProblem is why a camera or microphone is not there, as browsers tell it
// apart (W3C mediacapture-main, 10.2); "" is none.
type DeviceProblem string

// The problems.
const (
	ProblemDenied  DeviceProblem = "denied" // the person, the page's owner or the system said no
	ProblemNone    DeviceProblem = "none"   // there is no such device
	ProblemInUse   DeviceProblem = "in_use" // another program or tab holds it
	ProblemUnknown DeviceProblem = "unknown"
)

// MeasuredBrowser is what the browser can do.
type MeasuredBrowser struct {
	Secure   bool `json:"secure" doc:"The page is a secure context"`
	InApp    bool `json:"in_app" doc:"Inside WeChat, which gives no camera"`
	WebRTC   bool `json:"webrtc"`
	VP8      bool `json:"vp8"`
	Opus     bool `json:"opus"`
	Recorder bool `json:"recorder" doc:"Has MediaRecorder"`
	Slices   int  `json:"slices" minimum:"-1" maximum:"1000" doc:"Pieces that came of a recording of two seconds cut every half second; -1 where there was nothing to record"`
}

// MeasuredCamera is the picture of a camera, measured over about two seconds.
type MeasuredCamera struct {
	Problem DeviceProblem `json:"problem,omitempty" enum:",denied,none,in_use,unknown"`
	Label   string        `json:"label,omitempty" maxLength:"200"`
	Width   int           `json:"width" minimum:"0" maximum:"20000" doc:"Pixels"`
	Height  int           `json:"height" minimum:"0" maximum:"20000" doc:"Pixels"`
	FPS     float64       `json:"fps" minimum:"0" maximum:"1000" doc:"Frames a second that came"`
	Luma    float64       `json:"luma" minimum:"0" maximum:"255" doc:"Mean brightness of the brightest frame"`
	Spread  float64       `json:"spread" minimum:"0" maximum:"255" doc:"Standard deviation of its brightness"`
}

// MeasuredMicrophone is how loud a microphone got.
type MeasuredMicrophone struct {
	Problem DeviceProblem `json:"problem,omitempty" enum:",denied,none,in_use,unknown"`
	Label   string        `json:"label,omitempty" maxLength:"200"`
	PeakDB  float64       `json:"peak_db" minimum:"-200" maximum:"0" doc:"Loudest tenth of a second, dB of full scale; -200 for digital silence"`
}

// MeasuredSpeaker is the person's word on the tone.
type MeasuredSpeaker struct {
	Heard   bool `json:"heard"`
	Skipped bool `json:"skipped" doc:"She did not say"`
}

// MeasuredNetwork is the way to the server over HTTP. Rates are of a bounded number
// of bytes each way, so a fast line's is a lower bound.
type MeasuredNetwork struct {
	Asked       int     `json:"asked" minimum:"0" maximum:"1000" doc:"Requests for the round trip"`
	Lost        int     `json:"lost" minimum:"0" maximum:"1000" doc:"Of those, without an answer"`
	RoundTripMs float64 `json:"round_trip_ms" minimum:"0" maximum:"600000" doc:"Median"`
	JitterMs    float64 `json:"jitter_ms" minimum:"0" maximum:"600000" doc:"Mean difference of neighbouring round trips"`
	DownKbps    float64 `json:"down_kbps" minimum:"0" maximum:"100000000"`
	UpKbps      float64 `json:"up_kbps" minimum:"0" maximum:"100000000"`
	Bytes       int64   `json:"bytes" minimum:"0" maximum:"1000000000" doc:"Moved for the rates"`
}

// MeasuredEvents is whether the WebSocket of events came about.
type MeasuredEvents struct {
	Connected bool    `json:"connected"`
	ConnectMs float64 `json:"connect_ms" minimum:"0" maximum:"600000"`
}

// MeasuredMedia is a connection to the media server and what the server said it
// got of the device's own picture and sound.
type MeasuredMedia struct {
	Problem     string  `json:"problem,omitempty" maxLength:"200" doc:"Why there was no connection"`
	UDP         bool    `json:"udp" doc:"A path over UDP worked"`
	TCP         bool    `json:"tcp" doc:"A path over TCP worked"`
	Relay       bool    `json:"relay" doc:"The path in use goes through a relay"`
	ConnectMs   float64 `json:"connect_ms" minimum:"0" maximum:"600000"`
	Kbps        float64 `json:"kbps" minimum:"0" maximum:"1000000" doc:"Sent of the own picture and sound"`
	LossPercent float64 `json:"loss_percent" minimum:"0" maximum:"100" doc:"As the server reports it"`
	RoundTripMs float64 `json:"round_trip_ms" minimum:"0" maximum:"600000"`
	Seconds     float64 `json:"seconds" minimum:"0" maximum:"600" doc:"How long it was measured"`
}

// MeasuredStorage is what the browser lets a page keep.
type MeasuredStorage struct {
	Told      bool    `json:"told" doc:"The browser says how much there is"`
	FreeMB    float64 `json:"free_mb" minimum:"0" maximum:"1000000000"`
	Persisted bool    `json:"persisted" doc:"The browser does not clear it by itself"`
}

// MeasuredClock is how far the device's clock is from the server's.
type MeasuredClock struct {
	OffsetMs float64 `json:"offset_ms" doc:"Server minus device"`
}

// MeasuredPower is the battery, where the browser tells.
type MeasuredPower struct {
	Told     bool    `json:"told"`
	Percent  float64 `json:"percent" minimum:"0" maximum:"100"`
	Charging bool    `json:"charging"`
}

// MeasuredScreen is whether the screen can be kept on, and its shape.
type MeasuredScreen struct {
	WakeLock    bool   `json:"wake_lock"`
	Width       int    `json:"width" minimum:"0" maximum:"100000" doc:"CSS pixels"`
	Height      int    `json:"height" minimum:"0" maximum:"100000"`
	Orientation string `json:"orientation,omitempty" maxLength:"40"`
}

// merge takes over the items that newer has.
func (m *Measured) merge(newer Measured) {
	take(&m.Browser, newer.Browser)
	take(&m.Camera, newer.Camera)
	take(&m.Microphone, newer.Microphone)
	take(&m.Speaker, newer.Speaker)
	take(&m.Network, newer.Network)
	take(&m.Events, newer.Events)
	take(&m.Media, newer.Media)
	take(&m.Storage, newer.Storage)
	take(&m.Clock, newer.Clock)
	take(&m.Power, newer.Power)
	take(&m.Screen, newer.Screen)
}

func take[T any](into **T, newer *T) {
	if newer != nil {
		*into = newer
	}
}

// CheckTTL is how long a device check may be begun, gone on with and repeated.
const CheckTTL = time.Hour

// DeviceCheck is one check of one device for a position of an enrolment. Who holds
// its token measures; the token is kept only as a hash.
type DeviceCheck struct {
	ID, SchoolID, EnrolmentID string
	Position                  Position
	Label                     string // what the device calls itself, at most 120 bytes
	Measured                  Measured
	Findings                  []CheckFinding // in the order of [CheckItems]; judged when measured
	Outcome                   CheckOutcome   // "" until everything was measured
	StartedAt, ExpiresAt      time.Time
	FinishedAt                time.Time // of the last measurement that left nothing open
}

// Take adds measurements and judges all of them anew. A finished check may be gone
// on with, since a person puts something right and tries it again. It returns
// CodeConflict with "why" "expired" after ExpiresAt.
func (c *DeviceCheck) Take(label string, m Measured, now time.Time) error {
	if err := c.CheckOpen(now); err != nil {
		return err
	}
	if label != "" {
		c.Label = clip(label, maxLabel)
	}
	c.Measured.merge(m)
	c.Findings, c.Outcome = c.Measured.Judge(c.Position)
	if c.Outcome != "" {
		c.FinishedAt = now
	}
	return nil
}

// CheckOpen refuses a check whose time is over, with CodeConflict and "why" "expired".
func (c *DeviceCheck) CheckOpen(now time.Time) error {
	if !now.Before(c.ExpiresAt) {
		return Errorf(CodeConflict, "this check was begun too long ago; begin a new one").With("why", "expired")
	}
	return nil
}
