package rehearse

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"kaochang/internal/exam"
)

// pair is one candidate with two phones.
type pair struct {
	r         *rehearsal
	candidate candidate
	phase     string // where she stands, for the report

	phone, second             *browser
	firstPlace, secondPlace   *place
	ear                       *ear
	publishedAt, interviewEnd time.Time
}

func (p *pair) path(rest string) string { return "/api/sittings/" + p.candidate.SittingID + rest }

func (p *pair) identity(position int) string {
	return fmt.Sprintf("candidate:%s:%d", p.candidate.SittingID, position)
}

// arrive signs in, enters with both phones and waits, both cameras on.
func (p *pair) arrive(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*stepWithin)
	defer cancel()
	p.phase, p.phone, p.second = "sign_in", p.r.browser(), p.r.browser()
	began := time.Now()
	if err := p.phone.signIn(ctx, p.candidate.Phone); err != nil {
		return err
	}
	p.r.times.add("sign_in", time.Since(began))
	p.phase = string(exam.PhaseCheckIn)
	if err := p.phone.call(ctx, "POST", p.path("/devices"), map[string]any{"position": 1, "label": "rehearsal 1"}, nil); err != nil {
		return err
	}
	if err := p.phone.call(ctx, "POST", p.path("/waiting"), nil, nil); err != nil {
		return err
	}
	p.phase = string(exam.PhaseWaiting)
	var err error
	if p.ear, err = p.phone.listen(ctx, p.candidate.SittingID); err != nil {
		return err
	}
	if p.firstPlace, err = p.phone.enter(ctx, p.candidate.SittingID); err != nil {
		return err
	}
	if err := p.firstPlace.publish(true); err != nil {
		return err
	}
	p.publishedAt = time.Now()
	return p.pairSecond(ctx)
}

// pairSecond joins the second phone by a pairing code, as scanning its QR does.
func (p *pair) pairSecond(ctx context.Context) error {
	err := p.phone.pair(ctx, p.candidate.SittingID, p.second)
	if err != nil {
		return err
	}
	if p.secondPlace, err = p.second.enter(ctx, p.candidate.SittingID); err != nil {
		return err
	}
	return p.secondPlace.publish(false)
}

// pair makes another browser the second camera of a sitting.
func (b *browser) pair(ctx context.Context, sittingID string, second *browser) error {
	var pairing struct {
		Code string `json:"code"`
	}
	if err := b.call(ctx, "POST", "/api/sittings/"+sittingID+"/pairings", nil, &pairing); err != nil {
		return err
	}
	return second.call(ctx, "POST", "/api/pairing-claims", map[string]string{"code": pairing.Code, "label": "rehearsal 2"}, nil)
}

// interview is the steward's call, the invitation, a question and the end.
func (p *pair) interview(ctx context.Context, staff office) error {
	ctx, cancel := context.WithTimeout(ctx, 2*stepWithin+p.r.Interview)
	defer cancel()
	if err := p.stewardCalls(ctx, staff.steward); err != nil {
		return err
	}
	if err := p.event(ctx, staff.chair, "/invitations", map[string]any{}, "sitting"); err != nil {
		return err
	}
	p.phase = string(exam.PhaseInvited)
	accepted := time.Now()
	if err := p.phone.call(ctx, "POST", p.path("/acceptances"), nil, nil); err != nil {
		return err
	}
	p.phase = string(exam.PhaseInterviewing)
	asked := time.Now()
	panel, err := staff.chair.enter(ctx, p.candidate.SittingID)
	if err != nil {
		return err
	}
	defer panel.leave()
	if err := panel.sees(ctx, p.identity(1)); err != nil {
		return err
	}
	p.r.times.add("invite_to_room", time.Since(accepted))
	p.r.times.add("first_frame", time.Since(asked))
	if err := panel.sees(ctx, p.identity(2)); err != nil {
		return err
	}
	if err := p.question(ctx, staff); err != nil {
		return err
	}
	select {
	case <-time.After(p.r.Interview): // the candidate speaks
	case <-ctx.Done():
		return ctx.Err()
	}
	return p.end(ctx, staff.chair)
}

// event does something as staff and times its arrival at the candidate's phone.
func (p *pair) event(ctx context.Context, by *browser, path string, in any, kind string) error {
	at := time.Now()
	if err := by.call(ctx, "POST", p.path(path), in, nil); err != nil {
		return err
	}
	took, err := p.ear.after(ctx, kind, at)
	if err != nil {
		return err
	}
	p.r.times.add("events", took)
	return nil
}

func (p *pair) stewardCalls(ctx context.Context, steward *browser) error {
	asked := time.Now()
	if err := p.event(ctx, steward, "/call", nil, "call"); err != nil {
		return err
	}
	with, err := steward.enter(ctx, p.candidate.SittingID)
	if err != nil {
		return err
	}
	defer with.leave()
	if err := with.sees(ctx, p.identity(1)); err != nil {
		return err
	}
	p.r.times.add("first_frame", time.Since(asked))
	if err := p.event(ctx, steward, "/messages", map[string]string{"text": "请准备，马上轮到你了。"}, "message"); err != nil {
		return err
	}
	return steward.call(ctx, "DELETE", p.path("/call"), nil, nil)
}

