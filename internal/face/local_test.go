//go:build face

package face

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"kaochang/internal/exam"
)

// parts is where make face leaves the engine's parts.
const parts = "../../bin/face"

func opened(t *testing.T) *local {
	t.Helper()
	if _, err := os.Stat(parts); err != nil {
		t.Skip("the engine's parts are not there: make face brings them")
	}
	e, err := Open(parts)
	if err != nil {
		t.Fatal(err)
	}
	l, ok := e.(*local)
	if !ok {
		t.Fatalf("the engine is a %T", e)
	}
	return l
}

// What TensorFlow.js says of the pattern, by net and output.
var (
	goldDetector = [][6]float64{
		{-4.180538, -3.549047, -3.247324, -3.469691, -3314.2976, 3314.2976},
		{-5.216008, -7.007041, -4.325673, -16.08349, -3638.2029, 3638.2029},
		{1.730522, -4.49106, -2.755829, -8.637467, 27840.102, 62356.273},
		{13.91916, 3.341216, -1.285241, -9.350932, 70150.725, 157222.15},
	}
	goldMesh = [][6]float64{
		{91.36222, 109.8823, 38.72981, 5.430866, 86150.377, 90087.74},
		{0.00001876015, 0.00001876015, 0.00001876015, 0.00001876015, 0.00001876015, 0.00001876015},
	}
	goldDescribe = [][6]float64{{0, 0, 0, 0, 29.048818, 29.048818}}
)

// pattern is a picture that anybody can make again.
func pattern(size int, scale, shift float32) []float32 {
	out := make([]float32, 3*size*size)
	for y := range size {
		for x := range size {
			for c := range 3 {
				out[c*size*size+y*size+x] = float32((x*7+y*13+c*29+x*y%31)%256)*scale + shift
			}
		}
	}
	return out
}

// TestTheNetsSayWhatTheySayInTheBrowser compares with what TensorFlow.js 4.22 (its
// CPU backend) makes of the same nets and the same pattern: the first two numbers,
// the middle one, the last, and the sums of all and of their magnitudes.
func TestTheNetsSayWhatTheySayInTheBrowser(t *testing.T) {
	l := opened(t)
	for _, c := range []struct {
		name         string
		net          *net
		scale, shift float32
		want         [][6]float64
	}{
		{"blazeface", l.detector, 1 / 127.5, -1, goldDetector},
		{"facemesh", l.mesh, 1.0 / 255, 0, goldMesh},
		{"faceres", l.describe, 1, 0, goldDescribe},
	} {
		out, err := c.net.run(pattern(int(c.net.size), c.scale, c.shift))
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range c.want {
			d, sum, magnitude := out[i], 0.0, 0.0
			for _, v := range d {
				sum, magnitude = sum+float64(v), magnitude+math.Abs(float64(v))
			}
			got := [6]float64{float64(d[0]), float64(d[min(1, len(d)-1)]), float64(d[len(d)/2]), float64(d[len(d)-1]), sum, magnitude}
			for k := range got {
				if math.Abs(got[k]-want[k]) > 2e-4*max(1, math.Abs(want[k])) {
					t.Errorf("%s output %d number %d: %v, want %v", c.name, i, k, got[k], want[k])
				}
			}
		}
	}
}

func jpegOf(t *testing.T, p image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, p, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// portrait is the author's own face in the engine's package, on a grey ground, where
// make face has put it.
func portrait(t *testing.T) *image.RGBA {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(parts, "portrait.jpg"))
	if err != nil {
		t.Skip("the sample picture is not there: make face brings it")
	}
	p, err := decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	out := image.NewRGBA(image.Rect(0, 0, 240, 180))
	for y := range 180 {
		for x := range 240 {
			out.Set(x, y, color.Gray{Y: 150})
			if x >= 60 && x < 178 && y >= 30 && y < 154 {
				out.Set(x, y, p.At(14+x-60, 143+y-30))
			}
		}
	}
	return out
}

// mirrored turns a picture's left and right about.
func mirrored(p *image.RGBA) *image.RGBA {
	out := image.NewRGBA(p.Bounds())
	for y := range p.Bounds().Dy() {
		for x := range p.Bounds().Dx() {
			out.Set(x, y, p.At(p.Bounds().Dx()-1-x, y))
		}
	}
	return out
}

// beside puts two pictures side by side.
func beside(a, b *image.RGBA) *image.RGBA {
	w := a.Bounds().Dx()
	out := image.NewRGBA(image.Rect(0, 0, 2*w, a.Bounds().Dy()))
	for y := range a.Bounds().Dy() {
		for x := range w {
			out.Set(x, y, a.At(x, y))
			out.Set(w+x, y, b.At(x, y))
		}
	}
	return out
}

// darker makes a picture nearly black.
func darker(p *image.RGBA) *image.RGBA {
	out := image.NewRGBA(p.Bounds())
	for i, v := range p.Pix {
		out.Pix[i] = v / 12
		if i%4 == 3 {
			out.Pix[i] = v
		}
	}
	return out
}

func TestPicturesAreInspected(t *testing.T) {
	l, face := opened(t), portrait(t)
	straight, empty := jpegOf(t, face), jpegOf(t, image.NewGray(image.Rect(0, 0, 320, 240)))
	found, err := l.Inspect(t.Context(), straight, [][]byte{straight, jpegOf(t, mirrored(face)), empty, jpegOf(t, beside(face, mirrored(face))), jpegOf(t, darker(face))})
	if err != nil {
		t.Fatal(err)
	}
	if found.ReferenceFaces != 1 {
		t.Errorf("%d faces in the reference photo, want one", found.ReferenceFaces)
	}
	one, same := found.Frames[0], found.Frames[1]
	if one.Faces != 1 || one.Dark || one.Width < 0.2 || math.Abs(one.Yaw) > 15 || one.Likeness < 0.99 {
		t.Errorf("straight: %+v, want one face like itself", one)
	}
	if same.Faces != 1 || same.Likeness < 0.5 || math.Abs(same.Yaw+one.Yaw) > 4 {
		t.Errorf("mirrored: %+v, want her turned about and alike", same)
	}
	if found.Frames[2].Faces != 0 || !found.Frames[2].Dark {
		t.Errorf("black: %+v, want nobody in the dark", found.Frames[2])
	}
	if found.Frames[3].Faces != 2 {
		t.Errorf("two: %+v, want two faces", found.Frames[3])
	}
	if !found.Frames[4].Dark {
		t.Errorf("dark: %+v, want it too dark", found.Frames[4])
	}
	actions := []exam.FaceAction{exam.FaceStraight, exam.FaceTurnLeft, exam.FaceBlink, exam.FaceNod}
	still := exam.FaceFinding{ReferenceFaces: 1, Frames: []exam.FaceFrameFinding{one, one, one, one}}
	if verdict, _, _ := exam.JudgeFace(exam.DefaultFaceRule("a"), actions, still); verdict != exam.FaceFailed {
		t.Errorf("a still picture is %s, want it failed: it does not move", verdict)
	}
	if _, err := l.Inspect(t.Context(), nil, [][]byte{[]byte("no picture")}); err == nil {
		t.Error("what is no picture was looked at")
	}
}

func TestManyAreInspectedAtOnce(t *testing.T) {
	l, raw := opened(t), jpegOf(t, portrait(t))
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			found, err := l.Inspect(t.Context(), raw, [][]byte{raw})
			if err != nil || found.Frames[0].Likeness < 0.99 {
				t.Errorf("%+v %v", found, err)
			}
		})
	}
	wait.Wait()
}
