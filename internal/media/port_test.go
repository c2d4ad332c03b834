package media

import (
	"net"
	"strconv"
	"testing"
)

func TestAFreePortIsOutsideOfWhatConnectionsTake(t *testing.T) {
	for range 50 {
		port, err := FreePort(4)
		if err != nil {
			t.Fatal(err)
		}
		if port < firstFreePort || port+3 > lastFreePort {
			t.Fatalf("four ports from %d, want all in %d to %d", port, firstFreePort, lastFreePort)
		}
	}
}

func TestAPortThatSomebodyHoldsIsNotFree(t *testing.T) {
	port, err := FreePort(3)
	if err != nil {
		t.Fatal(err)
	}
	packets, err := net.ListenPacket("udp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port+2)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = packets.Close() }()
	if err := free(port, 2); err != nil {
		t.Errorf("two ports below a held one: %v, want free", err)
	}
	if err := free(port, 3); err == nil {
		t.Error("three ports with a held one are free")
	}
}
