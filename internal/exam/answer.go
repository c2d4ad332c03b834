package exam

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// The bounds of what a candidate sends at once (DESIGN.md, "Answers that cannot be lost").
const (
	MaxAnswerRunes = 60_000 // of one item's answer
	MaxOps         = 200    // in one request
)

// AnswerOp is one operation of a candidate's typing: an item's whole answer as it was
// at a moment. Seq counts from 1 in its sitting and is the client's; ID is the
// operation's own name, so that two devices that count alike are told apart.
type AnswerOp struct {
	Seq     int64
	ID      string
	Item    string // an item's identifier within its paper
	Value   string
	At      time.Time // when the server had it
	TypedAt time.Time // by the client's idea of the server's clock; a hint
}

// CheckOps refuses operations that are too many, without a name or a number, or too
// long, as CodeInvalid with "field".
func CheckOps(ops []AnswerOp) error {
	if n := len(ops); n == 0 || n > MaxOps {
		return wrongField("ops", "are none, or too many at once")
	}
	for _, op := range ops {
		switch {
		case op.Seq < 1:
			return wrongField("seq", "does not count from 1")
		case op.ID == "" || len(op.ID) > 64 || op.Item == "" || len(op.Item) > 64:
			return wrongField("id", "is missing or too long")
		case utf8.RuneCountInString(op.Value) > MaxAnswerRunes:
			return wrongField("value", "is too long")
		}
	}
	return nil
}

// Write makes a page of one of the candidate's devices the one that writes (FEATURES
// D9). Another that writes is told by CodeOtherWriter unless takeOver is set.
func (s *Sitting) Write(by Actor, page string, takeOver bool, now time.Time) error {
	if err := s.CheckHolds(by, FirstPosition); err != nil {
		return err
	}
	if err := s.CheckAnswering(now); err != nil {
		return err
	}
	writer := WriterOf(by, page)
	if s.Writer == writer {
		return nil
	}
	if s.Writer != "" && !takeOver {
		return Errorf(CodeOtherWriter, "another page or device writes this answer")
	}
	s.note("answer.writer", "sitting", by, now, map[string]string{"login": by.LoginID, "took_over": strconv.FormatBool(s.Writer != "")})
	s.Writer = writer
	return nil
}

// WriterOf names a page of a login.
func WriterOf(by Actor, page string) string { return clip(by.LoginID+"/"+page, 120) }

// AnswerRefusal says why nothing was kept of a writer's operations.
func (s *Sitting) AnswerRefusal(writer string, now time.Time) error {
	if err := s.CheckAnswering(now); err != nil {
		return err
	}
	if s.Late(now) {
		return Errorf(CodeTimeUp, "time was up at %s", stamp(s.WritesUntil))
	}
	if s.Writer != writer {
		return Errorf(CodeOtherWriter, "another page or device writes this answer")
	}
	return Errorf(CodeConflict, "this has changed meanwhile; look again").With("phase", string(s.Phase))
}

// SheetAnswer is one item's answer on the sheet.
type SheetAnswer struct {
	Item, Value string
	Seq         int64
	At, TypedAt time.Time
}

// AnswerCount is how far a candidate is.
type AnswerCount struct {
	Items   int // answered
	SavedAt time.Time
}

// Sheet is the answer sheet that operations make: of each item the last value (答卷).
// Items that were emptied again are not on it.
func Sheet(ops []AnswerOp) []SheetAnswer {
	last := map[string]AnswerOp{}
	for _, op := range ops {
		if was, known := last[op.Item]; !known || was.Seq < op.Seq {
			last[op.Item] = op
		}
	}
	var sheet []SheetAnswer
	for item, op := range last {
		if strings.TrimSpace(op.Value) != "" {
			sheet = append(sheet, SheetAnswer{item, op.Value, op.Seq, op.At, op.TypedAt})
		}
	}
	slices.SortFunc(sheet, func(a, b SheetAnswer) int { return cmp.Compare(a.Item, b.Item) })
	return sheet
}

// CountedSheet returns what the ledger keeps of an answer sheet when it is handed in:
// how many operations there were and how many items are answered, and the SHA-256 over
// items and values. Of ops only the last of each item counts; n is how many there were.
func CountedSheet(ops []AnswerOp, n int) map[string]string {
	sheet, sum := Sheet(ops), sha256.New()
	for _, a := range sheet {
		_, _ = fmt.Fprintf(sum, "%d:%s%d:%s", len(a.Item), a.Item, len(a.Value), a.Value) // a hash never fails
	}
	return map[string]string{"ops": strconv.Itoa(n), "items": strconv.Itoa(len(sheet)), "digest": hex.EncodeToString(sum.Sum(nil))}
}
