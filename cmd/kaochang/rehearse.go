package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/rehearse"
)

// rehearseCommand sends a simulated cohort through a demo server.
type rehearseCommand struct {
	Server     string        `help:"Origin of a server started with \"kaochang demo\". Default ${default}." default:"http://127.0.0.1:8080"`
	Type       string        `help:"Exam type, or sign-in: everybody at once up to the timetable. Default ${default}." default:"interview" enum:"interview,sign-in,written-online,written-pdf,video"`
	Candidates int           `help:"How many candidates. Default ${default}." default:"3"`
	PerRoom    int           `name:"per-room" help:"How many candidates share a room. Default ${default}." default:"2"`
	Seconds    int           `help:"Seconds that each interview, the typing, or a take lasts. Default ${default}." default:"10"`
	Listeners  int           `help:"How many further candidates are signed in and only hear events. Default ${default}." default:"0"`
	Within     time.Duration `help:"Over how long the candidates of a sign-in rehearsal arrive, or send the photographs of their pages. Default ${default}." default:"1m"`
	Enter      time.Duration `name:"enter-within" help:"Over how long the candidates of a written rehearsal enter, evenly. Default all at one moment."`
	HandIn     time.Duration `name:"hand-in-within" help:"Over how long after the typing the candidates of a written-online rehearsal hand in, evenly. Default all at one moment."`
	Pages      int           `help:"How many pages each candidate of a written-pdf rehearsal photographs, at most 9. Default ${default}." default:"9"`
	PageBytes  int           `name:"page-bytes" help:"About how many bytes such a page has, from 200000 to 3000000. Default ${default}." default:"1500000"`
	Faults     bool          `help:"Let a phone of each candidate of a video rehearsal die or lose its network. Default no."`
	Late       bool          `help:"Let the phones of a video rehearsal send nothing before the take has stopped. Default no."`
	Unjoined   bool          `help:"End a video rehearsal when all is handed in: joining needs as much disk again, and twice that meanwhile. Default no."`
	TakeBytes  int           `name:"take-bytes" help:"About how many bytes each file of a take of a video rehearsal has at least, at most 1000000000. Default what the clip has."`
	JSON       bool          `name:"json" help:"Print the report as one JSON object. Default no."`
}

// rehearsals are how each type is held.
var rehearsals = map[string]func(context.Context, rehearse.Options) (rehearse.Report, error){
	"interview": rehearse.Run, "sign-in": rehearse.RunStorm, "written-online": rehearse.RunWritten, "written-pdf": rehearse.RunWrittenPDF,
	"video": rehearse.RunVideo,
}

// Run holds the rehearsal and prints the report; it fails unless every candidate
// completed.
func (c *rehearseCommand) Run(ctx context.Context) error {
	if c.Candidates < 1 || c.PerRoom < 1 || c.Seconds < 1 || c.Listeners < 0 {
		return fmt.Errorf("--candidates, --per-room and --seconds are at least 1")
	}
	if c.Enter < 0 || c.HandIn < 0 {
		return fmt.Errorf("--enter-within and --hand-in-within are at least 0")
	}
	if c.Within <= 0 || c.Pages < 1 || c.Pages > exam.DefaultMaxPages || c.PageBytes < 200_000 || c.PageBytes > 3_000_000 {
		return fmt.Errorf("--within is more than 0, --pages 1 to %d, --page-bytes 200000 to 3000000", exam.DefaultMaxPages)
	}
	if c.TakeBytes < 0 || c.TakeBytes > 1_000_000_000 {
		return fmt.Errorf("--take-bytes is at most 1000000000")
	}
	logTo("error")
	report, err := rehearsals[c.Type](ctx, rehearse.Options{
		Server: strings.TrimSuffix(c.Server, "/"), Candidates: c.Candidates, PerRoom: c.PerRoom, Listeners: c.Listeners, Within: c.Within,
		Interview: time.Duration(c.Seconds) * time.Second, Progress: os.Stderr, Faults: c.Faults, Late: c.Late, Unjoined: c.Unjoined,
		EnterWithin: c.Enter, HandInWithin: c.HandIn, Pages: c.Pages, PageBytes: c.PageBytes, TakeBytes: c.TakeBytes,
	})
	if err != nil {
		return err
	}
	if c.JSON {
		err = report.WriteJSON(os.Stdout)
	} else {
		report.WriteTable(os.Stdout)
	}
	if err != nil {
		return err
	}
	if !report.OK() {
		return fmt.Errorf("%d of %d candidates did not get through", report.Candidates-report.Completed, report.Candidates)
	}
	return nil
}
