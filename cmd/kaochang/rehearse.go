package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"kaochang/internal/rehearse"
)

// rehearseCommand sends a simulated cohort through a demo server.
type rehearseCommand struct {
	Server     string        `help:"Origin of a server started with \"kaochang demo\". Default ${default}." default:"http://127.0.0.1:8080"`
	Type       string        `help:"Exam type, or sign-in: everybody at once up to the timetable. Default ${default}." default:"interview" enum:"interview,sign-in,written-online"`
	Candidates int           `help:"How many candidates. Default ${default}." default:"3"`
	PerRoom    int           `name:"per-room" help:"How many candidates share a room. Default ${default}." default:"2"`
	Seconds    int           `help:"Seconds that each interview, or the typing, lasts. Default ${default}." default:"10"`
	Listeners  int           `help:"How many further candidates are signed in and only hear events. Default ${default}." default:"0"`
	Within     time.Duration `help:"Over how long the candidates of a sign-in rehearsal arrive. Default ${default}." default:"1m"`
	JSON       bool          `name:"json" help:"Print the report as one JSON object. Default no."`
}

// Run holds the rehearsal and prints the report; it fails unless every candidate
// completed.
func (c *rehearseCommand) Run(ctx context.Context) error {
	if c.Candidates < 1 || c.PerRoom < 1 || c.Seconds < 1 || c.Listeners < 0 {
		return fmt.Errorf("--candidates, --per-room and --seconds are at least 1")
	}
	logTo("error")
	hold := rehearse.Run
	if c.Type == "sign-in" {
		hold = rehearse.RunStorm
	}
	if c.Type == "written-online" {
		hold = rehearse.RunWritten
	}
	report, err := hold(ctx, rehearse.Options{
		Server: strings.TrimSuffix(c.Server, "/"), Candidates: c.Candidates, PerRoom: c.PerRoom, Listeners: c.Listeners, Within: c.Within,
		Interview: time.Duration(c.Seconds) * time.Second, Progress: os.Stderr,
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
