package exam

import "slices"

// CheckVerdict is what became of one item of a device check.
type CheckVerdict string

// The verdicts, gravest first; "open" is an item that was not measured.
const (
	CheckFail    CheckVerdict = "fail"    // the exam cannot be sat like this
	CheckWarning CheckVerdict = "warning" // it can, but something is worth putting right
	CheckUntold  CheckVerdict = "untold"  // this browser does not tell; nothing is wrong
	CheckPass    CheckVerdict = "pass"
	CheckOpen    CheckVerdict = "open"
)

// CheckOutcome is the verdict on a whole device.
type CheckOutcome string

// The outcomes. "" is a check that is not finished.
const (
	OutcomeReady    CheckOutcome = "ready"
	OutcomeRemarks  CheckOutcome = "remarks"   // ready, with something worth putting right
	OutcomeNotReady CheckOutcome = "not_ready" // at least one item failed
)

// CheckReason names why an item did not pass; browsers word it, with the way out.
type CheckReason string

// CheckFinding is the verdict on one item, with its reasons, gravest first.
type CheckFinding struct {
	Item    CheckItem     `json:"item"`
	Verdict CheckVerdict  `json:"verdict" enum:"fail,warning,untold,pass,open"`
	Reasons []CheckReason `json:"reasons,omitempty"`
}

// The limits, each with the reason for it. A camera of ours is sent at up to 600
// kbit/s in its large and 140 in its small layer, sound at about 40
// (docs/decisions/0007 and web/shared/media/room.ts).
const (
	// A picture whose brightest frame is this dark and this even shows nothing: a
	// shutter, a finger, a camera that another program holds. A dim room has grain.
	blackLuma, blackSpread = 16, 6
	// The recorder and the panel's tile are 640 by 480; below a quarter of that a
	// face is no longer recognised at arm's length.
	goodShort, poorShort = 480, 240
	// Lips and gestures are followed at 12 frames a second; below 5 it is a slide show.
	goodFPS, poorFPS = 12, 5
	// Nothing at all comes from a microphone that the system has muted; a voice at
	// arm's length is above -45 dB of full scale, a quiet room below -55.
	silentDB, voiceDB = -90, -45
	// ITU-T G.114: up to 150 ms one way is good, above 400 ms talk breaks down.
	goodRoundTripMs, poorRoundTripMs = 300, 800
	// A jitter buffer hides 50 ms; 200 ms is more than it holds.
	goodJitterMs, poorJitterMs = 50, 200
	// Up: one camera with sound in full, and the least that carries the small layer.
	goodUpKbps, poorUpKbps = 1000, 300
	// Down: two members of a panel, and one in the small layer.
	goodDownKbps, poorDownKbps = 1500, 300
	// Opus conceals 2 % unheard; above 10 % words are lost.
	goodLoss, poorLoss = 2, 10
	// Of four pieces in two seconds one may be late, and one be the rest at the end.
	goodSlices = 2
	// Materials, answers and recordings wait on the device until the server has them.
	goodFreeMB = 500
	// The exam runs by the server's clock, but people read their phone's.
	goodClockMs = 2 * 60 * 1000
	// An exam with check-in takes two hours; a camera empties a phone by 20 % an hour.
	goodPercent = 50
)

// Judge returns the verdict on each item that exists for a position, in order, and
// the outcome, which is "" while an item is open. A browser that gives a page no
// camera at all is a verdict by itself, whatever else is open: nothing else counts.
func (m Measured) Judge(p Position) ([]CheckFinding, CheckOutcome) {
	items := CheckItems(p)
	findings, outcome := make([]CheckFinding, len(items)), OutcomeReady
	open := false
	for i, item := range items {
		f := m.judge(item)
		findings[i] = f
		switch f.Verdict {
		case CheckOpen:
			open = true
		case CheckFail:
			outcome = OutcomeNotReady
		case CheckWarning:
			if outcome == OutcomeReady {
				outcome = OutcomeRemarks
			}
		}
	}
	if open && findings[0].Verdict != CheckFail {
		outcome = ""
	}
	return findings, outcome
}

func (m Measured) judge(item CheckItem) CheckFinding {
	rules := map[CheckItem]func(*verdict){
		ItemBrowser: of(m.Browser, (*verdict).browser), ItemCamera: of(m.Camera, (*verdict).camera),
		ItemMicrophone: of(m.Microphone, (*verdict).microphone), ItemSpeaker: of(m.Speaker, (*verdict).speaker),
		ItemNetwork: of(m.Network, (*verdict).network), ItemEvents: of(m.Events, (*verdict).events), ItemMedia: of(m.Media, (*verdict).media),
		ItemStorage: of(m.Storage, (*verdict).storage), ItemClock: of(m.Clock, (*verdict).clock), ItemPower: of(m.Power, (*verdict).power),
		ItemScreen: of(m.Screen, (*verdict).screen),
	}
	rule := rules[item]
	if rule == nil {
		return CheckFinding{Item: item, Verdict: CheckOpen}
	}
	v := &verdict{CheckFinding: CheckFinding{Item: item, Verdict: CheckPass}}
	rule(v)
	return v.CheckFinding
}

// of binds a rule to what was measured; nil where nothing was.
func of[T any](measured *T, rule func(*verdict, T)) func(*verdict) {
	if measured == nil {
		return nil
	}
	return func(v *verdict) { rule(v, *measured) }
}

