package rehearse

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"sync"
)

// A page as the client sends it: its longest side and its quality.
const (
	pageWidth, pageHeight = 1800, 2400
	pageQuality           = 88
)

// photo is the photograph of a written page, of which each candidate's pages are
// variants. Phones would not share the server's processors: so copies are used again.
type photo struct {
	jpeg   []byte
	copies sync.Pool // of []byte
}

// takePhoto draws a page with lines of writing, as large in pixels as the client sends
// it, and as much grain as makes it about size bytes: 200,000 to 3,000,000.
func takePhoto(size int) (*photo, error) {
	var best []byte
	low, high := 0, 255
	for low <= high {
		grain := (low + high) / 2
		var out bytes.Buffer
		if err := jpeg.Encode(&out, drawPage(grain), &jpeg.Options{Quality: pageQuality}); err != nil {
			return nil, fmt.Errorf("draw a page: %w", err)
		}
		if best == nil || distance(out.Len(), size) < distance(len(best), size) {
			best = out.Bytes()
		}
		if out.Len() < size {
			low = grain + 1
		} else {
			high = grain - 1
		}
	}
	return &photo{jpeg: best}, nil
}

func distance(a, b int) int { return max(a-b, b-a) }

// drawPage draws strokes on paper, with an amplitude of grain from 0 to 255.
func drawPage(grain int) image.Image {
	page := image.NewYCbCr(image.Rect(0, 0, pageWidth, pageHeight), image.YCbCrSubsampleRatio420)
	random := rand.New(rand.NewPCG(1, uint64(grain))) //nolint:gosec // grain, and the same each time
	for i := range page.Cb {
		page.Cb[i], page.Cr[i] = 126, 130
	}
	for y := range pageHeight {
		for x := range pageWidth {
			light := 215 - y/40
			if y%120 < 40 && (x+y/3)%70 < 6 && x%600 > 150 {
				light = 60
			}
			if grain > 0 {
				light += random.IntN(grain+1) - grain/2
			}
			page.Y[page.YOffset(x, y)] = uint8(min(max(light, 0), 255)) //nolint:gosec // bounded
		}
	}
	return page
}

const (
	// quantAt is where the first quantisation table lies in what image/jpeg writes: after
	// the start, the marker, its length and the table's number (ITU-T T.81, B.2.4.1).
	quantAt = 7
	// quantVaried are the table's last values, of the finest detail, each of which takes
	// sixteen steps: a million pictures.
	quantVaried = 5
)

// variant is the photograph number n: another picture, not only other bytes, so that it
// is also another one after it was drawn anew. It is given back when it was sent.
func (p *photo) variant(n int) []byte {
	one, ok := p.copies.Get().([]byte)
	if !ok {
		one = bytes.Clone(p.jpeg)
	}
	for i := range quantVaried {
		at := quantAt + 64 - quantVaried + i
		one[at] = byte(min(int(p.jpeg[at]), 200) + n&15) //nolint:gosec // at most 215
		n >>= 4
	}
	return one
}

func (p *photo) giveBack(variant []byte) { p.copies.Put(variant) } //nolint:staticcheck // a slice's head costs little beside its bytes

// sum is the SHA-256 of variant n, in hex.
func (p *photo) sum(n int) string {
	one := p.variant(n)
	defer p.giveBack(one)
	sum := sha256.Sum256(one)
	return hex.EncodeToString(sum[:])
}
