package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"kaochang/internal/config"
	"kaochang/internal/store"
)

// serveCommand runs a server until it is told to stop.
type serveCommand struct {
	config.Server
}

// Run runs the server.
func (c *serveCommand) Run(ctx context.Context) error {
	return serve(ctx, &c.Server, start{}, func(a *app) error { return printSetup(ctx, a, c.Origin()) })
}

// demoCommand runs a server with the demo school, or an empty one to practise
// setting a school up; SMS and payments are simulated.
type demoCommand struct {
	config.Server
	LAN   bool `name:"lan" help:"Listen on all addresses with a self-signed certificate, for phones in the same network."`
	Empty bool `help:"Begin without the demo school: set a school up from nothing, with simulated SMS and payments."`
}

// Run runs the demo.
func (c *demoCommand) Run(ctx context.Context) error {
	if c.LAN {
		c.TLS = "self-signed"
		if _, port, err := net.SplitHostPort(c.Addr); err == nil {
			c.Addr = net.JoinHostPort("0.0.0.0", port)
		}
	}
	return serve(ctx, &c.Server, start{demo: true, empty: c.Empty}, func(a *app) error {
		if c.Empty {
			return printSetup(ctx, a, c.Origin())
		}
		printDemo(os.Stdout, c.Origin())
		return nil
	})
}

// migrateCommand brings the schema up to date.
type migrateCommand struct {
	config.Server
}

// Run migrates and stops.
func (c *migrateCommand) Run(ctx context.Context) error {
	if err := c.Resolve(); err != nil {
		return err
	}
	logTo(c.LogLevel)
	if err := os.MkdirAll(c.Data, 0o750); err != nil {
		return fmt.Errorf("make data folder: %w", err)
	}
	db, err := store.Open(ctx, store.Config{DSN: c.Database, Now: now})
	if err != nil {
		return err
	}
	return errors.Join(db.Migrate(ctx), db.Close())
}

// now is the server's clock: UTC with milliseconds.
func now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }

// serve builds the parts, listens, and stays until ctx ends.
func serve(ctx context.Context, c *config.Server, how start, listening func(*app) error) error {
	if err := c.Resolve(); err != nil {
		return err
	}
	logTo(c.LogLevel)
	certificate, err := certificateOf(c)
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w (is another kaochang running? try --addr)", c.Addr, err)
	}
	defer func() { _ = listener.Close() }() // closed already when the server was shut down
	a, err := build(ctx, c, how)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: a.handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, ErrorLog: slog.NewLogLogger(quietTLS{slog.Default().Handler()}, slog.LevelDebug)}
	failed := make(chan error, 1)
	go func() {
		if certificate != nil {
			server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{*certificate}, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}}
			failed <- server.ServeTLS(listener, "", "")
			return
		}
		failed <- server.Serve(listener)
	}()
	slog.Info("listening", "origin", c.Origin(), "media_udp", c.MediaUDP, "media_tcp", c.MediaTCP, "turn_udp", c.MediaTURN)
	if err := listening(a); err != nil {
		return errors.Join(err, server.Close(), a.close())
	}
	select {
	case err := <-failed:
		return errors.Join(fmt.Errorf("serve: %w", err), a.close())
	case <-ctx.Done():
	}
	slog.Info("stopping")
	return shutdown(server, a)
}

// shutdown lets requests end for a while and then closes everything.
func shutdown(server *http.Server, a *app) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	err := a.hub.Close(ctx)
	if e := server.Shutdown(ctx); e != nil && !errors.Is(e, context.DeadlineExceeded) {
		err = errors.Join(err, e)
	}
	return errors.Join(err, server.Close(), a.close())
}

// quietTLS drops the lines of browsers that do not know our certificate yet.
type quietTLS struct{ slog.Handler }
