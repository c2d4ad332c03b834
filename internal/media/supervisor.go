package media

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"sync/atomic"
	"time"
)

// Supervisor keeps the SFU's process running.
type Supervisor struct {
	// Config of the SFU. A SignalPort of 0 is replaced by a free one.
	Config SFUConfig
	// Command is what starts the SFU. Defaults to this binary with "sfu".
	Command []string
	// Restarted is told of each restart; may be nil.
	Restarted func()

	pid atomic.Int64
}

const (
	firstBackOff = 100 * time.Millisecond
	lastBackOff  = 5 * time.Second
	steadyAfter  = 30 * time.Second // a run this long makes the back-off start anew
)

// Run starts the SFU and starts it again whenever it ends, at first after 0.1 s,
// then ever later up to 5 s, until ctx ends; then it waits for its end.
func (s *Supervisor) Run(ctx context.Context) {
	wait := firstBackOff
	for ctx.Err() == nil {
		began := time.Now()
		err := s.runOnce(ctx)
		if ctx.Err() != nil {
			return
		}
		if time.Since(began) > steadyAfter {
			wait = firstBackOff
		}
		slog.Error("media server ended; starting it again", "error", err, "after", wait)
		if s.Restarted != nil {
			s.Restarted()
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
		wait = min(2*wait, lastBackOff)
	}
}

func (s *Supervisor) runOnce(ctx context.Context) error {
	command := s.Command
	if len(command) == 0 {
		self, err := os.Executable()
		if err != nil {
			return fmt.Errorf("find own binary: %w", err)
		}
		command = []string{self, "sfu"}
	}
	cmd := exec.CommandContext(context.WithoutCancel(ctx), command[0], command[1:]...) // stopped in order below, never cut
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	cmd.SysProcAttr = ownGroup()
	in, err := cmd.StdinPipe()
	if err != nil {
		return fmt.Errorf("connect to media server: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start media server: %w", err)
	}
	s.pid.Store(int64(cmd.Process.Pid))
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	if err := json.NewEncoder(in).Encode(s.Config); err != nil {
		_ = cmd.Process.Kill() // it cannot do without
		return errors.Join(fmt.Errorf("configure media server: %w", err), <-ended)
	}
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
		return stop(cmd, in, ended)
	}
}

// stop closes the pipe, which tells the SFU to stop, and kills it if it does not.
func stop(cmd *exec.Cmd, in io.Closer, ended <-chan error) error {
	_ = in.Close()
	select {
	case err := <-ended:
		return err
	case <-time.After(stopWithin + 2*time.Second):
		_ = cmd.Process.Kill()
		return <-ended
	}
}

// PID returns the process ID of the running SFU, 0 before the first start.
func (s *Supervisor) PID() int { return int(s.pid.Load()) }

// URL returns the SFU's own address on loopback with a scheme, "http" or "ws".
func (c SFUConfig) URL(scheme string) string {
	return scheme + "://127.0.0.1:" + strconv.Itoa(c.SignalPort)
}

// Healthy returns nil when the SFU answers.
func (s *Supervisor) Healthy(ctx context.Context) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Config.URL("http")+"/", nil)
	if err != nil {
		return fmt.Errorf("ask media server: %w", err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("ask media server: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("media server answers %s", resp.Status)
	}
	return nil
}
