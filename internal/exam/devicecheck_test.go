package exam_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"kaochang/internal/exam"
)

// fine returns what a good device measures.
func fine() exam.Measured {
	return exam.Measured{
		Browser:    &exam.MeasuredBrowser{Secure: true, WebRTC: true, VP8: true, Opus: true, Recorder: true, Slices: 4},
		Camera:     &exam.MeasuredCamera{Width: 480, Height: 640, FPS: 20, Luma: 110, Spread: 50}, // upright
		Microphone: &exam.MeasuredMicrophone{PeakDB: -20},
		Speaker:    &exam.MeasuredSpeaker{Heard: true},
		Network:    &exam.MeasuredNetwork{Asked: 8, RoundTripMs: 40, JitterMs: 4, DownKbps: 20000, UpKbps: 8000},
		Events:     &exam.MeasuredEvents{Connected: true, ConnectMs: 50},
		Media:      &exam.MeasuredMedia{UDP: true, TCP: true, ConnectMs: 300, Kbps: 600, LossPercent: 0, RoundTripMs: 40, Seconds: 4},
		Storage:    &exam.MeasuredStorage{Told: true, FreeMB: 4000},
		Clock:      &exam.MeasuredClock{OffsetMs: 300},
		Power:      &exam.MeasuredPower{Told: true, Percent: 80},
		Screen:     &exam.MeasuredScreen{WakeLock: true},
	}
}

