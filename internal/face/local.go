//go:build face

package face

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"

	ort "github.com/yalue/onnxruntime_go"

	"kaochang/internal/exam"
)

// Built says whether the engine is in this binary.
const Built = true

// local runs the nets in ONNX Runtime, one thread a picture.
type local struct{ detector, mesh, describe *net }

// net is one net with the names of its outputs.
type net struct {
	session *ort.DynamicAdvancedSession
	size    int64
	outputs int
}

// library is loaded once in a process.
var library sync.Mutex

// Open loads the library of ONNX Runtime and the nets from a folder, as make face
// makes it: the library, and below models the nets of @vladmandic/human.
func Open(dir string) (Engine, error) {
	if err := load(dir); err != nil {
		return nil, err
	}
	l := &local{}
	for _, one := range []struct {
		to      **net
		name    string
		size    int64
		outputs []string
	}{
		{&l.detector, "blazeface", detectorSize, []string{"Identity", "Identity_1", "Identity_2", "Identity_3"}},
		{&l.mesh, "facemesh", meshSize, []string{"Identity_2", "Identity_1"}},
		{&l.describe, "faceres", describeSize, []string{"global_pooling/Mean"}},
	} {
		n, err := openNet(filepath.Join(dir, "models"), one.name, one.size, one.outputs)
		if err != nil {
			return nil, err
		}
		*one.to = n
	}
	return l, nil
}

func load(dir string) error {
	library.Lock()
	defer library.Unlock()
	if ort.IsInitialized() {
		return nil
	}
	found, err := filepath.Glob(filepath.Join(dir, "*onnxruntime*"))
	if err != nil || len(found) == 0 {
		return fmt.Errorf("there is no library of ONNX Runtime in %s: make face brings it", dir)
	}
	ort.SetSharedLibraryPath(found[0])
	if err := ort.InitializeEnvironment(); err != nil {
		return fmt.Errorf("load ONNX Runtime: %w", err)
	}
	return nil
}

// The inputs of the nets.
const (
	meshSize     = 192
	describeSize = 224
)

func openNet(dir, name string, size int64, outputs []string) (*net, error) {
	g, err := readGraph(dir, name)
	if err != nil {
		return nil, err
	}
	onnx, err := convert(g, size, outputs...)
	if err != nil {
		return nil, fmt.Errorf("convert net %s: %w", name, err)
	}
	options, err := ort.NewSessionOptions()
	if err != nil {
		return nil, fmt.Errorf("set up net %s: %w", name, err)
	}
	defer func() { _ = options.Destroy() }() // the session has its own copy
	if err := options.SetIntraOpNumThreads(1); err != nil {
		return nil, fmt.Errorf("set up net %s: %w", name, err)
	}
	names := make([]string, len(outputs))
	for i, o := range outputs {
		names[i] = "out " + o
	}
	session, err := ort.NewDynamicAdvancedSessionWithONNXData(onnx, []string{"input"}, names, options)
	if err != nil {
		return nil, fmt.Errorf("open net %s: %w", name, err)
	}
	return &net{session, size, len(outputs)}, nil
}

// run gives a net its picture and returns its outputs.
func (n *net) run(numbers []float32) ([][]float32, error) {
	in, err := ort.NewTensor(ort.NewShape(1, 3, n.size, n.size), numbers)
	if err != nil {
		return nil, fmt.Errorf("make input: %w", err)
	}
	defer func() { _ = in.Destroy() }() // only memory
	values := make([]ort.Value, n.outputs)
	if err := n.session.Run([]ort.Value{in}, values); err != nil {
		return nil, fmt.Errorf("run net: %w", err)
	}
	out := make([][]float32, n.outputs)
	for i, v := range values {
		t, ok := v.(*ort.Tensor[float32])
		if !ok {
			return nil, fmt.Errorf("output %d is of another kind", i)
		}
		out[i] = append([]float32(nil), t.GetData()...)
		_ = v.Destroy() // only memory
	}
	return out, nil
}

