package video

import (
	"context"
	"fmt"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

// RuleView is how the candidates of a session record themselves.
type RuleView struct {
	Tries          int               `json:"tries" doc:"Takes that a candidate may record"`
	MinSeconds     int               `json:"min_seconds" doc:"Of a take"`
	MaxSeconds     int               `json:"max_seconds" doc:"Of a take"`
	ReadingSeconds int               `json:"reading_seconds" doc:"For the question before the first take"`
	GraceMinutes   int               `json:"grace_minutes" doc:"After the session's end, to use a take and send it"`
	DrawQuestion   bool              `json:"draw_question" doc:"One of the session's questions for each candidate"`
	BrokenCosts    bool              `json:"broken_costs" doc:"A take that an interruption broke costs a try"`
	SecondCamera   exam.SecondCamera `json:"second_camera,omitempty" enum:"required,optional,none" readOnly:"true"`
}

func ruleView(r exam.VideoRule, second exam.SecondCamera) RuleView {
	return RuleView{
		r.Tries, seconds(r.Min), seconds(r.Max), seconds(r.Reading), int(r.Grace / time.Minute), r.DrawQuestion, r.BrokenCosts, second,
	}
}

func seconds(d time.Duration) int { return int(d / time.Second) }

// QuestionView is a question before the candidate.
type QuestionView struct {
	Number  int    `json:"number"`
	Title   string `json:"title"`
	Body    string `json:"body"`
	FileURL string `json:"file_url,omitempty"`
}

// DeviceView is what a device last said of itself.
type DeviceView struct {
	Position      exam.Position      `json:"position"`
	Online        bool               `json:"online" doc:"It has reported in the last seconds"`
	Recorder      exam.RecorderState `json:"recorder" enum:"idle,ready,recording,stopped,error"`
	StorageFree   *int64             `json:"storage_free_bytes"`
	Unsent        int64              `json:"unsent_bytes"`
	ClockOffsetMs *int64             `json:"clock_offset_ms"`
	ClockErrorMs  *int64             `json:"clock_error_ms"`
	Problem       exam.CameraProblem `json:"problem" enum:",track_ended,track_muted,page_hidden,recorder_error,no_data,storage_full,peer_gone,upload_stalled,gone"`
	ProblemSince  *time.Time         `json:"problem_since,omitempty"`
}

// GapView is a hole in a track, from its first frame on.
type GapView struct {
	FromMs int64 `json:"from_ms"`
	ToMs   int64 `json:"to_ms"`
}

// SegmentView is one piece of a track.
type SegmentView struct {
	ID        string    `json:"id"`
	MIME      string    `json:"mime"`
	FirstAt   time.Time `json:"first_at"`
	Bytes     int64     `json:"bytes" doc:"0 until it is kept"`
	HaveBytes int64     `json:"have_bytes"`
	Complete  bool      `json:"complete"`
	Mine      bool      `json:"mine,omitempty" doc:"Recorded by the login that asks"`
}

// TrackView is one camera of a take.
type TrackView struct {
	Position   exam.Position   `json:"position"`
	Bytes      int64           `json:"bytes"`
	DurationMs int64           `json:"duration_ms"`
	OffsetMs   int64           `json:"offset_ms" doc:"Of the first frame from the start of the take; negative before it"`
	Gaps       []GapView       `json:"gaps"`
	Joined     exam.TrackState `json:"joined" enum:"waiting,ready,failed"`
	URL        string          `json:"url,omitempty" doc:"Of what there is by now; the joined file has another, so that no player goes on with the pieces before it"`
	ThumbURL   string          `json:"thumb_url,omitempty"`
	MIME       string          `json:"mime"`
	SHA256     string          `json:"sha256,omitempty" doc:"Of the joined file"`
	Segments   []SegmentView   `json:"segments"`
}

// TakeView is a take.
type TakeView struct {
	ID         string         `json:"id"`
	Number     int            `json:"number"`
	State      exam.TakeState `json:"state" enum:"recording,preview,discarded,final"`
	StartsAt   time.Time      `json:"starts_at"`
	StoppedAt  *time.Time     `json:"stopped_at,omitempty"`
	Stop       exam.TakeStop  `json:"stop,omitempty" enum:"candidate,proctor,max_length,session_end"`
	Costs      bool           `json:"costs"`
	Broken     bool           `json:"broken"`
	Incomplete bool           `json:"incomplete"`
	SkewMs     *int64         `json:"skew_ms" doc:"By how much the second camera's first frame came after the first camera's"`
	Tracks     []TrackView    `json:"tracks"`
}

// VideoState is what a video exam adds to a sitting.
type VideoState struct {
	ServerTime    time.Time         `json:"server_time"`
	SittingID     string            `json:"sitting_id"`
	Phase         exam.Phase        `json:"phase" enum:"assigned,check_in,ready,recording,previewing,uploading,submitted,finished,absent"`
	Rule          RuleView          `json:"rule"`
	Practice      bool              `json:"practice"`
	Questions     []QuestionView    `json:"questions"`
	ReadableUntil *time.Time        `json:"readable_until,omitempty" doc:"End of the reading time"`
	TriesLeft     int               `json:"tries_left" doc:"Takes that may be begun after the current one"`
	EndsAt        time.Time         `json:"ends_at" doc:"Of recording, for this candidate"`
	ClosesAt      time.Time         `json:"closes_at" doc:"When the last take is used by the clock"`
	SubmittedAt   *time.Time        `json:"submitted_at,omitempty"`
	CanStart      bool              `json:"can_start"`
	Blocked       []exam.StartBlock `json:"blocked" enum:"no_tries,reading_time,second_camera_missing,second_camera_not_ready,storage_short,clock_unknown"`
	Devices       []DeviceView      `json:"devices"`
	Take          *TakeView         `json:"take,omitempty" doc:"The current one: recording, shown for a decision, or the answer"`
	Takes         []TakeView        `json:"takes"`
}

// State returns what stands in a video sitting, to its devices and its staff.
func (s *Service) State(ctx context.Context, sittingID string) (*VideoState, error) {
	if _, err := operation.OnSitting(ctx, s.store, exam.ActionSeeTakes, sittingID); err != nil {
		return nil, err
	}
	return s.state(ctx, sittingID)
}

// facts are what a view is made of.
type facts struct {
	one     exam.Sitting
	in      exam.Session
	reports []exam.DeviceReport
	tracks  []exam.Track
	now     time.Time
}

func (s *Service) state(ctx context.Context, sittingID string) (*VideoState, error) {
	one, err := s.store.Sitting(ctx, sittingID)
	if err != nil {
		return nil, err
	}
	if one.Type != exam.TypeVideo {
		return nil, exam.Errorf(exam.CodeNotFound, "this is no video exam")
	}
	t, err := s.store.Timetable(ctx, one.SessionID)
	if err != nil {
		return nil, err
	}
	f := facts{one: one, in: t.Session, now: s.now()}
	if f.reports, err = s.reports(ctx, sittingID); err != nil {
		return nil, err
	}
	if f.tracks, err = s.store.Tracks(ctx, sittingID); err != nil {
		return nil, err
	}
	view := f.state()
	if view.Questions, err = s.questions(ctx, &one); err != nil {
		return nil, err
	}
	return view, s.addArrived(ctx, view, &one, operation.ActorFrom(ctx))
}

// reports returns what is in the record, newer where it waits to be written here.
func (s *Service) reports(ctx context.Context, sittingID string) ([]exam.DeviceReport, error) {
	reports, err := s.store.Reports(ctx, sittingID)
	s.pending.mu.Lock()
	defer s.pending.mu.Unlock()
	for i, r := range reports {
		if newer, is := s.pending.reports[place{sittingID, r.Position}]; is && newer.LoginID == r.LoginID && newer.Problem == r.Problem {
			reports[i] = newer
		}
	}
	return reports, err
}

func (f *facts) state() *VideoState {
	one, rule := &f.one, f.in.VideoRule()
	view := &VideoState{
		ServerTime: f.now, SittingID: one.ID, Phase: one.Phase, Rule: ruleView(rule, one.CameraPolicy(f.in)), Practice: one.Mock, Questions: []QuestionView{},
		ReadableUntil: timeOf(one.ReadsUntil(f.in)), TriesLeft: one.TriesLeft(f.in), EndsAt: one.Deadline(f.in), ClosesAt: one.WritesUntil,
		SubmittedAt: timeOf(one.SubmittedAt), Blocked: []exam.StartBlock{}, Devices: []DeviceView{}, Takes: []TakeView{},
	}
	if view.ClosesAt.IsZero() {
		view.ClosesAt = view.EndsAt.Add(rule.Grace)
	}
	if rule.Reading == 0 {
		view.ReadableUntil = nil
	}
	if one.Phase == exam.PhaseReady {
		view.Blocked = one.StartBlocks(f.in, f.reports, f.now)
		view.CanStart = len(view.Blocked) == 0 && f.now.Before(view.EndsAt)
	}
	for _, d := range one.Devices {
		view.Devices = append(view.Devices, f.device(d))
	}
	current := one.Take()
	for i := range one.Takes {
		t := f.take(&one.Takes[i])
		view.Takes = append(view.Takes, t)
		if current != nil && current.ID == t.ID {
			view.Take = &t
		}
	}
	return view
}

func (f *facts) device(d exam.Device) DeviceView {
	view := DeviceView{Position: d.Position, Recorder: exam.RecorderIdle}
	for _, r := range f.reports {
		if r.Position != d.Position || r.LoginID != d.LoginID {
			continue
		}
		view = DeviceView{
			d.Position, r.Online(f.now) && r.Problem != exam.CameraGone, r.Recorder, r.StorageFree, r.Unsent, r.ClockOffset, r.ClockError, r.Problem, nil,
		}
		if r.Problem != exam.CameraFine {
			view.ProblemSince = timeOf(r.ProblemSince)
		}
	}
	return view
}

func (f *facts) take(t *exam.Take) TakeView {
	view := TakeView{
		ID: t.ID, Number: t.Number, State: t.State, StartsAt: t.StartsAt, StoppedAt: timeOf(t.StoppedAt), Stop: t.Stop, Costs: t.Costs, Broken: t.Broken,
		Incomplete: t.Incomplete, Tracks: []TrackView{},
	}
	if skew, known := t.Skew(); known {
		ms := skew.Milliseconds()
		view.SkewMs = &ms
	}
	for _, p := range []exam.Position{exam.FirstPosition, exam.SecondPosition} {
		if len(t.Of(p)) > 0 {
			view.Tracks = append(view.Tracks, f.track(t, p))
		}
	}
	return view
}

func (f *facts) track(t *exam.Take, p exam.Position) TrackView {
	view := TrackView{
		Position: p, OffsetMs: t.FirstAt(p).Sub(t.StartsAt).Milliseconds(), Gaps: []GapView{}, Joined: exam.TrackWaiting, Segments: []SegmentView{},
		URL: fmt.Sprintf("/api/sittings/%s/video/takes/%s/tracks/%d", f.one.ID, t.ID, p),
	}
	end := t.FirstAt(p)
	for _, g := range t.Of(p) {
		view.MIME = g.MIME
		view.Bytes += g.Bytes
		view.Segments = append(view.Segments, SegmentView{ID: g.ID, MIME: g.MIME, FirstAt: g.FirstAt, Bytes: g.Bytes, HaveBytes: g.Bytes, Complete: g.Complete})
		if hole := g.FirstAt.Sub(end); hole > 0 {
			view.Gaps = append(view.Gaps, GapView{end.Sub(t.FirstAt(p)).Milliseconds(), g.FirstAt.Sub(t.FirstAt(p)).Milliseconds()})
		}
		end = g.FirstAt.Add(g.Duration)
	}
	view.DurationMs = end.Sub(t.FirstAt(p)).Milliseconds()
	for _, k := range f.tracks {
		if k.TakeID == t.ID && k.Position == p {
			joined(&view, k)
		}
	}
	return view
}

// joined tells of a joined file what is known of it.
func joined(view *TrackView, k exam.Track) {
	view.Joined = k.State
	if k.State != exam.TrackReady {
		return
	}
	view.Bytes, view.DurationMs, view.MIME, view.SHA256, view.Gaps = k.Bytes, k.Duration.Milliseconds(), k.MIME, k.SHA256, []GapView{}
	for _, g := range k.Gaps {
		view.Gaps = append(view.Gaps, GapView{g.From.Milliseconds(), g.To.Milliseconds()})
	}
	if k.Thumb != "" {
		view.ThumbURL = view.URL + "/thumb"
	}
	view.URL += "?joined=" + k.SHA256
}

// questions returns what is shown to the candidate now.
func (s *Service) questions(ctx context.Context, one *exam.Sitting) ([]QuestionView, error) {
	views := []QuestionView{}
	all, err := s.store.Questions(ctx, one.SessionID)
	if err != nil {
		return nil, err
	}
	for _, r := range one.Shown() {
		for _, q := range all {
			if q.ID != r.QuestionID {
				continue
			}
			v := QuestionView{Number: q.Number, Title: q.Title, Body: q.Body}
			if q.FileID != "" {
				v.FileURL = "/api/sittings/" + one.ID + "/releases/" + r.ID + "/file"
			}
			views = append(views, v)
		}
	}
	return views, nil
}

// addArrived tells how much of each piece is here, and whose it is.
func (s *Service) addArrived(ctx context.Context, view *VideoState, one *exam.Sitting, by exam.Actor) error {
	for i := range view.Takes {
		for k := range view.Takes[i].Tracks {
			track := &view.Takes[i].Tracks[k]
			for n := range track.Segments {
				if err := s.arrived(ctx, one, by, track, &track.Segments[n]); err != nil {
					return err
				}
			}
		}
		if view.Take != nil && view.Take.ID == view.Takes[i].ID {
			view.Take = &view.Takes[i]
		}
	}
	return nil
}

func (s *Service) arrived(ctx context.Context, one *exam.Sitting, by exam.Actor, track *TrackView, view *SegmentView) error {
	_, g, err := one.Segment(view.ID)
	if err != nil {
		return err
	}
	view.Mine = by.LoginID != "" && g.LoginID == by.LoginID
	if g.Kept() {
		return nil
	}
	view.HaveBytes, err = s.uploads.Have(ctx, uploadOf(g.ID))
	track.Bytes += view.HaveBytes
	return err
}

func timeOf(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
