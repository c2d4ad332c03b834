package face

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// meshOf is a straight face of 200 by 200 pixels with its nose, lids and lips moved.
func meshOf(noseX, noseY, lid, lips float32) []float32 {
	mesh := make([]float32, 468*3)
	for n, p := range map[int][2]float32{
		1: {noseX, noseY}, 10: {100, 0}, 152: {100, 200}, 234: {0, 100}, 454: {200, 100},
		159: {60, 80}, 145: {60, 80 + lid}, 33: {40, 85}, 133: {80, 85}, 386: {140, 80}, 374: {140, 80 + lid}, 362: {120, 85}, 263: {160, 85},
		13: {100, 150}, 14: {100, 150 + lips}, 78: {80, 151}, 308: {120, 151},
	} {
		mesh[3*n], mesh[3*n+1] = p[0], p[1]
	}
	return mesh
}

// TestMeasures has the numbers of the page's own test (measure.test.ts), so that both
// mean the same by a turn.
func TestMeasures(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule      string
		mesh      []float32
		got       func(measures) float64
		want, off float64
	}{
		{"straight", meshOf(100, 100, 10, 2), func(m measures) float64 { return m.yaw }, 0, 1e-6},
		{"to her own left the nose goes right", meshOf(150, 100, 10, 2), func(m measures) float64 { return m.yaw }, 30, 1e-3},
		{"to her own right it goes left", meshOf(50, 100, 10, 2), func(m measures) float64 { return m.yaw }, -30, 1e-3},
		{"lowered", meshOf(100, 126, 10, 2), func(m measures) float64 { return m.pitch }, 15.07, 0.01},
		{"open eyes", meshOf(100, 100, 10, 2), func(m measures) float64 { return m.eyes }, 0.25, 1e-6},
		{"closed eyes", meshOf(100, 100, 2, 2), func(m measures) float64 { return m.eyes }, 0.05, 1e-6},
		{"open mouth", meshOf(100, 100, 10, 24), func(m measures) float64 { return m.mouth }, 0.6, 1e-6},
		{"upright", meshOf(100, 100, 10, 2), func(m measures) float64 { return m.roll }, 0, 1e-6},
	} {
		if got := c.got(measure(c.mesh)); math.Abs(got-c.want) > c.off {
			t.Errorf("%s: %v, want %v", c.rule, got, c.want)
		}
	}
}

func TestBoxes(t *testing.T) {
	t.Parallel()
	if all := anchors(); len(all) != 896 || all[0] != [2]float64{8, 8} || all[2] != [2]float64{24, 8} || all[512] != [2]float64{16, 16} || all[895] != [2]float64{240, 240} {
		t.Errorf("%d anchors, want 896 from (8, 8) to (240, 240)", len(all))
	}
	confidences, numbers := make([]float32, 896), make([]float32, 896*16)
	for i := range confidences {
		confidences[i] = -5
	}
	put := func(i int, confidence, x, y, size float32) {
		confidences[i] = confidence
		copy(numbers[i*16:], []float32{x, y, size, size})
	}
	put(0, 2, 10, 10, 60)   // a face, once more as number 2, and another far away
	put(2, 3, -6, 10, 60)   // its surest
	put(895, 1, 0, 0, 40)   // another
	put(300, -0.1, 0, 0, 9) // none
	kept := boxes(confidences, numbers)
	if len(kept) != 2 || kept[0].x != 18 || kept[1].x != 240 {
		t.Errorf("kept %+v, want the surest of the two that lie on one another, and the other face", kept)
	}
}

