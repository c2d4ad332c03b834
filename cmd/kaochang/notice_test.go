package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"kaochang/internal/demo"
	"kaochang/internal/exam"
)

// inboxWait is how long a durable job may take to reach the inbox.
const inboxWait = 20 * time.Second

// received waits for a message that holds a text in the inbox of a number.
func (w *world) received(phone, text string) {
	w.Helper()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	late := time.After(inboxWait)
	for {
		inbox := into[struct {
			Messages []struct{ Text string }
		}](w, w.as(nil, http.MethodGet, "/api/demo/inbox?phone="+phone, nil))
		for _, m := range inbox.Messages {
			if strings.Contains(m.Text, text) {
				return
			}
		}
		select {
		case <-tick.C:
		case <-late:
			w.Fatalf("no message %q to %s in %v: %v", text, phone, inboxWait, inbox)
		}
	}
}

func TestAnAnnouncementReachesPhonesByADurableJob(t *testing.T) {
	w := newWorld(t, true)
	school, err := w.db.SchoolBySlug(t.Context(), demo.Slug)
	if err != nil {
		t.Fatal(err)
	}
	one, err := w.db.StaffByUsername(t.Context(), school.ID, "admin")
	if err != nil {
		t.Fatal(err)
	}
	admin := w.login(exam.Login{Kind: exam.ActorStaff, StaffID: one.ID, SchoolID: school.ID})
	if a := w.as(admin, http.MethodPut, "/api/sms/settings", map[string]any{"kinds": []string{"announcement"}}); a.status != http.StatusNoContent {
		t.Fatalf("%d %s", a.status, a.body)
	}
	word := map[string]any{"kind": "school", "scope_id": school.ID, "title": "考前须知", "body": "请提前入场。"}
	if a := w.as(admin, http.MethodPost, "/api/announcements", word); a.status != http.StatusOK {
		t.Fatalf("%d %s", a.status, a.body)
	}
	w.received(lin, "考前须知")
	log := into[struct {
		Total    int
		Messages []struct{ Phone, State string }
	}](w, w.as(admin, http.MethodGet, "/api/sms/messages?limit=200", nil))
	for _, m := range log.Messages {
		if strings.Contains(m.Phone, "0000") {
			t.Errorf("the log tells a number: %s", m.Phone)
		}
	}
	if log.Total < 1 {
		t.Error("the log is empty")
	}
	if a := w.as(admin, http.MethodGet, "/api/sms/messages/export", nil); a.status != http.StatusOK || !strings.HasPrefix(string(a.body), "PK") {
		t.Errorf("export: %d, %d bytes", a.status, len(a.body))
	}
}