// seen is one face in a picture.
type seen struct {
	place square // what the nets saw
	measures
	width float64 // of the face, in pixels
}

// minMesh is the least that the mesh net must say for a face to be one.
const minMesh = 0.5

// faces finds the faces of a picture, the surest first.
func (l *local) faces(p picture) ([]seen, error) {
	w, h := float64(p.Bounds().Dx()), float64(p.Bounds().Dy())
	whole := square{w / 2, h / 2, max(w, h), 0}
	out, err := l.detector.run(p.crop(whole, detectorSize, 1/127.5, -1))
	if err != nil {
		return nil, fmt.Errorf("detect: %w", err)
	}
	var all []seen
	for _, b := range boxes(append(out[0], out[1]...), append(out[2], out[3]...)) {
		x, y := whole.at(b.x/detectorSize, b.y/detectorSize)
		place := square{x, y, max(b.width, b.height) * boxScale * whole.side / detectorSize, 0}
		mesh, err := l.mesh.run(p.crop(place, meshSize, 1.0/255, 0))
		if err != nil {
			return nil, fmt.Errorf("find mesh: %w", err)
		}
		if mesh[1][0] < minMesh {
			continue
		}
		one := seen{place: place, measures: measure(mesh[0])}
		one.width = point{float64(mesh[0][3*234]), float64(mesh[0][3*234+1])}.to(point{float64(mesh[0][3*454]), float64(mesh[0][3*454+1])}) * place.side / meshSize
		all = append(all, one)
	}
	return all, nil
}

// numbers describes a face, held upright, by 1,024 numbers that go no further.
func (l *local) numbers(p picture, f seen) ([]float32, error) {
	upright := f.place
	upright.angle = f.roll
	out, err := l.describe.run(p.crop(upright, describeSize, 1, 0))
	if err != nil {
		return nil, fmt.Errorf("describe: %w", err)
	}
	return out[0], nil
}

// tooDark is the mean lightness of a face below which nothing can be told, 0 to 255.
const tooDark = 40

// look returns what is in one picture, and the numbers of its only face.
func (l *local) look(raw []byte) (exam.FaceFrameFinding, []float32, error) {
	p, err := decode(raw)
	if err != nil {
		return exam.FaceFrameFinding{}, nil, err
	}
	faces, err := l.faces(p)
	if err != nil {
		return exam.FaceFrameFinding{}, nil, err
	}
	w, h := float64(p.Bounds().Dx()), float64(p.Bounds().Dy())
	found := exam.FaceFrameFinding{Faces: len(faces), Dark: p.lightness(square{w / 2, h / 2, min(w, h), 0}) < tooDark/2}
	if len(faces) != 1 {
		return found, nil, nil
	}
	f := faces[0]
	found.Dark = p.lightness(f.place) < tooDark
	found.Width, found.Yaw, found.Pitch, found.Eyes, found.Mouth = f.width/w, f.yaw, f.pitch, f.eyes, f.mouth
	numbers, err := l.numbers(p, f)
	return found, numbers, err
}

// Inspect looks at a reference photo and at frames.
func (l *local) Inspect(ctx context.Context, reference []byte, frames [][]byte) (exam.FaceFinding, error) {
	var out exam.FaceFinding
	var known, first []float32
	if len(reference) > 0 {
		found, numbers, err := l.look(reference)
		if err != nil {
			return out, fmt.Errorf("look at the reference photo: %w", err)
		}
		out.ReferenceFaces, known = found.Faces, numbers
	}
	for i, raw := range frames {
		if ctx.Err() != nil {
			return out, ctx.Err()
		}
		found, numbers, err := l.look(raw)
		if err != nil {
			return out, fmt.Errorf("look at frame %d: %w", i, err)
		}
		if i == 0 {
			first = numbers
		}
		found.Likeness, found.Same = likeness(numbers, known), likeness(numbers, first)
		out.Frames = append(out.Frames, found)
	}
	return out, nil
}
