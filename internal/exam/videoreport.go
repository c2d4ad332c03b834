package exam

import (
	"slices"
	"strconv"
	"time"
)

// RecorderState is what a device's recorder does.
type RecorderState string

// The states of a recorder.
const (
	RecorderIdle      RecorderState = "idle"
	RecorderReady     RecorderState = "ready"
	RecorderRecording RecorderState = "recording"
	RecorderStopped   RecorderState = "stopped"
	RecorderError     RecorderState = "error"
)

// CameraProblem is what goes wrong on a device of a video exam.
type CameraProblem string

// The problems. The server itself finds [CameraGone].
const (
	CameraFine          CameraProblem = ""
	CameraTrackEnded    CameraProblem = "track_ended"
	CameraTrackMuted    CameraProblem = "track_muted"
	CameraPageHidden    CameraProblem = "page_hidden"
	CameraRecorderError CameraProblem = "recorder_error"
	CameraNoData        CameraProblem = "no_data"
	CameraStorageFull   CameraProblem = "storage_full"
	CameraPeerGone      CameraProblem = "peer_gone"
	CameraUploadStalled CameraProblem = "upload_stalled"
	CameraGone          CameraProblem = "gone" // it has not reported for [DeviceSilence]
)

// breaks reports whether a problem breaks a take: what is not sent yet is not lost.
func (p CameraProblem) breaks() bool { return p != CameraFine && p != CameraUploadStalled }

const (
	// DeviceSilence is after what time without a report a recording device is gone. It
	// reports every second, and the other phone is to be loud within three.
	DeviceSilence = 2200 * time.Millisecond
	// deviceFresh is how old the last report of a device that takes part may be.
	deviceFresh = 5 * time.Second
	// MaxClockError is how far a device's measure of the server's clock may be off
	// for it to begin.
	MaxClockError = 500 * time.Millisecond
	// takeBytesPerSecond is what a recording takes of a device's storage at most.
	takeBytesPerSecond = 400 << 10
)

// DeviceReport is what a device last said of itself. Numbers that it does not know
// are nil.
type DeviceReport struct {
	SittingID, SchoolID string
	Position            Position
	LoginID             string
	At                  time.Time // when the server heard it
	Recorder            RecorderState
	StorageFree         *int64 // bytes
	Unsent              int64  // bytes
	ClockOffset         *int64 // milliseconds
	ClockError          *int64 // milliseconds
	Problem             CameraProblem
	ProblemSince        time.Time
	SegmentID           string
}

// Check refuses what no device says, as CodeInvalid with "field".
func (r DeviceReport) Check() error {
	switch {
	case !slices.Contains([]RecorderState{RecorderIdle, RecorderReady, RecorderRecording, RecorderStopped, RecorderError}, r.Recorder):
		return wrongField("recorder", "is not known")
	case r.Problem == CameraGone || !slices.Contains(cameraProblems, r.Problem):
		return wrongField("problem", "is not known")
	case r.Unsent < 0:
		return wrongField("unsent_bytes", "is less than 0")
	}
	return nil
}

var cameraProblems = []CameraProblem{
	CameraFine, CameraTrackEnded, CameraTrackMuted, CameraPageHidden, CameraRecorderError, CameraNoData, CameraStorageFull, CameraPeerGone, CameraUploadStalled,
}

// Online reports whether a device has reported lately.
func (r DeviceReport) Online(now time.Time) bool {
	return !r.At.IsZero() && now.Sub(r.At) < deviceFresh
}

// NoteProblem writes down that a device's problem has changed, and breaks the take
// that is being recorded.
func (s *Sitting) NoteProblem(by Actor, p Position, was, is CameraProblem, now time.Time) {
	if t := s.Take(); t != nil && t.State == TakeRecording && is.breaks() {
		t.Broken = true
	}
	s.note("device.problem", "video", by, now, map[string]string{"position": strconv.Itoa(int(p)), "was": string(was), "problem": string(is)})
}

// StartBlock is why a take cannot be started.
type StartBlock string

// The reasons, in the order in which they are told.
const (
	BlockNoTries        StartBlock = "no_tries"
	BlockReading        StartBlock = "reading_time"
	BlockSecondMissing  StartBlock = "second_camera_missing"
	BlockSecondNotReady StartBlock = "second_camera_not_ready"
	BlockStorage        StartBlock = "storage_short"
	BlockClock          StartBlock = "clock_unknown"
)

// StartBlocks returns all that keeps the candidate from starting a take now: by what
// the devices last reported. A second camera that is optional counts once it is there
// (FEATURES F2, F3).
func (s *Sitting) StartBlocks(in Session, reports []DeviceReport, now time.Time) []StartBlock {
	blocks := []StartBlock{}
	add := func(is bool, b StartBlock) {
		if is {
			blocks = append(blocks, b)
		}
	}
	rule, policy := in.VideoRule(), s.CameraPolicy(in)
	first, second := s.reportOf(FirstPosition, reports), s.reportOf(SecondPosition, reports)
	required := policy == SecondCameraRequired
	takesPart := policy != SecondCameraNone && s.Device(SecondPosition) != nil && (required || second.Online(now))
	add(s.TriesLeft(in) == 0, BlockNoTries)
	add(now.Before(s.ReadsUntil(in)), BlockReading)
	add(required && s.Device(SecondPosition) == nil, BlockSecondMissing)
	add(takesPart && !(second.Online(now) && second.Recorder == RecorderReady), BlockSecondNotReady)
	needed := int64(rule.Max/time.Second) * takeBytesPerSecond
	add(first.short(needed) || takesPart && second.short(needed), BlockStorage)
	add(!first.knowsClock(now) || takesPart && second.Online(now) && !second.knowsClock(now), BlockClock)
	return blocks
}

// reportOf returns the report of who holds a position, the zero one for none.
func (s *Sitting) reportOf(p Position, reports []DeviceReport) DeviceReport {
	d := s.Device(p)
	for _, r := range reports {
		if d != nil && r.Position == p && r.LoginID == d.LoginID {
			return r
		}
	}
	return DeviceReport{}
}

func (r DeviceReport) short(needed int64) bool {
	return r.StorageFree != nil && *r.StorageFree < needed
}

func (r DeviceReport) knowsClock(now time.Time) bool {
	return r.Online(now) && r.ClockError != nil && time.Duration(*r.ClockError)*time.Millisecond <= MaxClockError
}
