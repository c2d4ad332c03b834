// Package snapshot is what a browser is told of a sitting and of a session: the
// wire's shapes, and the pure functions that fill them from the domain's. A
// browser needs nothing else to draw its screen, so a reload, a changed phone
// or a lost event costs nothing.
package snapshot

import (
	"cmp"
	"time"

	"kaochang/internal/exam"
)

// DeviceState is what is known of a position.
type DeviceState string

// The states of a position.
const (
	DeviceEmpty  DeviceState = "empty"
	DeviceOnline DeviceState = "online"
	DeviceLost   DeviceState = "lost"
)

// Person is a candidate as others see her.
type Person struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Number   string `json:"number"`
	PhotoURL string `json:"photo_url,omitempty" doc:"Reference photo"`
}

// Device is one position of a sitting.
type Device struct {
	Position exam.Position `json:"position"`
	State    DeviceState   `json:"state" enum:"empty,online,lost"`
	Mine     bool          `json:"mine" doc:"Held by the login that asks"`
	Label    string        `json:"label,omitempty"`
	JoinedAt *time.Time    `json:"joined_at,omitempty"`
	LostAt   *time.Time    `json:"lost_at,omitempty"`
	StillAt  *time.Time    `json:"still_at,omitempty" doc:"When the latest still was taken"`
}

// Seen is what is known of a sitting's devices besides the record: which logins
// are connected, since when a position is lost, and when its last still came.
type Seen struct {
	Online  map[string]bool // by login ID
	LostAt  map[exam.Position]time.Time
	StillAt map[exam.Position]time.Time
}

// Devices returns both positions, first camera first.
func Devices(s *exam.Sitting, seen Seen, loginID string) []Device {
	rows := make([]Device, 0, 2)
	for _, p := range []exam.Position{exam.FirstPosition, exam.SecondPosition} {
		row := Device{Position: p, State: DeviceEmpty, StillAt: timeOf(seen.StillAt[p])}
		if d := s.Device(p); d != nil {
			row.State, row.Label, row.JoinedAt = DeviceOnline, d.Label, timeOf(d.JoinedAt)
			row.Mine = loginID != "" && d.LoginID == loginID
			if !seen.Online[d.LoginID] {
				row.State, row.LostAt = DeviceLost, timeOf(seen.LostAt[p])
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// Entry says whether the room may be entered now, and otherwise why not.
type Entry struct {
	Open bool      `json:"open"`
	Code exam.Code `json:"code,omitempty" doc:"entry_not_open, entry_closed or sitting_over"`
}

// EntryOf returns the entry rule's verdict for a phase at a moment.
func EntryOf(in exam.Session, p exam.Phase, now time.Time) Entry {
	err := in.CheckEntry(p, now)
	if err == nil {
		return Entry{Open: true}
	}
	return Entry{Code: exam.CodeOf(err)}
}

// Subject is what is examined.
type Subject struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Intro    string    `json:"intro"`
	ExamType exam.Type `json:"exam_type"`
}

// SubjectOf returns a subject's shape.
func SubjectOf(s exam.Subject) Subject {
	return Subject{ID: s.ID, Name: s.Name, Intro: s.Intro, ExamType: s.Type}
}

// Room is where a subject is examined.
type Room struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Kind  string `json:"kind"`
	Intro string `json:"intro"`
}

// RoomOf returns a room's shape.
func RoomOf(r exam.Room) Room { return Room{ID: r.ID, Name: r.Name, Kind: r.Kind, Intro: r.Intro} }

// Named is something with an identifier and a name.
type Named struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Times are a session's times.
type Times struct {
	StartsAt      time.Time         `json:"starts_at"`
	EndsAt        time.Time         `json:"ends_at"`
	EntryOpensAt  time.Time         `json:"entry_opens_at"`
	EntryClosesAt time.Time         `json:"entry_closes_at"`
	SecondCamera  exam.SecondCamera `json:"second_camera" enum:"required,optional,none"`
	FirstCamera   exam.FirstCamera  `json:"first_camera" enum:"any,phone,pc" doc:"Which devices may be the first camera"`
}

// TimesOf returns a session's times.
func TimesOf(s exam.Session) Times {
	return Times{s.StartsAt, s.EndsAt, s.EntryOpensAt, s.EntryClosesAt, s.SecondCamera, cmp.Or(s.FirstCamera, exam.FirstCameraAny)}
}

// TimesFor returns a session's times as one candidate has them: with her own end.
func TimesFor(in exam.Session, one *exam.Sitting) Times {
	in.EndsAt = in.EndFor(one)
	return TimesOf(in)
}

// Invitation is the panel's call, which lapses at ExpiresAt.
type Invitation struct {
	InvitedAt time.Time `json:"invited_at"`
	ExpiresAt time.Time `json:"expires_at"`
}

// Call is the steward talking with the candidate.
type Call struct {
	StaffID   string    `json:"staff_id"`
	StaffName string    `json:"staff_name"`
	Muted     bool      `json:"muted" doc:"The candidate's microphone is to be silent"`
	Since     time.Time `json:"since"`
}

// Ended says when and why a sitting ended.
type Ended struct {
	At     time.Time `json:"at"`
	Reason string    `json:"reason,omitempty"`
}

func invitationOf(i *exam.Invitation) *Invitation {
	if i == nil {
		return nil
	}
	return &Invitation{i.InvitedAt, i.ExpiresAt}
}

func callOf(c *exam.Call) *Call {
	if c == nil {
		return nil
	}
	return &Call{c.StaffID, c.Name, c.Muted, c.Since}
}

func endedOf(s *exam.Sitting) *Ended {
	if s.EndedAt.IsZero() {
		return nil
	}
	return &Ended{s.EndedAt, s.EndReason}
}

// timeOf returns nil for the zero time.
func timeOf(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
