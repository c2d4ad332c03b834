//go:build face

package face

import (
	"fmt"
	"image"
	"math"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"
)

// The picture of the package's own face-match page: 6 rows of 18 faces, those most
// like one man first. The first row is him; the third to the last are others.
const (
	sheetColumns, sheetRows = 18, 6
	sheetTop, sheetPitch    = 283.0, 112.4 // pixels
)

// tiles returns the numbers of the faces that are found in some rows of the sheet.
func tiles(t *testing.T, l *local, rows ...int) (all [][]float32) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(parts, "faces.jpg"))
	if err != nil {
		t.Skip("the sheet of faces is not there: make face-test brings it")
	}
	sheet, err := decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	side := float64(sheet.Bounds().Dx()) / sheetColumns
	for _, row := range rows {
		for column := range sheetColumns {
			tile := sheet.part(float64(column)*side, sheetTop+float64(row)*sheetPitch, side)
			faces, err := l.faces(tile)
			if err != nil {
				t.Fatal(err)
			}
			if len(faces) != 1 {
				continue // covered, turned away, or beside another
			}
			numbers, err := l.numbers(tile, faces[0])
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, numbers)
		}
	}
	return all
}

// part returns a square part of a picture, on a ground as wide again, as a camera
// sees a face.
func (p picture) part(x, y, side float64) picture {
	out := image.NewRGBA(image.Rect(0, 0, int(side), int(side)))
	for v := range int(side) {
		for u := range int(side) {
			out.Set(u, v, p.At(int(x)+u, int(y)+v))
		}
	}
	return picture{out}
}

// below is how many of the numbers are below a limit, in percent.
func below(numbers []float64, limit float64) float64 {
	n := 0
	for _, one := range numbers {
		if one < limit {
			n++
		}
	}
	return 100 * float64(n) / float64(len(numbers))
}

func spread(numbers []float64) string {
	slices.Sort(numbers)
	at := func(p float64) float64 { return numbers[int(p*float64(len(numbers)-1))] }
	return fmt.Sprintf("n=%d least %.2f p5 %.2f p50 %.2f p95 %.2f most %.2f", len(numbers), numbers[0], at(.05), at(.5), at(.95), numbers[len(numbers)-1])
}

// TestLikenessOfPairs measures what can be measured without anybody's data: the
// limits are in docs/decisions/0050-face-check.md.
func TestLikenessOfPairs(t *testing.T) {
	l := opened(t)
	him, others := tiles(t, l, 0), tiles(t, l, 2, 3, 4, 5)
	var same, different []float64
	for i := range him {
		for j := range i {
			same = append(same, likeness(him[i], him[j]))
		}
		for _, other := range others {
			different = append(different, likeness(him[i], other))
		}
	}
	if len(same) < 50 || len(different) < 500 {
		t.Fatalf("%d and %d pairs: faces were not found", len(same), len(different))
	}
	t.Logf("likeness, one man in different pictures: %s", spread(same))
	t.Logf("likeness, he and others: %s", spread(different))
	for _, limit := range []float64{0.40, 0.45, 0.50, 0.55, 0.60} {
		t.Logf("threshold %.0f %%: %.1f %% of his pairs are below, %.1f %% of the others' are not", 100*limit, below(same, limit), 100-below(different, limit))
	}
	if same[len(same)/2] <= different[len(different)/2] {
		t.Error("he is as like others as himself")
	}
}

