package exam_test

import (
	"strings"
	"testing"

	"kaochang/internal/exam"
)

func TestMaskedTellsTheEndsOnly(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "晴": "*", "李晴": "李*", "欧阳晴": "欧*晴", "𠮷田晴": "𠮷*晴", "2026000123": "20*****123", "123456": "1****6", "1234567": "12**567",
	} {
		if got := exam.Masked(text); got != want {
			t.Errorf("Masked(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestNotesOnATicketFitItsPage(t *testing.T) {
	if err := (exam.TicketPolicy{Notes: strings.Repeat("注", exam.MaxTicketNotes)}).Check(); err != nil {
		t.Error(err)
	}
	if err := (exam.TicketPolicy{Notes: strings.Repeat("注", exam.MaxTicketNotes+1)}).Check(); exam.CodeOf(err) != exam.CodeInvalid {
		t.Errorf("one more character: %v, want it refused", err)
	}
}
