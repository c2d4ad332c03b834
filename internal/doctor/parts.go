package doctor

import (
	"context"
	"errors"
	"net"
	"os"
	"strings"
	"time"

	"kaochang/internal/config"
	"kaochang/internal/media"
	"kaochang/internal/store"
)

// Database checks that the database opens, keeps what it has committed, and has
// a schema that this program can bring up to date. A SQLite file that does not
// exist yet is not made.
func Database(c *config.Server, now func() time.Time) Check {
	return Check{"database", func(ctx context.Context) Finding {
		if path, isFile := strings.CutPrefix(c.Database, "sqlite:"); isFile {
			if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
				return ok("SQLite; its file is made at the first start")
			}
		}
		db, err := store.Open(ctx, store.Config{DSN: c.Database, Now: now})
		if err != nil {
			return fail("check --database, that the server runs and lets this machine in, and that the file belongs to this user", "does not open: %v", err)
		}
		defer func() { _ = db.Close() }()
		return examineDatabase(ctx, db)
	}}
}

func examineDatabase(ctx context.Context, db *store.Store) Finding {
	h, err := db.Health(ctx)
	if err != nil {
		return fail("check --database and the database's own log", "does not answer: %v", err)
	}
	if !h.Durable {
		return fail("set synchronous_commit = on and fsync = on: without them acknowledged answers are lost with the power", "%s does not make commits durable", h.Product)
	}
	current, wanted, err := db.Versions(ctx)
	switch {
	case err != nil:
		return fail("check that this user may create tables", "the schema cannot be read: %v", err)
	case current > wanted:
		return fail("start the newer kaochang again, or restore the backup that was made before it", "%s has schema %d of a newer kaochang; this one knows %d", h.Product, current, wanted)
	case current < wanted:
		return ok("%s, commits durable; schema %d is brought to %d at the next start", h.Product, current, wanted)
	}
	return ok("%s, commits durable, schema %d", h.Product, current)
}

// DatabaseClock returns how to read the database's own clock, nil where it has
// none, as SQLite.
func DatabaseClock(c *config.Server, now func() time.Time) func(context.Context) (time.Time, error) {
	if strings.HasPrefix(c.Database, "sqlite:") {
		return nil
	}
	return func(ctx context.Context) (time.Time, error) {
		db, err := store.Open(ctx, store.Config{DSN: c.Database, Now: now})
		if err != nil {
			return time.Time{}, err
		}
		defer func() { _ = db.Close() }()
		h, err := db.Health(ctx)
		return h.Now, err
	}
}

// Media checks that the media server starts on its ports and answers, and that
// browsers are told an address at which they reach it. Command starts it; nil
// for this program's own.
func Media(c *config.Server, command []string) Check {
	return Check{"media", func(ctx context.Context) Finding {
		if isLoopback(c.MediaIP) && outsiders(c) {
			return fail("set --media-ip to this machine's address, or to the one that NAT shows",
				"browsers would look for media at %s, which is each browser's own machine", c.MediaIP)
		}
		switch whoAnswers(ctx, c) {
		case readyOne:
			return ok("answers: the running kaochang is ready, which it is only with its media server")
		case unreadyOne:
			return warn("see the check of ports", "not tried: the running kaochang holds its ports and is not ready")
		}
		return tryMedia(ctx, c, command)
	}}
}

// outsiders reports whether browsers come from other machines: the server
// listens to them, or a proxy in front of it does.
func outsiders(c *config.Server) bool {
	host, _, _ := net.SplitHostPort(c.Addr)
	return !isLoopback(host) || (c.PublicURL != "" && !isLoopback(hostOf(c.PublicURL)))
}

// tryMedia starts a media server for a moment.
func tryMedia(ctx context.Context, c *config.Server, command []string) Finding {
	const do = "see the check of ports; --media-ip must be an address of this machine or the one that NAT shows"
	port, err := media.FreePort(1)
	if err != nil {
		return fail(do, "no free port on loopback: %v", err)
	}
	s := &media.Supervisor{Command: command, Config: media.SFUConfig{
		Key: "doctor", Secret: "only for a moment, on loopback alone", SignalPort: port,
		IP: c.MediaIP, TCPPort: c.MediaTCP, UDPPort: c.MediaUDP, TURNPort: c.MediaTURN,
	}}
	running, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { s.Run(running); close(ended) }()
	defer func() { stop(); <-ended }()
	began := time.Now()
	for {
		if err = s.Healthy(ctx); err == nil {
			return ok("the media server starts in %.1f s; browsers reach it at %s, TCP %d, UDP %d", time.Since(began).Seconds(), c.MediaIP, c.MediaTCP, c.MediaUDP)
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			return fail(do, "the media server does not answer: %v", err)
		}
	}
}