// TestLikenessOfVariations measures how far the same picture may be changed.
func TestLikenessOfVariations(t *testing.T) {
	l, face := opened(t), portrait(t)
	numbersOf := func(p *image.RGBA) []float32 {
		_, numbers, err := l.look(jpegOf(t, p))
		if err != nil {
			t.Fatal(err)
		}
		return numbers
	}
	first := numbersOf(face)
	each := func(change func(x, y int) (int, int), times float64) *image.RGBA {
		out := image.NewRGBA(face.Bounds())
		for y := range face.Bounds().Dy() {
			for x := range face.Bounds().Dx() {
				fx, fy := change(x, y)
				c := face.RGBAAt(fx, fy)
				c.R, c.G, c.B = lit(c.R, times), lit(c.G, times), lit(c.B, times)
				out.SetRGBA(x, y, c)
			}
		}
		return out
	}
	stay := func(x, y int) (int, int) { return x, y }
	for name, p := range map[string]*image.RGBA{
		"half as bright": each(stay, 0.5), "a quarter as bright": each(stay, 0.25), "1.5 times as bright": each(stay, 1.5), "mirrored": mirrored(face),
		"pixels of 2": each(func(x, y int) (int, int) { return x / 2 * 2, y / 2 * 2 }, 1), "pixels of 4": each(func(x, y int) (int, int) { return x / 4 * 4, y / 4 * 4 }, 1),
		"moved aside": each(func(x, y int) (int, int) { return x + 30, y + 10 }, 1), "blurred": blurred(face, 3),
	} {
		like := likeness(numbersOf(p), first)
		t.Logf("likeness, %s: %.2f", name, like)
		if name == "moved aside" && like < 0.8 {
			t.Errorf("moved aside it is %.2f like itself", like)
		}
	}
}

func lit(v uint8, times float64) uint8 { return uint8(min(255, float64(v)*times)) }

func blurred(p *image.RGBA, radius int) *image.RGBA {
	out := image.NewRGBA(p.Bounds())
	for y := range p.Bounds().Dy() {
		for x := range p.Bounds().Dx() {
			var r, g, b, n int
			for dy := -radius; dy <= radius; dy++ {
				for dx := -radius; dx <= radius; dx++ {
					if !(image.Point{X: x + dx, Y: y + dy}).In(p.Bounds()) {
						continue
					}
					c := p.RGBAAt(x+dx, y+dy)
					r, g, b, n = r+int(c.R), g+int(c.G), b+int(c.B), n+1
				}
			}
			c := p.RGBAAt(x, y)
			c.R, c.G, c.B = uint8(r/n), uint8(g/n), uint8(b/n)
			out.SetRGBA(x, y, c)
		}
	}
	return out
}

// TestWhatAWarpMoves says which movements of a still face a warp can feign for the
// nets: a film of them passes the challenge, which is why a person compares.
func TestWhatAWarpMoves(t *testing.T) {
	l, face := opened(t), portrait(t)
	base, _, err := l.look(jpegOf(t, face))
	if err != nil {
		t.Fatal(err)
	}
	for _, strength := range []float64{0.2, 0.4, 0.6, 0.8} {
		for name, upright := range map[string]bool{"aside": false, "down": true} {
			found, _, err := l.look(jpegOf(t, warped(face, strength, upright)))
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("warped %s by %.1f: %d faces, yaw %+.0f°, pitch %+.0f°", name, strength, found.Faces, found.Yaw-base.Yaw, found.Pitch-base.Pitch)
		}
	}
}

// warped presses one side of the middle together and draws the other out, as a plane
// does that turns.
func warped(p *image.RGBA, strength float64, upright bool) *image.RGBA {
	out, w, h := image.NewRGBA(p.Bounds()), float64(p.Bounds().Dx()), float64(p.Bounds().Dy())
	for y := range p.Bounds().Dy() {
		for x := range p.Bounds().Dx() {
			u, v := 2*float64(x)/w-1, 2*float64(y)/h-1
			if upright {
				v += strength * (1 - v*v) / 2
			} else {
				u += strength * (1 - u*u) / 2
			}
			out.Set(x, y, p.At(int(math.Round((u+1)*w/2)), int(math.Round((v+1)*h/2))))
		}
	}
	return out
}

// BenchmarkCheck is one whole check on one core: a reference photo and four frames.
// The seconds of the processor count, whatever else runs.
func BenchmarkCheck(b *testing.B) {
	e, err := Open(parts)
	if err != nil {
		b.Skip(err)
	}
	raw, err := os.ReadFile(filepath.Join(parts, "portrait.jpg"))
	if err != nil {
		b.Skip("make face-test brings the picture")
	}
	before := used()
	for b.Loop() {
		if _, err := e.Inspect(b.Context(), raw, [][]byte{raw, raw, raw, raw}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64((used()-before).Milliseconds())/float64(b.N), "cpu-ms/op")
}

func used() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
