package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"kaochang/internal/config"
	"kaochang/internal/doctor"
)

// doctorCommand examines the machine for a server with these settings.
type doctorCommand struct {
	config.Server
	JSON bool `name:"json" help:"Print the findings as JSON. Default no."`
}

// Run prints what each check found; it fails when one of them did. It leaves
// nothing behind.
func (c *doctorCommand) Run(ctx context.Context) error { return c.examine(ctx, os.Stdout) }

func (c *doctorCommand) examine(ctx context.Context, out io.Writer) error {
	if err := c.Resolve(); err != nil {
		return err
	}
	logTo("error")
	s := &c.Server
	found := doctor.Examine(ctx, []doctor.Check{
		doctor.Machine(), doctor.Disk(s.Data), doctor.Clock(doctor.Clocks{Now: now, Database: doctor.DatabaseClock(s, now), Kept: doctor.Kept}),
		doctor.Database(s, now), doctor.Bucket(s), doctor.Ports(s), doctor.TLS(s, now), doctor.Public(s, nil), doctor.Media(s, nil),
	})
	if c.JSON {
		if err := json.NewEncoder(out).Encode(map[string]any{"findings": found, "ready": !doctor.Failed(found)}); err != nil {
			return fmt.Errorf("write findings: %w", err)
		}
	} else {
		doctor.Print(out, found)
	}
	if doctor.Failed(found) {
		return errors.New("this machine is not ready; see what to do above")
	}
	return nil
}
