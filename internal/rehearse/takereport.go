package rehearse

import (
	"fmt"
	"io"
)

// VideoReport is what a video rehearsal measured.
type VideoReport struct {
	Slice  Percentiles `json:"slice_ms"`   // a slice from its sending to the server's answer
	HandIn Percentiles `json:"hand_in_ms"` // from the stop to both files verified and the take handed in
}

// Taken is a take of a simulated candidate.
type Taken struct {
	Sitting string `json:"sitting"`
	// SkewMs is by how much the second camera's first frame came after the first's, as
	// the server has it.
	SkewMs int64 `json:"skew_ms"`
	Bytes  int64 `json:"bytes"` // of both files
	// Fault is what was done to a phone, "" for nothing; AwayS is how long it could not
	// record, LostS what is missing of its camera beyond that.
	Fault string  `json:"fault,omitempty"`
	AwayS float64 `json:"away_s"`
	LostS float64 `json:"lost_s"`
	// Files are both cameras' joined files.
	Files []TakenFile `json:"files"`
}

// TakenFile is one camera's joined file. Path is its address on the server.
type TakenFile struct {
	Position  int     `json:"position"`
	Path      string  `json:"path"`
	Bytes     int64   `json:"bytes"`
	DurationS float64 `json:"duration_s"`
	MissingS  float64 `json:"missing_s"` // of the take, at its ends and in gaps, by the server's record
}

// mostLostS is how much of a take may be missing beyond a phone's absence: two slices.
const mostLostS = 2.0

func (r Report) mostLost() (most float64) {
	for _, t := range r.Takes {
		most = max(most, t.LostS)
	}
	return most
}

func (r Report) writeTakes(w io.Writer) {
	if len(r.Takes) > 0 {
		_, _ = fmt.Fprintf(w, "\n%-38s %8s %10s %8s %8s %8s\n", "take", "skew ms", "bytes", "fault", "away s", "lost s")
	}
	for _, t := range r.Takes {
		_, _ = fmt.Fprintf(w, "%-38s %8d %10d %8s %8.1f %8.1f\n", t.Sitting, t.SkewMs, t.Bytes, t.Fault, t.AwayS, t.LostS)
	}
}