func TestLikeness(t *testing.T) {
	t.Parallel()
	one := []float32{1, 2, 3}
	for _, c := range []struct {
		a, b []float32
		want float64
	}{{one, one, 1}, {one, nil, 0}, {nil, nil, 0}, {one, []float32{1, 2, 12}, 0.58333}, {one, []float32{1, 2, 30}, 0}} {
		if got := likeness(c.a, c.b); math.Abs(got-c.want) > 1e-4 {
			t.Errorf("likeness of %v and %v = %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

func TestHalfNumbers(t *testing.T) {
	t.Parallel()
	for bits, want := range map[uint16]float32{0: 0, 0x3c00: 1, 0xc000: -2, 0x3555: 0.33325195, 0x0001: 5.9604645e-08, 0x7bff: 65504} {
		if got := half(bits); got != want {
			t.Errorf("half %#x = %v, want %v", bits, got, want)
		}
	}
}

func TestKernelsAreTurned(t *testing.T) {
	t.Parallel()
	w := weight{shape: []int64{1, 2, 3, 2}, floats: []float32{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}} // height, width, in, out
	got := transpose(w, []int{3, 2, 0, 1})
	if !slices.Equal(got.shape, []int64{2, 3, 1, 2}) || !slices.Equal(got.floats, []float32{0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11}) {
		t.Errorf("turned %v %v, want out, in, height, width", got.shape, got.floats)
	}
}

func TestUnknownOperationsAreRefused(t *testing.T) {
	t.Parallel()
	g := graph{nodes: map[string]node{"in": {Name: "in", Op: "Placeholder"}, "out": {Name: "out", Op: "Magic", Input: []string{"in"}}}}
	if _, err := convert(g, 8, "out"); err == nil {
		t.Error("a net with an operation that nobody knows was converted")
	}
	if _, err := convert(g, 8, "nowhere"); err == nil {
		t.Error("a net without its output was converted")
	}
}

// tiny is a net of one convolution that doubles each of three channels, in half
// numbers, with a bias.
const tiny = `{"modelTopology": {"node": [
  {"name": "in", "op": "Placeholder"}, {"name": "kernel", "op": "Const"}, {"name": "bias", "op": "Const"},
  {"name": "conv", "op": "_FusedConv2D", "input": ["in", "kernel", "bias"], "attr": {
    "padding": {"s": "U0FNRQ=="}, "strides": {"list": {"i": ["1", "2", "2", "1"]}}, "fused_ops": {"list": {"s": ["Qmlhc0FkZA==", "UmVsdQ=="]}}}}
]}, "weightsManifest": [{"paths": ["tiny.bin"], "weights": [
  {"name": "kernel", "shape": [1, 1, 3, 3], "dtype": "float32", "quantization": {"dtype": "float16"}},
  {"name": "bias", "shape": [3], "dtype": "float32"}, {"name": "order", "shape": [2], "dtype": "int32"}
]}]}`

func TestNetsAreReadAndWritten(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var raw []byte
	for i := range 9 {
		bits := uint16(0)
		if i%4 == 0 {
			bits = 0x4000 // 2
		}
		raw = binary.LittleEndian.AppendUint16(raw, bits)
	}
	for _, f := range []float32{1, 2, 3} {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(f))
	}
	raw = binary.LittleEndian.AppendUint32(raw, 7)
	raw = binary.LittleEndian.AppendUint32(raw, math.MaxUint32) // -1
	write := func(bin []byte) {
		t.Helper()
		if err := errors.Join(os.WriteFile(filepath.Join(dir, "tiny.json"), []byte(tiny), 0o600), os.WriteFile(filepath.Join(dir, "tiny.bin"), bin, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	write(raw)
	g, err := readGraph(dir, "tiny")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(g.weights["kernel"].floats, []float32{2, 0, 0, 0, 2, 0, 0, 0, 2}) || !slices.Equal(g.weights["bias"].floats, []float32{1, 2, 3}) || !slices.Equal(g.weights["order"].ints, []int64{7, -1}) {
		t.Errorf("weights %+v, want what was written", g.weights)
	}
	onnx, err := convert(g, 8, "conv")
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"Conv", "Relu", "SAME_UPPER", "kernel constant", "bias constant", "out conv"} {
		if !bytes.Contains(onnx, []byte(word)) {
			t.Errorf("the net as ONNX has no %q", word)
		}
	}
	write(raw[:len(raw)-1])
	if _, err := readGraph(dir, "tiny"); err == nil {
		t.Error("a net whose weights are cut short was read")
	}
}

func TestPartsOfAPicture(t *testing.T) {
	t.Parallel()
	src := image.NewRGBA(image.Rect(0, 0, 4, 4))
	for y := range 4 {
		for x := range 4 {
			src.Set(x, y, color.RGBA{R: uint8(60 * x), G: uint8(60 * y), B: 100, A: 255})
		}
	}
	var raw bytes.Buffer
	if err := png.Encode(&raw, src); err != nil {
		t.Fatal(err)
	}
	p, err := decode(raw.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	whole := p.crop(square{2, 2, 4, 0}, 4, 1, 0)
	if !slices.Equal(whole[:4], []float32{0, 60, 120, 180}) || whole[16+15] != 180 || whole[32] != 100 {
		t.Errorf("the whole picture is %v, want it as it was, channels first", whole)
	}
	turned := p.crop(square{2, 2, 4, math.Pi / 2}, 4, 1, 0)
	if math.Abs(float64(turned[0]-180)) > 0.1 || math.Abs(float64(turned[16])) > 0.1 {
		t.Errorf("turned by a right angle its first pixel is %v, %v, want the last of the first row", turned[0], turned[16])
	}
	if outside := p.crop(square{-20, -20, 4, 0}, 2, 1, -1); outside[0] != -1 {
		t.Errorf("beside the picture is %v, want black", outside[0])
	}
	if got := p.lightness(square{2, 2, 2, 0}); math.Abs(got-(0.299*90+0.587*90+11.4)) > 2 {
		t.Errorf("lightness %v, want the mean", got)
	}
	if _, err := decode([]byte("no picture")); err == nil {
		t.Error("what is no picture was decoded")
	}
}
