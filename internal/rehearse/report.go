package rehearse

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"
)

// Percentiles are of single observations, in whole milliseconds; all 0 for none.
type Percentiles struct {
	P50 int64 `json:"p50"`
	P95 int64 `json:"p95"`
	P99 int64 `json:"p99"`
	Max int64 `json:"max"`
}

// Failure is a candidate who did not get through, where and why.
type Failure struct {
	Candidate string `json:"candidate"`
	Phase     string `json:"phase"`
	Error     string `json:"error"`
}

// Recorded is one file of the server's recording. Path is its address on the
// server.
type Recorded struct {
	Sitting   string  `json:"sitting"`
	Position  int     `json:"position"`
	Path      string  `json:"path"`
	DurationS float64 `json:"duration_s"`
	GapsS     float64 `json:"gaps_s"`
}

// Report is what came of a rehearsal.
type Report struct {
	Type         string      `json:"type"`
	Candidates   int         `json:"candidates"`
	Completed    int         `json:"completed"`
	Failed       []Failure   `json:"failed"`
	Causes       []Cause     `json:"causes"` // of the failures, most first; filled by [Report.WriteJSON]
	SignIn       Percentiles `json:"sign_in_ms"`
	FirstFrame   Percentiles `json:"first_frame_ms"`
	InviteToRoom Percentiles `json:"invite_to_room_ms"`
	Events       Percentiles `json:"events_ms"`
	Recordings   []Recorded  `json:"recordings"`
	// Requests are the answers of all calls of a sign-in storm; nil else.
	Requests *Percentiles `json:"requests_ms,omitempty"`
	// Video is what came of a video rehearsal; nil else.
	Video *VideoReport `json:"video,omitempty"`
	// Takes are the takes of a video rehearsal.
	Takes []Taken `json:"takes,omitempty"`
	// Written is what came of answering on the screen; nil else.
	Written *WrittenReport `json:"written,omitempty"`
}

// WrittenReport is what came of a written rehearsal: every acknowledged answer is
// looked for on the answer sheets.
type WrittenReport struct {
	AckedAnswers int         `json:"acked_answers"`
	LostAnswers  int         `json:"lost_answers"`
	Release      Percentiles `json:"release_ms"` // from the proctor's press to the paper readable on a page
	Save         Percentiles `json:"save_ms"`
	Submit       Percentiles `json:"submit_ms"`
	// Pages is what came of the photographed pages; nil on the screen.
	Pages *PagesReport `json:"pages,omitempty"`
}

func (w *WrittenReport) lost() int {
	if w == nil {
		return 0
	}
	if w.Pages != nil {
		return w.LostAnswers + w.Pages.Lost
	}
	return w.LostAnswers
}

// OK reports whether every candidate got through.
func (r Report) OK() bool {
	return r.Completed == r.Candidates && len(r.Failed) == 0 && r.Written.lost() == 0 && r.mostLost() <= mostLostS
}

// WriteJSON writes the report as one object.
func (r Report) WriteJSON(w io.Writer) error {
	r.Causes = causesOf(r.Failed)
	if err := json.NewEncoder(w).Encode(r); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// WriteTable writes the report for people.
func (r Report) WriteTable(w io.Writer) {
	_, _ = fmt.Fprintf(w, "%s: %d of %d candidates got through\n\n", r.Type, r.Completed, r.Candidates)
	_, _ = fmt.Fprintf(w, "%-22s %8s %8s %8s %8s\n", "milliseconds", "p50", "p95", "p99", "max")
	for _, row := range r.rows() {
		_, _ = fmt.Fprintf(w, "%-22s %8d %8d %8d %8d\n", row.name, row.p.P50, row.p.P95, row.p.P99, row.p.Max)
	}
	if r.Written != nil && r.Written.Pages != nil {
		r.Written.Pages.writeTable(w)
	} else if r.Written != nil {
		_, _ = fmt.Fprintf(w, "\n%d answers acknowledged, %d lost\n", r.Written.AckedAnswers, r.Written.LostAnswers)
	}
	if len(r.Recordings) > 0 {
		_, _ = fmt.Fprintf(w, "\n%-38s %8s %10s %8s\n", "recording", "position", "seconds", "missing")
	}
	for _, one := range r.Recordings {
		_, _ = fmt.Fprintf(w, "%-38s %8d %10.1f %8.1f\n", one.Sitting, one.Position, one.DurationS, one.GapsS)
	}
	r.writeTakes(w)
	for _, f := range r.Failed {
		_, _ = fmt.Fprintf(w, "\nfailed: %s in %s: %s\n", f.Candidate, f.Phase, f.Error)
	}
}

// row is a line of the table.
type row struct {
	name string
	p    Percentiles
}

func (r Report) rows() []row {
	if w := r.Written; w != nil && w.Pages != nil {
		return []row{{"sign-in", r.SignIn}, {"release to readable", w.Release}, {"a page", w.Pages.Page}, {"hand in", w.Submit}}
	} else if w != nil {
		return []row{{"sign-in", r.SignIn}, {"release to readable", w.Release}, {"save", w.Save}, {"hand in", w.Submit}}
	}
	if v := r.Video; v != nil {
		return []row{{"sign-in", r.SignIn}, {"slice", v.Slice}, {"stop to handed in", v.HandIn}}
	}
	if r.Requests != nil {
		return []row{{"one request", *r.Requests}, {"address to timetable", r.SignIn}}
	}
	return []row{{"sign-in", r.SignIn}, {"first frame", r.FirstFrame}, {"invitation to room", r.InviteToRoom}, {"events", r.Events}}
}

// timings collects observations of many candidates at once.
type timings struct {
	mu   sync.Mutex
	seen map[string][]time.Duration
}

func (t *timings) add(what string, took time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.seen == nil {
		t.seen = map[string][]time.Duration{}
	}
	t.seen[what] = append(t.seen[what], took)
}

func (t *timings) percentiles(what string) Percentiles {
	t.mu.Lock()
	defer t.mu.Unlock()
	sorted := slices.Sorted(slices.Values(t.seen[what]))
	return Percentiles{percentile(sorted, 50), percentile(sorted, 95), percentile(sorted, 99), percentile(sorted, 100)}
}

// percentile returns the nearest-rank percentile of sorted observations.
func percentile(sorted []time.Duration, p int) int64 {
	if len(sorted) == 0 {
		return 0
	}
	rank := (len(sorted)*p + 99) / 100
	return sorted[max(rank, 1)-1].Milliseconds()
}
