// Command kaochang is a remote exam in one binary: `kaochang serve` is a whole
// server, `kaochang demo` one that can be tried at once.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"kaochang/internal/config"
)

// version is set by the build.
var version = "dev"

// commands is the command line.
type commands struct {
	Serve    serveCommand     `cmd:"" help:"Run a server."`
	Demo     demoCommand      `cmd:"" help:"Run a server with a demo school: codes in an inbox page, candidates, a steward, a panel."`
	Staff    staffCommand     `cmd:"" help:"Add an administrator."`
	Migrate  migrateCommand   `cmd:"" help:"Bring the database's schema up to date and stop."`
	Rehearse rehearseCommand  `cmd:"" help:"Send a simulated cohort through a demo server, with real media, and check every recording."`
	Doctor   doctorCommand    `cmd:"" help:"Check ports, TLS, disk, clock, database and media server, and say what to do."`
	OpenAPI  openAPICommand   `cmd:"" name:"openapi" help:"Print the OpenAPI description."`
	Sfu      sfuCommand       `cmd:"" hidden:"" help:"The media server; serve starts it."`
	Version  kong.VersionFlag `help:"Print the version."`
}

func main() { os.Exit(run()) }

// run returns the exit status: 0, 1 for what failed, 2 for what was asked wrongly.
func run() int {
	var cli commands
	parser := kong.Parse(&cli, kong.Name("kaochang"), kong.Description("云考场 — the remote exam in one binary."),
		kong.UsageOnError(), kong.Vars{"version": version})
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := config.CheckEnvironment(); err != nil {
		fmt.Fprintln(os.Stderr, "kaochang:", err)
		return 2
	}
	parser.BindTo(ctx, (*context.Context)(nil))
	if err := parser.Run(); err != nil {
		slog.Error("stopped", "error", err)
		return 1
	}
	return 0
}

// logTo sets the process's logger.
func logTo(level string) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		l = slog.LevelInfo
	}
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: l})))
}
