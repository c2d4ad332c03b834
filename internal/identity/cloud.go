package identity

import (
	"context"

	"kaochang/internal/exam"
)

// compareThere asks a third party how like the first frame is to the reference photo
// and the frontal frames are to the first. Our own engine, where there is one, looks
// at the movements; its own likeness does not count then. Without a reference photo
// nothing leaves.
func (s *Service) compareThere(ctx context.Context, there Comparer, reference []byte, frames [][]byte, actions []exam.FaceAction) (f exam.FaceFinding, err error) {
	if len(reference) == 0 {
		return exam.FaceFinding{}, nil
	}
	if f, err = s.movements(ctx, reference, frames); err != nil {
		return f, err
	}
	if f.ReferenceFaces != 1 || len(f.Frames) != len(frames) || f.Frames[0].Faces != 1 {
		return f, nil // what our engine sees is wrong already
	}
	for i := range frames {
		if i > 0 && (!actions[i].Frontal() || f.Frames[i].Faces != 1) {
			continue
		}
		with, into := frames[0], &f.Frames[i].Same
		if i == 0 {
			with, into = reference, &f.Frames[0].Likeness
		}
		switch *into, err = there.Compare(ctx, with, frames[i]); {
		case exam.CodeOf(err) == exam.CodeInvalid: // no face, in one or the other
			f.Frames[i].Faces = 0
		case err != nil:
			return exam.FaceFinding{}, err
		}
	}
	return f, nil
}

// movements is what our own engine finds; without one, nobody looked at them.
func (s *Service) movements(ctx context.Context, reference []byte, frames [][]byte) (exam.FaceFinding, error) {
	if s.Engine != nil {
		return s.Engine.Inspect(ctx, reference, frames)
	}
	f := exam.FaceFinding{ReferenceFaces: 1, Unseen: true, Frames: make([]exam.FaceFrameFinding, len(frames))}
	for i := range f.Frames {
		f.Frames[i] = exam.FaceFrameFinding{Faces: 1, Same: 1}
	}
	return f, nil
}
