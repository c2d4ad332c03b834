package exam

import (
	"crypto/sha256"
	"encoding/binary"
)

// DrawnOf returns which of n is drawn for somebody by a seed, from 0: SHA-256 of the
// seed, a bar and her identifier, its first 8 bytes as a big-endian number, modulo n.
// Anybody can draw again from what the ledger has.
func DrawnOf(seed, id string, n int) int {
	sum := sha256.Sum256([]byte(seed + "|" + id))
	return int(binary.BigEndian.Uint64(sum[:8]) % uint64(n))
}