// FEATURES: A16
func TestDeviceCheckJudges(t *testing.T) {
	for _, c := range []struct {
		rule    string
		item    exam.CheckItem
		change  func(m *exam.Measured)
		verdict exam.CheckVerdict
		reasons string // in order, gravest first
		outcome exam.CheckOutcome
	}{
		{"a good device is ready", exam.ItemCamera, func(*exam.Measured) {}, exam.CheckPass, "", exam.OutcomeReady},
		{"what was not measured is open", exam.ItemMedia, func(m *exam.Measured) { m.Media = nil }, exam.CheckOpen, "", ""},
		{"WeChat gives no camera", exam.ItemBrowser, func(m *exam.Measured) { m.Browser.InApp = true }, exam.CheckFail, "browser_in_app", exam.OutcomeNotReady},
		{"a page without TLS gives no camera, so nothing else counts", exam.ItemBrowser, func(m *exam.Measured) { *m.Browser = exam.MeasuredBrowser{} }, exam.CheckFail, "browser_insecure", exam.OutcomeNotReady},
		{"an old browser has no WebRTC", exam.ItemBrowser, func(m *exam.Measured) { m.Browser.WebRTC, m.Browser.Recorder = false, false }, exam.CheckFail, "browser_no_webrtc browser_no_recorder", exam.OutcomeNotReady},
		{"VP8 is needed (decision 0007)", exam.ItemBrowser, func(m *exam.Measured) { m.Browser.VP8 = false }, exam.CheckFail, "browser_no_codecs", exam.OutcomeNotReady},
		{"without MediaRecorder video exams lack their second copy", exam.ItemBrowser, func(m *exam.Measured) { m.Browser.Recorder = false }, exam.CheckWarning, "browser_no_recorder", exam.OutcomeRemarks},
		{"a recorder that gives all at the end (iOS, some Android)", exam.ItemBrowser, func(m *exam.Measured) { m.Browser.Slices = 1 }, exam.CheckWarning, "browser_no_slices", exam.OutcomeRemarks},
		{"without a camera there was nothing to record", exam.ItemBrowser, func(m *exam.Measured) { m.Browser.Slices = -1 }, exam.CheckPass, "", exam.OutcomeReady},
		{"a refused camera", exam.ItemCamera, func(m *exam.Measured) { m.Camera.Problem = exam.ProblemDenied }, exam.CheckFail, "camera_denied", exam.OutcomeNotReady},
		{"no camera", exam.ItemCamera, func(m *exam.Measured) { m.Camera.Problem = exam.ProblemNone }, exam.CheckFail, "camera_none", exam.OutcomeNotReady},
		{"a camera in use", exam.ItemCamera, func(m *exam.Measured) { m.Camera.Problem = exam.ProblemInUse }, exam.CheckFail, "camera_in_use", exam.OutcomeNotReady},
		{"a problem without a name", exam.ItemCamera, func(m *exam.Measured) { m.Camera.Problem = "odd" }, exam.CheckFail, "camera_failed", exam.OutcomeNotReady},
		{"a track without frames", exam.ItemCamera, func(m *exam.Measured) { m.Camera.FPS = 0 }, exam.CheckFail, "camera_no_picture", exam.OutcomeNotReady},
		{"a black picture", exam.ItemCamera, func(m *exam.Measured) { m.Camera.Luma, m.Camera.Spread = 2, 1 }, exam.CheckFail, "camera_black", exam.OutcomeNotReady},
		{"a dim room is not black", exam.ItemCamera, func(m *exam.Measured) { m.Camera.Luma, m.Camera.Spread = 10, 12 }, exam.CheckPass, "", exam.OutcomeReady},
		{"a small and slow picture", exam.ItemCamera, func(m *exam.Measured) { m.Camera.Width, m.Camera.Height, m.Camera.FPS = 320, 240, 8 }, exam.CheckWarning, "camera_small camera_slow", exam.OutcomeRemarks},
		{"a tiny picture at a slide show's pace", exam.ItemCamera, func(m *exam.Measured) { m.Camera.Width, m.Camera.Height, m.Camera.FPS = 160, 120, 3 }, exam.CheckFail, "camera_too_small camera_too_slow", exam.OutcomeNotReady},
		{"small, and far too slow", exam.ItemCamera, func(m *exam.Measured) { m.Camera.Width, m.Camera.Height, m.Camera.FPS = 320, 240, 3 }, exam.CheckFail, "camera_too_slow camera_small", exam.OutcomeNotReady},
		{"a refused microphone", exam.ItemMicrophone, func(m *exam.Measured) { m.Microphone.Problem = exam.ProblemDenied }, exam.CheckFail, "microphone_denied", exam.OutcomeNotReady},
		{"a muted microphone", exam.ItemMicrophone, func(m *exam.Measured) { m.Microphone.PeakDB = -200 }, exam.CheckFail, "microphone_silent", exam.OutcomeNotReady},
		{"a microphone that heard no voice", exam.ItemMicrophone, func(m *exam.Measured) { m.Microphone.PeakDB = -60 }, exam.CheckWarning, "microphone_quiet", exam.OutcomeRemarks},
		{"a tone that was not heard", exam.ItemSpeaker, func(m *exam.Measured) { m.Speaker.Heard = false }, exam.CheckFail, "speaker_silent", exam.OutcomeNotReady},
		{"a tone that nobody spoke of", exam.ItemSpeaker, func(m *exam.Measured) { *m.Speaker = exam.MeasuredSpeaker{Skipped: true} }, exam.CheckWarning, "speaker_unsaid", exam.OutcomeRemarks},
		{"no answer at all", exam.ItemNetwork, func(m *exam.Measured) { m.Network.Lost = 8 }, exam.CheckFail, "network_away", exam.OutcomeNotReady},
		{"one answer lost", exam.ItemNetwork, func(m *exam.Measured) { m.Network.Lost = 1 }, exam.CheckWarning, "network_lossy", exam.OutcomeRemarks},
		{"G.114's good limit is still good", exam.ItemNetwork, func(m *exam.Measured) { m.Network.RoundTripMs = 300 }, exam.CheckPass, "", exam.OutcomeReady},
		{"far away", exam.ItemNetwork, func(m *exam.Measured) { m.Network.RoundTripMs = 301 }, exam.CheckWarning, "network_far", exam.OutcomeRemarks},
		{"too far to talk", exam.ItemNetwork, func(m *exam.Measured) { m.Network.RoundTripMs = 801 }, exam.CheckFail, "network_too_far", exam.OutcomeNotReady},
		{"uneven", exam.ItemNetwork, func(m *exam.Measured) { m.Network.JitterMs = 80 }, exam.CheckWarning, "network_uneven", exam.OutcomeRemarks},
		{"an up-link for one small picture", exam.ItemNetwork, func(m *exam.Measured) { m.Network.UpKbps = 400 }, exam.CheckWarning, "network_up_slow", exam.OutcomeRemarks},
		{"an up-link for none", exam.ItemNetwork, func(m *exam.Measured) { m.Network.UpKbps = 299 }, exam.CheckFail, "network_up_too_slow", exam.OutcomeNotReady},
		{"a down-link for one face of the panel", exam.ItemNetwork, func(m *exam.Measured) { m.Network.DownKbps = 1499 }, exam.CheckWarning, "network_down_slow", exam.OutcomeRemarks},
		{"events that do not come", exam.ItemEvents, func(m *exam.Measured) { m.Events.Connected = false }, exam.CheckWarning, "events_blocked", exam.OutcomeRemarks},
		{"no path for pictures", exam.ItemMedia, func(m *exam.Measured) { *m.Media = exam.MeasuredMedia{Problem: "timeout"} }, exam.CheckFail, "media_blocked", exam.OutcomeNotReady},
		{"only TCP gets through", exam.ItemMedia, func(m *exam.Measured) { m.Media.UDP = false }, exam.CheckWarning, "media_tcp_only", exam.OutcomeRemarks},
		{"that TCP was not needed is no remark", exam.ItemMedia, func(m *exam.Measured) { m.Media.TCP = false }, exam.CheckPass, "", exam.OutcomeReady},
		{"a path on which nothing went", exam.ItemMedia, func(m *exam.Measured) { m.Media.Kbps = 0 }, exam.CheckFail, "media_nothing_sent", exam.OutcomeNotReady},
		{"without a camera nothing can be sent, and that is the camera's fault", exam.ItemMedia, func(m *exam.Measured) { m.Media.Kbps, m.Media.Seconds = 0, 0 }, exam.CheckPass, "", exam.OutcomeReady},
		{"words are lost", exam.ItemMedia, func(m *exam.Measured) { m.Media.LossPercent = 11 }, exam.CheckFail, "media_too_lossy", exam.OutcomeNotReady},
		{"a browser that does not tell its storage", exam.ItemStorage, func(m *exam.Measured) { m.Storage.Told = false }, exam.CheckUntold, "", exam.OutcomeReady},
		{"little storage", exam.ItemStorage, func(m *exam.Measured) { m.Storage.FreeMB = 100 }, exam.CheckWarning, "storage_low", exam.OutcomeRemarks},
		{"a clock in another hour", exam.ItemClock, func(m *exam.Measured) { m.Clock.OffsetMs = -3_600_000 }, exam.CheckWarning, "clock_off", exam.OutcomeRemarks},
		{"a battery that will not last", exam.ItemPower, func(m *exam.Measured) { m.Power.Percent = 20 }, exam.CheckWarning, "power_low", exam.OutcomeRemarks},
		{"plugged in", exam.ItemPower, func(m *exam.Measured) { m.Power.Percent, m.Power.Charging = 20, true }, exam.CheckPass, "", exam.OutcomeReady},
		{"a browser that does not tell its battery", exam.ItemPower, func(m *exam.Measured) { m.Power.Told = false }, exam.CheckUntold, "", exam.OutcomeReady},
		{"a screen that goes dark", exam.ItemScreen, func(m *exam.Measured) { m.Screen.WakeLock = false }, exam.CheckWarning, "screen_sleeps", exam.OutcomeRemarks},
	} {
		t.Run(c.rule, func(t *testing.T) {
			m := fine()
			c.change(&m)
			findings, outcome := m.Judge(exam.FirstPosition)
			i := slices.IndexFunc(findings, func(f exam.CheckFinding) bool { return f.Item == c.item })
			var reasons []string
			for _, r := range findings[i].Reasons {
				reasons = append(reasons, string(r))
			}
			if got := findings[i]; got.Verdict != c.verdict || strings.Join(reasons, " ") != c.reasons || outcome != c.outcome {
				t.Errorf("%s is %s %v, outcome %q; want %s %q, outcome %q", c.item, got.Verdict, got.Reasons, outcome, c.verdict, c.reasons, c.outcome)
			}
		})
	}
}