// question releases the session's first question and withdraws it again.
func (p *pair) question(ctx context.Context, staff office) error {
	chair := staff.chair
	var sitting struct {
		Releases []struct {
			ID string `json:"id"`
		} `json:"releases"`
	}
	var board struct {
		Questions []struct {
			ID string `json:"id"`
		} `json:"questions"`
	}
	if err := chair.call(ctx, "GET", "/api/sessions/"+staff.session+"/board", nil, &board); err != nil {
		return err
	}
	if len(board.Questions) == 0 {
		return errors.New("the session has no question")
	}
	if err := p.event(ctx, chair, "/releases", map[string]string{"question_id": board.Questions[0].ID}, "release"); err != nil {
		return err
	}
	if err := p.phone.call(ctx, "GET", p.path(""), nil, &sitting); err != nil {
		return err
	}
	if len(sitting.Releases) != 1 {
		return fmt.Errorf("the candidate sees %d questions, want the released one", len(sitting.Releases))
	}
	return chair.call(ctx, "DELETE", p.path("/releases/"+sitting.Releases[0].ID), nil, nil)
}

// end ends the interview; the candidate is told and cannot come back.
func (p *pair) end(ctx context.Context, chair *browser) error {
	if err := p.event(ctx, chair, "/ending", map[string]any{}, "sitting"); err != nil {
		return err
	}
	p.interviewEnd = time.Now()
	p.phase = string(exam.PhaseFinished)
	err := p.phone.call(ctx, "POST", p.path("/devices"), map[string]any{"position": 1, "take_over": true}, nil)
	if exam.CodeOf(err) == "" || exam.CodeOf(err) == exam.CodeInternal {
		return fmt.Errorf("the room could be entered again after the end: %w", errors.Join(err, errors.New("no refusal")))
	}
	return nil
}

// recordedWithin is how long the server may take to join a recording.
const recordedWithin = 90 * time.Second

// checkRecording waits for both cameras' files and looks at them.
func (p *pair) checkRecording(ctx context.Context, staff office) error {
	ctx, cancel := context.WithTimeout(ctx, recordedWithin)
	defer cancel()
	p.phase = "recording"
	sent := p.interviewEnd.Sub(p.publishedAt).Seconds()
	for _, position := range []int{1, 2} {
		found, err := p.ready(ctx, staff.chair, fmt.Sprint(position))
		if err != nil {
			return err
		}
		if found.DurationS < 0.8*sent-3 || found.DurationS > sent+10 {
			return fmt.Errorf("camera %d: %.1f s recorded of %.1f s sent", position, found.DurationS, sent)
		}
		if err := isWebM(ctx, staff.chair, found.URL); err != nil {
			return fmt.Errorf("camera %d: %w", position, err)
		}
		p.r.mu.Lock()
		p.r.report.Recordings = append(p.r.report.Recordings, Recorded{p.candidate.SittingID, position, found.URL, found.DurationS, found.GapsS})
		p.r.mu.Unlock()
	}
	return nil
}

type recording struct {
	Source    string  `json:"source"`
	Status    string  `json:"status"`
	DurationS float64 `json:"duration_s"`
	GapsS     float64 `json:"gaps_s"`
	Failure   string  `json:"failure"`
	URL       string  `json:"url"`
}

// ready waits until a source's recording is joined.
func (p *pair) ready(ctx context.Context, chair *browser, source string) (recording, error) {
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for {
		var list struct {
			Recordings []recording `json:"recordings"`
		}
		if err := chair.call(ctx, "GET", p.path("/recordings"), nil, &list); err != nil {
			return recording{}, err
		}
		for _, one := range list.Recordings {
			switch {
			case one.Source != source:
			case one.Status == "ready":
				return one, nil
			case one.Status == "failed":
				return one, fmt.Errorf("camera %s was not joined: %s", source, one.Failure)
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return recording{}, fmt.Errorf("camera %s has no recording: %w", source, ctx.Err())
		}
	}
}

// ebmlMagic begins every WebM file.
const ebmlMagic = "\x1a\x45\xdf\xa3"

// isWebM downloads a file's head by a byte range, as a player does.
func isWebM(ctx context.Context, b *browser, path string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.base+path, nil)
	if err != nil {
		return fmt.Errorf("ask for recording: %w", err)
	}
	req.Header.Set("Range", "bytes=0-3")
	resp, err := b.client.Do(req)
	if err != nil {
		return fmt.Errorf("ask for recording: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	head, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusPartialContent || string(head) != ebmlMagic {
		return fmt.Errorf("the file does not begin as WebM (status %d, %q)", resp.StatusCode, head)
	}
	return nil
}

// leave puts both phones away.
func (p *pair) leave() {
	p.firstPlace.leave()
	p.secondPlace.leave()
	p.ear.close()
}
