package exam_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"kaochang/internal/exam"
)

var school = []exam.Staff{
	{ID: "1", Username: "li", Name: "李"}, {ID: "2", Username: "wu", Name: "吴"}, {ID: "3", Username: "sun", Name: "孙"},
	{ID: "4", Username: "qian", Name: "钱"}, {ID: "zhou", Username: "zhou", Name: "周"},
}

// FEATURES: A17
func TestAPanelIsDrawn(t *testing.T) {
	s := sound()
	r := exam.PanelRequest{RoomIDs: []string{"r2", "r1"}, StaffIDs: []string{"1", "2", "3", "4"}, PerRoom: 1, Role: exam.RoleSecretary, Seed: "lot"}
	staff, pool, err := s.DrawPanel(r, school)
	must(t, err)
	order := exam.DrawOrder("lot", []string{"qian", "wu", "li", "sun"}) // whatever the order of asking
	for i, room := range r.RoomIDs {
		var words []string
		for _, m := range staff[room] {
			words = append(words, fmt.Sprint(m.StaffID, " ", m.Role))
		}
		at := slices.IndexFunc(school, func(x exam.Staff) bool { return x.Username == order[i] })
		if got, want := strings.Join(words[2:], ", "), school[at].ID+" secretary"; got != want || !strings.HasPrefix(words[0], "chen") || !strings.HasPrefix(words[1], "zhou") {
			t.Errorf("%s has %v, want %s beside those who were there", room, words, want)
		}
	}
	if !slices.Equal(pool, []string{"li", "qian", "sun", "wu"}) {
		t.Errorf("the pool is %v", pool)
	}
	s.Staff = append(s.Staff, exam.RoomStaff{RoomID: "r1", StaffID: "1", Name: "李", Role: exam.RoleSecretary})
	again, _, err := s.DrawPanel(r, school)
	if must(t, err); len(again["r1"]) != 3 {
		t.Errorf("drawn again r1 has %v, want the former secretary to give way", again["r1"])
	}
}

func TestWhatNoPanelIsDrawnFrom(t *testing.T) {
	for _, c := range []struct {
		rule   string
		change func(*exam.PanelRequest)
		want   exam.Code
		why    string
	}{
		{"a pool that is too small", func(r *exam.PanelRequest) { r.PerRoom = 3 }, exam.CodeConflict, "pool_too_small"},
		{"somebody who is not the school's", func(r *exam.PanelRequest) { r.StaffIDs = append(r.StaffIDs, "stranger") }, exam.CodeNotFound, ""},
		{"another exam's room", func(r *exam.PanelRequest) { r.RoomIDs = []string{"elsewhere"} }, exam.CodeNotFound, ""},
		{"somebody named twice", func(r *exam.PanelRequest) { r.StaffIDs = []string{"1", "1", "2"} }, exam.CodeInvalid, ""},
		{"a room named twice", func(r *exam.PanelRequest) { r.RoomIDs = []string{"r1", "r1"} }, exam.CodeInvalid, ""},
		{"who is the room's chair already", func(r *exam.PanelRequest) { r.StaffIDs = append(r.StaffIDs, "zhou") }, exam.CodeConflict, "in_room"},
		{"a role that is no panel's", func(r *exam.PanelRequest) { r.Role = exam.RoleSchoolAdmin }, exam.CodeInvalid, ""},
		{"no room", func(r *exam.PanelRequest) { r.RoomIDs = nil }, exam.CodeInvalid, ""},
		{"nobody for each", func(r *exam.PanelRequest) { r.PerRoom = 0 }, exam.CodeInvalid, ""},
		{"no seed", func(r *exam.PanelRequest) { r.Seed = "" }, exam.CodeInvalid, ""},
	} {
		r := exam.PanelRequest{RoomIDs: []string{"r1"}, StaffIDs: []string{"1", "2"}, PerRoom: 1, Role: exam.RoleExaminer, Seed: "lot"}
		c.change(&r)
		staff, _, err := sound().DrawPanel(r, school)
		if why := exam.ExtraOf(err, "why"); exam.CodeOf(err) != c.want || (c.why != "" && why != c.why) || staff != nil {
			t.Errorf("%s: %v with why %v, want %s %s", c.rule, err, why, c.want, c.why)
		}
	}
}

func TestASeedIsMadeOfWhatNobodyCouldChoose(t *testing.T) {
	c := exam.Commitment{ID: "c", Secret: "never told before"}
	sum := func(text string) string {
		one := sha256.Sum256([]byte(text))
		return hex.EncodeToString(one[:])
	}
	for word, want := range map[string]string{"双色球 03 07": sum("never told before:双色球 03 07"), "": sum("never told before:")} {
		if seed, err := c.Seed(word); err != nil || seed != want || c.Hash() != sum("never told before") {
			t.Errorf("seed of %q is %s, %v, want %s", word, seed, err, want)
		}
	}
	for _, word := range []string{strings.Repeat("签", 201), "two\nlines"} {
		if _, err := c.Seed(word); exam.CodeOf(err) != exam.CodeInvalid {
			t.Errorf("%.10q: %v, want %s", word, err, exam.CodeInvalid)
		}
	}
	s := exam.SetUp{Commitments: []exam.Commitment{c}}
	if got, err := s.Commitment("c"); err != nil || got != c {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := s.Commitment("used"); exam.CodeOf(err) != exam.CodeConflict {
		t.Errorf("one that was used: %v, want %s", err, exam.CodeConflict)
	}
}