func TestABrowserThatWillNotDoIsAVerdictByItself(t *testing.T) {
	m := exam.Measured{Browser: &exam.MeasuredBrowser{InApp: true, Slices: -1}}
	if findings, outcome := m.Judge(exam.FirstPosition); outcome != exam.OutcomeNotReady || findings[1].Verdict != exam.CheckOpen {
		t.Errorf("outcome %q with a camera %s, want not_ready with all else open", outcome, findings[1].Verdict)
	}
}

func TestTheSecondCameraNeedsNoMicrophone(t *testing.T) {
	m := fine()
	m.Microphone = nil
	if _, outcome := m.Judge(exam.SecondPosition); outcome != exam.OutcomeReady {
		t.Errorf("outcome %q, want ready", outcome)
	}
	if _, outcome := m.Judge(exam.FirstPosition); outcome != "" {
		t.Errorf("outcome of a first camera %q, want it open", outcome)
	}
}

func TestACheckIsTakenStepByStep(t *testing.T) {
	c := exam.DeviceCheck{Position: exam.FirstPosition, StartedAt: nine, ExpiresAt: nine.Add(exam.CheckTTL)}
	all := fine()
	must(t, c.Take("iPhone · Safari", exam.Measured{Browser: all.Browser, Camera: &exam.MeasuredCamera{Problem: exam.ProblemDenied}}, nine))
	if c.Outcome != "" || !c.FinishedAt.IsZero() || c.Findings[1].Verdict != exam.CheckFail || c.Findings[2].Verdict != exam.CheckOpen {
		t.Errorf("half measured: outcome %q, findings %v", c.Outcome, c.Findings)
	}
	rest := fine()
	rest.Browser, rest.Camera = nil, nil
	must(t, c.Take("", rest, nine.Add(time.Minute)))
	if c.Outcome != exam.OutcomeNotReady || c.Label != "iPhone · Safari" || !c.FinishedAt.Equal(nine.Add(time.Minute)) {
		t.Errorf("with a refused camera: outcome %q of %q at %s", c.Outcome, c.Label, c.FinishedAt)
	}
	must(t, c.Take("", exam.Measured{Camera: all.Camera}, nine.Add(2*time.Minute)))
	if c.Outcome != exam.OutcomeReady {
		t.Errorf("with the camera allowed: outcome %q, want ready", c.Outcome)
	}
	refused(t, "a check has its time", c.Take("", all, nine.Add(exam.CheckTTL)), exam.CodeConflict)
}