// verdict gathers what is wrong with one item.
type verdict struct {
	CheckFinding
	failed int // of the reasons, those that fail; they come first
}

// fails and warns add a reason where a condition holds, and report it.
func (v *verdict) fails(when bool, why CheckReason) bool { return v.add(when, CheckFail, why) }

func (v *verdict) warns(when bool, why CheckReason) bool { return v.add(when, CheckWarning, why) }

// within judges a value that should be at least good and must be at least poor.
func (v *verdict) within(value, good, poor float64, fail, warn CheckReason) {
	if !v.fails(value < poor, fail) {
		v.warns(value < good, warn)
	}
}

func (v *verdict) add(when bool, as CheckVerdict, why CheckReason) bool {
	if !when {
		return false
	}
	if as == CheckFail {
		v.Reasons = slices.Insert(v.Reasons, v.failed, why)
		v.failed++
	} else {
		v.Reasons = append(v.Reasons, why)
	}
	if v.failed == 0 || as == CheckFail {
		v.Verdict = as
	}
	return true
}

func (v *verdict) browser(b MeasuredBrowser) {
	if v.fails(b.InApp, "browser_in_app") || v.fails(!b.Secure, "browser_insecure") {
		return
	}
	v.fails(!b.WebRTC, "browser_no_webrtc")
	v.fails(b.WebRTC && (!b.VP8 || !b.Opus), "browser_no_codecs")
	if !v.warns(!b.Recorder, "browser_no_recorder") {
		// What comes in one lump at the end is lost when the page dies before.
		v.warns(b.Slices >= 0 && b.Slices < goodSlices, "browser_no_slices")
	}
}

func (v *verdict) camera(c MeasuredCamera) {
	if v.device(c.Problem, "camera") {
		return
	}
	short := float64(min(c.Width, c.Height))
	switch {
	case v.fails(c.Width == 0 || c.Height == 0 || c.FPS == 0, "camera_no_picture"):
	case v.fails(c.Luma < blackLuma && c.Spread < blackSpread, "camera_black"):
	default:
		v.within(short, goodShort, poorShort, "camera_too_small", "camera_small")
		v.within(c.FPS, goodFPS, poorFPS, "camera_too_slow", "camera_slow")
	}
}

// device judges why a camera or a microphone is not there.
func (v *verdict) device(p DeviceProblem, what CheckReason) bool {
	if p == "" {
		return false
	}
	known := map[DeviceProblem]CheckReason{ProblemDenied: "_denied", ProblemNone: "_none", ProblemInUse: "_in_use"}
	why, ok := known[p]
	if !ok {
		why = "_failed"
	}
	return v.fails(true, what+why)
}

func (v *verdict) microphone(m MeasuredMicrophone) {
	if v.device(m.Problem, "microphone") {
		return
	}
	v.within(m.PeakDB, voiceDB, silentDB, "microphone_silent", "microphone_quiet")
}

func (v *verdict) speaker(s MeasuredSpeaker) {
	if !v.warns(s.Skipped, "speaker_unsaid") {
		v.fails(!s.Heard, "speaker_silent")
	}
}

func (v *verdict) network(n MeasuredNetwork) {
	if v.fails(n.Asked == 0 || n.Lost == n.Asked, "network_away") {
		return
	}
	v.warns(n.Lost > 0, "network_lossy")
	v.within(-n.RoundTripMs, -goodRoundTripMs, -poorRoundTripMs, "network_too_far", "network_far")
	v.within(-n.JitterMs, -goodJitterMs, -poorJitterMs, "network_too_uneven", "network_uneven")
	v.within(n.UpKbps, goodUpKbps, poorUpKbps, "network_up_too_slow", "network_up_slow")
	v.within(n.DownKbps, goodDownKbps, poorDownKbps, "network_down_too_slow", "network_down_slow")
}

func (v *verdict) events(e MeasuredEvents) {
	// Without events pages still ask every few seconds: later, but nothing is lost.
	v.warns(!e.Connected, "events_blocked")
}

func (v *verdict) media(m MeasuredMedia) {
	if v.fails(!m.UDP && !m.TCP, "media_blocked") {
		return
	}
	v.warns(!m.UDP, "media_tcp_only")
	if v.fails(m.Seconds > 0 && m.Kbps == 0, "media_nothing_sent") {
		return
	}
	v.within(-m.LossPercent, -goodLoss, -poorLoss, "media_too_lossy", "media_lossy")
	v.within(-m.RoundTripMs, -goodRoundTripMs, -poorRoundTripMs, "media_too_far", "media_far")
}

func (v *verdict) storage(s MeasuredStorage) {
	if !s.Told {
		v.Verdict = CheckUntold
		return
	}
	v.warns(s.FreeMB < goodFreeMB, "storage_low")
}

func (v *verdict) clock(c MeasuredClock) {
	v.warns(c.OffsetMs > goodClockMs || c.OffsetMs < -goodClockMs, "clock_off")
}

func (v *verdict) power(p MeasuredPower) {
	if !p.Told {
		v.Verdict = CheckUntold
		return
	}
	v.warns(!p.Charging && p.Percent < goodPercent, "power_low")
}

func (v *verdict) screen(s MeasuredScreen) {
	v.warns(!s.WakeLock, "screen_sleeps")
}
