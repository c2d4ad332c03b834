package rehearse

import (
	"bytes"
	"crypto/sha256"
	"testing"
)

// What a phone sends in parts is what it hashed, its own, and at least as large as asked.
func TestAFilmIsItsPhonesOwn(t *testing.T) {
	const least = 2_000_000
	shared, err := newFilm(3, least)
	if err != nil {
		t.Fatal(err)
	}
	if len(shared) < least || len(shared) > least+200_000 {
		t.Errorf("%d bytes, want %d and the clip's", len(shared), least)
	}
	one, other := filmOf(shared), filmOf(shared)
	size := int64(len(shared))
	if bytes.Equal(one.part(0, size), other.part(0, size)) {
		t.Error("two phones have the same film")
	}
	for _, step := range []int64{7, 64, 300_000} { // the mark lies in the first hundred bytes
		p := piece{film: one, hash: sha256.New()}
		var sent bytes.Buffer
		for from := int64(0); from < size; from += step {
			p.grow(min(size, from+step))
			sent.Write(one.part(from, p.made.Load()))
		}
		if sum := sha256.Sum256(sent.Bytes()); !bytes.Equal(sum[:], p.hash.Sum(nil)) {
			t.Errorf("sent in parts of %d it is another film", step)
		}
	}
}