func TestReadyState(t *testing.T) {
	for _, c := range []struct {
		rule          string
		first, second exam.CheckOutcome
		want          exam.ReadyState
	}{
		{"nothing was checked", "", "", exam.ReadyUnchecked},
		{"a second camera alone is not enough", "", exam.OutcomeReady, exam.ReadyUnchecked},
		{"one device is enough where one is used", exam.OutcomeReady, "", exam.ReadyAll},
		{"remarks of either count", exam.OutcomeReady, exam.OutcomeRemarks, exam.ReadyRemarks},
		{"a failure of either counts more", exam.OutcomeRemarks, exam.OutcomeNotReady, exam.ReadyFailed},
		{"a failed second camera is told though the first is unchecked", "", exam.OutcomeNotReady, exam.ReadyFailed},
	} {
		r := exam.Readiness{}
		for p, o := range map[exam.Position]exam.CheckOutcome{1: c.first, 2: c.second} {
			if o != "" {
				r.Checks = append(r.Checks, exam.DeviceCheck{Position: p, Outcome: o})
			}
		}
		if got := r.State(); got != c.want {
			t.Errorf("%s: %q and %q are %s, want %s", c.rule, c.first, c.second, got, c.want)
		}
	}
}

func TestReach(t *testing.T) {
	by := exam.Actor{Kind: exam.ActorStaff, StaffID: "s", SchoolID: "school", Bindings: []exam.Binding{
		{Role: exam.RoleSteward, Kind: exam.ScopeRoom, ScopeID: "room"}, {Role: exam.RoleExaminer, Kind: exam.ScopeRoom, ScopeID: "other"},
		{Role: exam.RoleCollegeAdmin, Kind: exam.ScopeCollege, ScopeID: "college"}, {Role: exam.RoleSupport, Kind: exam.ScopeExam, ScopeID: "exam"},
	}}
	r := exam.ReachOf(by, exam.ActionSeeReadiness)
	if r.All || !slices.Equal(r.Rooms, []string{"room"}) || !slices.Equal(r.Colleges, []string{"college"}) || !slices.Equal(r.Exams, []string{"exam"}) {
		t.Errorf("reach %+v, want the steward's room, the college and the support's exam", r)
	}
	by.Bindings = append(by.Bindings, exam.Binding{Role: exam.RoleSchoolAdmin, Kind: exam.ScopeSchool, ScopeID: "school"})
	if r := exam.ReachOf(by, exam.ActionSeeReadiness); !r.All {
		t.Errorf("reach of an administrator %+v, want all", r)
	}
	for _, nobody := range []exam.Actor{examiner, candidate, stranger} {
		if r := exam.ReachOf(nobody, exam.ActionSeeReadiness); !r.Nothing() {
			t.Errorf("reach of %q %+v, want nothing", nobody.Kind, r)
		}
	}
}
