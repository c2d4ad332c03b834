package rehearse

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// lookAgain is how often it is looked whether a take is joined.
const lookAgain = 2 * time.Second

// look waits until both cameras' files are joined, unless told otherwise, and notes what
// they lack.
func (p *performer) look(ctx context.Context) error {
	c := p.phone[0]
	var s state
	// Nobody stands and waits for it, so the server is not asked as often as by a page.
	err := c.persistEach(ctx, lookAgain, func() error {
		var err error
		if s, err = c.see(ctx); err != nil {
			return err
		}
		if s.Take == nil || len(s.Take.Tracks) < 2 {
			return errors.New("a camera has no file")
		}
		for _, k := range s.Take.Tracks {
			if k.Joined == "waiting" && !p.r.Unjoined {
				return fmt.Errorf("camera %d is not joined yet", k.Position)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	t, err := p.taken(s)
	p.r.mu.Lock()
	defer p.r.mu.Unlock()
	if err == nil {
		p.r.report.Takes = append(p.r.report.Takes, t)
		p.r.report.Completed++
	}
	return err
}

// taken measures a take by what the server says of its files.
func (p *performer) taken(s state) (Taken, error) {
	t := Taken{Sitting: p.SittingID, Fault: p.fault.kind, AwayS: p.away.Seconds(), Files: []TakenFile{}}
	if s.Take.SkewMs != nil {
		t.SkewMs = *s.Take.SkewMs
	}
	length := s.Take.StartsAt.Add(p.r.Interview)
	for _, k := range s.Take.Tracks {
		if k.Joined != "ready" && (k.Joined != "waiting" || !p.r.Unjoined) {
			return t, fmt.Errorf("camera %d: its file is %s", k.Position, k.Joined)
		}
		file := TakenFile{Position: k.Position, Path: k.URL, Bytes: k.Bytes, DurationS: float64(k.DurationMs) / 1000}
		if k.Joined == "waiting" { // what is missing is known of a joined file
			t.Bytes, t.Files = t.Bytes+k.Bytes, append(t.Files, file)
			continue
		}
		// What is missing lies before the first frame, in the gaps, or behind the last one.
		missing := max(float64(k.OffsetMs)/1000, 0) + max(length.Sub(s.Take.StartsAt).Seconds()-float64(k.OffsetMs+k.DurationMs)/1000, 0)
		for _, g := range k.Gaps {
			missing += float64(max(g.ToMs+k.OffsetMs, 0)-max(g.FromMs+k.OffsetMs, 0)) / 1000
		}
		file.MissingS = missing
		if k.Position == p.fault.position {
			missing -= p.away.Seconds()
		}
		t.LostS = max(t.LostS, missing)
		t.Bytes += k.Bytes
		t.Files = append(t.Files, file)
	}
	return t, nil
}
