// Package media is the only place that knows LiveKit. It runs the SFU as a
// second process of this binary, mints tokens, lets people into a sitting's room
// and puts them out as the phase asks, and records what is published there.
package media

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/livekit/livekit-server/pkg/config"
	"github.com/livekit/livekit-server/pkg/routing"
	"github.com/livekit/livekit-server/pkg/service"
	"github.com/livekit/livekit-server/pkg/telemetry/prometheus"
	"gopkg.in/yaml.v3"
)

// SFUConfig are the settings of the SFU. They go from the server to the SFU's
// process on its standard input, since secrets have no place on a command line.
type SFUConfig struct {
	Key    string `json:"key"`
	Secret string `json:"secret"`
	// SignalPort is the TCP port on loopback of signalling and control.
	SignalPort int `json:"signal_port"`
	// IP is where browsers reach the media ports.
	IP       string `json:"ip"`
	TCPPort  int    `json:"tcp_port"`
	UDPPort  int    `json:"udp_port"`
	TURNPort int    `json:"turn_port"` // UDP; 0 for no TURN
}

// relayPorts is how many UDP ports TURN relays from, above its own.
const relayPorts = 64

// document is the SFU's configuration. Only VP8 and Opus are let in, since the
// recorder writes what comes as it comes (docs/decisions/0007-vp8-and-opus-only.md).
func (c SFUConfig) document() (string, error) {
	rtc := map[string]any{
		"tcp_port": c.TCPPort, "udp_port": c.UDPPort, "node_ip": c.IP, "use_external_ip": false,
		"enable_loopback_candidate": c.IP == "127.0.0.1",
	}
	all := map[string]any{
		"port": c.SignalPort, "bind_addresses": []string{"127.0.0.1"}, "keys": map[string]string{c.Key: c.Secret}, "rtc": rtc,
		"room": map[string]any{
			"auto_create": true, "empty_timeout": 60, "departure_timeout": 30, "max_participants": 40,
			"enabled_codecs": []map[string]string{{"mime": "audio/opus"}, {"mime": "audio/red"}, {"mime": "video/vp8"}, {"mime": "video/rtx"}},
		},
		"logging": map[string]any{"level": "error", "pion_level": "error", "json": true},
	}
	if c.TURNPort != 0 {
		all["turn"] = map[string]any{
			"enabled": true, "udp_port": c.TURNPort, "domain": "", "relay_range_start": c.TURNPort + 1, "relay_range_end": c.TURNPort + relayPorts,
			"allow_restricted_peer_cidrs": []string{c.IP + "/32"},
		}
	}
	text, err := yaml.Marshal(all)
	if err != nil {
		return "", fmt.Errorf("write SFU configuration: %w", err)
	}
	return string(text), nil
}

// stopWithin is how long people in rooms may take to leave when the SFU stops.
const stopWithin = 3 * time.Second

// RunSFU reads an [SFUConfig] as JSON from in and is the SFU until in ends, which
// it does when the parent stops or dies, or until ctx ends. It is the body of the
// hidden command "kaochang sfu": LiveKit may call os.Exit and takes over loggers,
// so it has a process of its own.
func RunSFU(ctx context.Context, in io.Reader) error {
	var c SFUConfig
	lines := json.NewDecoder(in)
	if err := lines.Decode(&c); err != nil {
		return fmt.Errorf("read SFU configuration: %w", err)
	}
	server, err := newSFU(c)
	if err != nil {
		return err
	}
	orphaned := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, in) // returns when the parent is gone
		close(orphaned)
	}()
	failed := make(chan error, 1)
	go func() { failed <- server.Start() }()
	select {
	case err := <-failed:
		return errors.Join(errors.New("the SFU ended by itself"), err)
	case <-ctx.Done():
	case <-orphaned:
		return nil // at once, so that the ports are free for a server that starts again
	}
	stopped := make(chan struct{})
	go func() { server.Stop(false); close(stopped) }()
	select {
	case <-stopped:
	case <-time.After(stopWithin):
		server.Stop(true)
	}
	return nil
}

func newSFU(c SFUConfig) (*service.LivekitServer, error) {
	text, err := c.document()
	if err != nil {
		return nil, err
	}
	conf, err := config.NewConfig(text, true, nil, nil)
	if err != nil {
		return nil, fmt.Errorf("read SFU configuration: %w", err)
	}
	config.InitLoggerFromConfig(&conf.Logging)
	node, err := routing.NewLocalNode(conf)
	if err != nil {
		return nil, fmt.Errorf("make SFU node: %w", err)
	}
	if err := prometheus.Init(string(node.NodeID()), node.NodeType()); err != nil {
		return nil, fmt.Errorf("set up SFU metrics: %w", err)
	}
	server, err := service.InitializeServer(conf, node)
	if err != nil {
		return nil, fmt.Errorf("set up SFU: %w", err)
	}
	return server, nil
}
