package exam

import "slices"

// FaceFrameFinding is what an engine found in one frame.
type FaceFrameFinding struct {
	Faces int
	Dark  bool    // too dark to tell
	Width float64 // of the face, share of the frame's width, 0 to 1
	// Yaw is how far the head is turned in degrees, to her own left above 0. Pitch is
	// how far it is lowered, above 0.
	Yaw, Pitch float64
	Eyes       float64 // how far the eyes are open: height to width
	Mouth      float64 // how far the mouth is open: height to width
	Likeness   float64 // to the reference photo, 0 to 1
	Same       float64 // likeness to the first frame, 0 to 1
}

// FaceFinding is what an engine found in a reference photo and in frames.
type FaceFinding struct {
	ReferenceFaces int
	Frames         []FaceFrameFinding // one an action, in their order
	Unseen         bool               // only the likeness was looked at, not the movements
}

// minFaceWidth is the least width of a face, as a share of the frame's.
const minFaceWidth = 0.12

// JudgeFace says what comes out of a finding under a school's rule. It never rejects
// anybody: what fails may be tried again, and then a person decides. Without a
// face in the reference photo a person decides at once.
func JudgeFace(r FaceRule, actions []FaceAction, f FaceFinding) (FaceVerdict, []FaceReason, int) {
	if f.ReferenceFaces != 1 {
		return FacePerson, []FaceReason{FaceNoPhoto}, 0
	}
	if len(f.Frames) != len(actions) || len(actions) == 0 {
		return FacePerson, []FaceReason{FaceEngineFailed}, 0
	}
	var reasons []FaceReason
	add := func(is bool, reason FaceReason) {
		if is && !slices.Contains(reasons, reason) {
			reasons = append(reasons, reason)
		}
	}
	first := f.Frames[0]
	for i, frame := range f.Frames {
		add(frame.Dark, FaceTooDark)
		add(frame.Faces == 0, FaceNoFace)
		add(frame.Faces > 1, FaceTwoFaces)
		if frame.Faces == 1 && !f.Unseen {
			add(frame.Width < minFaceWidth, FaceTooFar)
			add(!r.shows(actions[i], first, frame), FaceActionMissing)
		}
		add(frame.Faces == 1 && actions[i].Frontal() && frame.Same*100 < float64(r.Similarity), FaceAnother)
	}
	similarity := int(first.Likeness * 100)
	add(first.Faces == 1 && similarity < r.Similarity, FaceUnlike)
	if len(reasons) > 0 {
		return FaceFailed, reasons, similarity
	}
	if f.Unseen {
		return FacePerson, []FaceReason{FaceUnseen}, similarity
	}
	return FacePassed, nil, similarity
}

// Frontal reports whether a frame of this action is held against the first: a face
// from the side is little like one from the front.
func (a FaceAction) Frontal() bool { return a == FaceBlink || a == FaceOpenMouth }

// shows reports whether a frame shows an action, measured by the first frame.
func (r FaceRule) shows(a FaceAction, first, frame FaceFrameFinding) bool {
	yaw, pitch := frame.Yaw-first.Yaw, frame.Pitch-first.Pitch
	switch a {
	case FaceStraight:
		return max(frame.Yaw, -frame.Yaw) < float64(r.TurnDegrees)
	case FaceTurnLeft:
		return yaw >= float64(r.TurnDegrees)
	case FaceTurnRight:
		return -yaw >= float64(r.TurnDegrees)
	case FaceNod:
		return pitch >= float64(r.NodDegrees)
	case FaceBlink:
		return first.Eyes > 0 && frame.Eyes*100 <= first.Eyes*float64(r.EyesPercent)
	case FaceOpenMouth:
		return frame.Mouth*100 >= float64(r.MouthPercent) && frame.Mouth > first.Mouth
	}
	return false
}
