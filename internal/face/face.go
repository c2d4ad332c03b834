// Package face looks for faces in pictures: where they are, how they are held, and
// how like one is to another. Its engine is a set of small nets (blazeface, facemesh
// and faceres of @vladmandic/human) that run in ONNX Runtime, a library beside the
// binary. It is built in by the tag face, since it needs cgo; without the tag there
// is no engine, and a person decides.
//
// The likeness is weak: it sorts candidates for a person's eye and nothing more. No
// rate of error was measured for it. The weights of faceres were trained on
// VGGFace2; whether they may be used commercially is for a lawyer to say.
package face

import (
	"context"

	"kaochang/internal/exam"
)

// Engine looks at pictures. It is safe for concurrent use.
type Engine interface {
	// Inspect says what is in a reference photo, nil for none, and in frames, all JPEG
	// or PNG, the first of which looks straight into the camera. Nothing of it is kept.
	Inspect(ctx context.Context, reference []byte, frames [][]byte) (exam.FaceFinding, error)
}
