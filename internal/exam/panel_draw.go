package exam

import (
	"fmt"
	"slices"
)

// PanelRequest asks to deal staff into rooms by lot (FEATURES A17, the draw of the panel).
type PanelRequest struct {
	RoomIDs  []string // in the order of filling
	StaffIDs []string // the pool
	PerRoom  int      // at least 1
	Role     Role     // one of [PanelRoles]
	Seed     string
}

// DrawPanel deals the pool into the rooms, in the order of [DrawOrder] of their user
// names: the first PerRoom into the first room, and so on. It returns the new staff of
// each room: who had the role there before gives way, the other roles stay. It is
// CodeInvalid for no room, no seed, another role or somebody named twice, CodeNotFound
// for rooms that are not the exam's and staff who are not the school's, and CodeConflict
// with "why" for a pool that is "pool_too_small" and for one of it who has another role
// in one of the rooms ("in_room").
func (s *SetUp) DrawPanel(r PanelRequest, school []Staff) (staff map[string][]RoomStaff, pool []string, err error) {
	by, err := s.panelPool(r, school)
	if err != nil {
		return nil, nil, err
	}
	for name := range by {
		pool = append(pool, name)
	}
	slices.Sort(pool)
	drawn := DrawOrder(r.Seed, pool)
	staff = make(map[string][]RoomStaff, len(r.RoomIDs))
	for i, roomID := range r.RoomIDs {
		for _, m := range s.Staff {
			if m.RoomID == roomID && m.Role != r.Role {
				staff[roomID] = append(staff[roomID], m)
			}
		}
		for _, name := range drawn[i*r.PerRoom : (i+1)*r.PerRoom] {
			staff[roomID] = append(staff[roomID], RoomStaff{RoomID: roomID, StaffID: by[name].ID, Name: by[name].Name, Role: r.Role})
		}
	}
	return staff, pool, nil
}

// panelPool checks a request and returns its pool by user name.
func (s *SetUp) panelPool(r PanelRequest, school []Staff) (map[string]Staff, error) {
	switch {
	case len(r.RoomIDs) == 0 || r.PerRoom < 1 || r.Seed == "":
		return nil, Errorf(CodeInvalid, "a draw needs rooms, how many for each, and a seed")
	case !slices.Contains(PanelRoles(), r.Role):
		return nil, Errorf(CodeInvalid, "no panel has a %s", r.Role).With("field", "role")
	case twice(r.RoomIDs) || twice(r.StaffIDs):
		return nil, Errorf(CodeInvalid, "a room or a person stands there twice").With("field", "staff")
	}
	for _, id := range r.RoomIDs {
		if _, err := s.Room(id); err != nil {
			return nil, err
		}
	}
	by := make(map[string]Staff, len(r.StaffIDs))
	for _, id := range r.StaffIDs {
		one, err := find(school, "staff", func(x Staff) bool { return x.ID == id })
		if err != nil {
			return nil, err
		}
		by[one.Username] = one
		for _, m := range s.Staff {
			if m.StaffID == id && m.Role != r.Role && slices.Contains(r.RoomIDs, m.RoomID) {
				return nil, Errorf(CodeConflict, "%s has another role in one of these rooms", one.Name).With("why", "in_room").With("name", one.Name)
			}
		}
	}
	if want := len(r.RoomIDs) * r.PerRoom; len(by) < want {
		return nil, Errorf(CodeConflict, "%s", fmt.Sprintf("%d are needed, the pool has %d", want, len(by))).With("why", "pool_too_small")
	}
	return by, nil
}

func twice(ids []string) bool {
	seen := map[string]bool{}
	for _, id := range ids {
		if seen[id] {
			return true
		}
		seen[id] = true
	}
	return false
}
