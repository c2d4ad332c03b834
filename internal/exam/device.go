package exam

import (
	"strconv"
	"time"
)

// maxLabel is the longest device label that is kept, in bytes.
const maxLabel = 120

// Join puts a login's device at a position (FEATURES B1, B2). The first device
// to join takes the sitting from assigned to check_in, within the entry window
// ([Session.CheckEntry]). A position that another login holds is refused with
// CodePositionTaken unless takeOver is set; then the old device is told by an
// event "replaced". A login moves rather than holding two positions. Joining the
// position one already holds changes nothing. The other refusals are CodeInvalid
// for a position that does not exist or that the session does not have, and
// CodeConflict when a second camera comes before the first has entered.
func (s *Sitting) Join(by Actor, p Position, takeOver bool, label string, in Session, now time.Time) error {
	if p != FirstPosition && p != SecondPosition {
		return Errorf(CodeInvalid, "a position is 1 or 2, got %d", p)
	}
	if p == SecondPosition && s.CameraPolicy(in) == SecondCameraNone {
		return Errorf(CodeInvalid, "this session has no second camera")
	}
	if err := in.For(s).CheckEntry(s.Phase, now); err != nil {
		return err
	}
	held := s.Device(p)
	if held != nil && held.LoginID == by.LoginID {
		return nil
	}
	if held != nil && !takeOver {
		return Errorf(CodePositionTaken, "this position is held by another device").
			With("label", held.Label).With("joined_at", stamp(held.JoinedAt))
	}
	if p == SecondPosition && s.Phase == PhaseAssigned {
		return Errorf(CodeConflict, "enter with the first camera first").With("phase", string(s.Phase))
	}
	if s.Phase == PhaseAssigned {
		if err := s.move(PhaseCheckIn, by, "", now, "sitting.entered"); err != nil {
			return err
		}
	}
	if held != nil {
		s.events = append(s.events, Event{Kind: "replaced", LoginID: held.LoginID})
	}
	s.drop(func(d Device) bool { return d.Position == p || d.LoginID == by.LoginID })
	s.Devices = append(s.Devices, Device{Position: p, LoginID: by.LoginID, Label: clip(label, maxLabel), JoinedAt: now})
	s.note("device.joined", "sitting", by, now, map[string]string{
		"position": strconv.Itoa(int(p)), "login": by.LoginID, "label": clip(label, maxLabel), "took_over": strconv.FormatBool(held != nil),
	})
	return nil
}

// Leave frees the position that the actor's login holds; without one it changes nothing.
func (s *Sitting) Leave(by Actor, now time.Time) {
	p := s.PositionOf(by.LoginID)
	if p == 0 {
		return
	}
	s.drop(func(d Device) bool { return d.LoginID == by.LoginID })
	s.note("device.left", "sitting", by, now, map[string]string{"position": strconv.Itoa(int(p)), "login": by.LoginID})
}

// CheckHolds returns nil when the actor's login holds the position, and
// CodeDeviceReplaced otherwise: another device has taken it, or it never joined.
func (s *Sitting) CheckHolds(by Actor, p Position) error {
	if s.PositionOf(by.LoginID) == p {
		return nil
	}
	return Errorf(CodeDeviceReplaced, "this device does not hold camera position %d", p)
}

func (s *Sitting) drop(gone func(Device) bool) {
	kept := s.Devices[:0:0]
	for _, d := range s.Devices {
		if !gone(d) {
			kept = append(kept, d)
		}
	}
	s.Devices = kept
}

// clip shortens text to at most n bytes without cutting a character.
func clip(text string, n int) string {
	if len(text) <= n {
		return text
	}
	cut := 0
	for i := range text {
		if i > n {
			break
		}
		cut = i
	}
	return text[:cut]
}
