//go:build linux

package faults

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"testing"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	_ "github.com/Shopify/toxiproxy/v2/toxics" // what a line can suffer
	"github.com/rs/zerolog"
)

// line is the network between the candidates and the server.
type line struct {
	proxy *toxiproxy.Proxy
	url   string
}

func newLine(t testing.TB, server string) *line {
	t.Helper()
	away := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop()) // its API is not served
	proxy := toxiproxy.NewProxy(away, "line", "127.0.0.1:"+freePort(t), server)
	if err := proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(proxy.Stop)
	return &line{proxy: proxy, url: "http://" + proxy.Listen}
}

// directions of a line.
var directions = []string{"upstream", "downstream"}

// cut does one of what happens to lines: dead in both directions, cut in the middle of
// a request or of an answer, reset, or swallowing everything one way or both. mend ends it.
func (l *line) cut() (mend func() error, err error) {
	switch rand.IntN(6) {
	case 0:
		l.proxy.Stop()
		return l.proxy.Start, nil
	case 1:
		return l.suffer("limit_data", map[string]int{"bytes": 1 + rand.IntN(400)}, "upstream")
	case 2:
		return l.suffer("limit_data", map[string]int{"bytes": rand.IntN(300)}, "downstream")
	case 3:
		return l.suffer("reset_peer", map[string]int{"timeout": rand.IntN(20)}, directions[rand.IntN(2)])
	case 4:
		return l.suffer("timeout", map[string]int{"timeout": 1 + rand.IntN(60)}, directions[rand.IntN(2)])
	default:
		return l.suffer("timeout", map[string]int{"timeout": 1 + rand.IntN(60)}, directions...)
	}
}

func (l *line) suffer(kind string, attributes map[string]int, where ...string) (mend func() error, err error) {
	var names []string
	for _, direction := range where {
		text, err := json.Marshal(map[string]any{"name": direction, "type": kind, "stream": direction, "attributes": attributes})
		if err != nil {
			return nil, err
		}
		if _, err := l.proxy.Toxics.AddToxicJson(bytes.NewReader(text)); err != nil {
			return nil, err
		}
		names = append(names, direction)
	}
	return func() error {
		var failed []error
		for _, name := range names {
			failed = append(failed, l.proxy.Toxics.RemoveToxic(context.Background(), name))
		}
		return errors.Join(failed...)
	}, nil
}
