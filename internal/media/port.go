package media

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strconv"
)

// Free ports are looked for below the range that systems take the ports of outgoing
// connections from (Linux: from 32768, ip(7), ip_local_port_range; IANA: from 49152,
// RFC 6335, section 6). In that range a connection to the database may hold the port
// while the media server is started again, and it could not listen then.
const (
	firstFreePort = 10000
	lastFreePort  = 32767
	freePortTries = 200
)

// FreePort returns the first of run ports on loopback, one after another, on which
// nobody listens now by TCP or UDP.
func FreePort(run int) (int, error) {
	var err error
	for range freePortTries {
		port := firstFreePort + rand.IntN(lastFreePort-firstFreePort-run+2)
		if err = free(port, run); err == nil {
			return port, nil
		}
	}
	return 0, fmt.Errorf("look for a free port: %w", err)
}

// free returns why one of run ports from port on is not free.
func free(port, run int) error {
	var how net.ListenConfig
	var held []io.Closer
	var err error
	for p := port; p < port+run && err == nil; p++ {
		addr := net.JoinHostPort("127.0.0.1", strconv.Itoa(p))
		stream, tcpErr := how.Listen(context.Background(), "tcp", addr)
		if tcpErr == nil {
			held = append(held, stream)
		}
		packets, udpErr := how.ListenPacket(context.Background(), "udp", addr)
		if udpErr == nil {
			held = append(held, packets)
		}
		err = errors.Join(tcpErr, udpErr)
	}
	for _, h := range held {
		err = errors.Join(err, h.Close())
	}
	return err
}
