package exam

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// PledgeText is one published version of a pledge (考试承诺书; FEATURES B4). A
// published text never changes; a new one takes its place for who has not signed.
type PledgeText struct {
	ID, SchoolID string
	ExamID       string // "" for the school's own, which exams without one use
	Version      int    // from 1, of the school's or the exam's
	Title, Body  string // plain text
	SHA256       string // of [PledgeText.Exact], in hex
	PublishedAt  time.Time
	PublishedBy  string // name
}

// Exact is the text whose hash is signed: title, an empty line, body, in UTF-8.
func (p PledgeText) Exact() string { return p.Title + "\n\n" + p.Body }

// Hash returns the SHA-256 of the exact text, in hex.
func (p PledgeText) Hash() string {
	sum := sha256.Sum256([]byte(p.Exact()))
	return hex.EncodeToString(sum[:])
}

// Check refuses a pledge without title or text, or with too much of either, as
// CodeInvalid with "field".
func (p PledgeText) Check() error {
	if err := checkText("title", strings.TrimSpace(p.Title), 1, maxTitle); err != nil {
		return err
	}
	if strings.ContainsRune(p.Exact(), 0) { // no database could keep the exact text
		return wrongField("body", "has a character that cannot be kept")
	}
	return checkText("body", strings.TrimSpace(p.Body), 1, maxBody)
}

// The size of the field that is signed in, in its own units, and the bounds of a
// signature by hand.
const (
	SignatureWidth  = 1000
	SignatureHeight = 400
	maxStrokes      = 200
	maxPoints       = 6000
	minInk          = 60 // the least width or height of what was written
)

// Point is a place in the field: x from the left, y from the top.
type Point [2]int

// Stroke is one line of the pen.
type Stroke []Point

// SignatureKind is how a pledge was signed.
type SignatureKind string

// The kinds. Typing one's own name is for whom no pen serves.
const (
	SignedByHand SignatureKind = "hand"
	SignedTyped  SignatureKind = "typed"
)

// Signature is a candidate's hand under a pledge.
type Signature struct {
	ID, SchoolID, SittingID, EnrolmentID string
	PledgeID                             string
	Version                              int    // of the pledge
	SHA256                               string // of the pledge's exact text
	Kind                                 SignatureKind
	Strokes                              []Stroke // by hand
	Typed                                string   // the name, typed
	LoginID, Device                      string
	At                                   time.Time
}

// Check refuses what is no signature, as CodeInvalid with "field": strokes out of
// the field, too many, or too small to be a name; a typed name that is not name.
func (g Signature) Check(name string) error {
	switch g.Kind {
	case SignedTyped:
		if len(g.Strokes) > 0 || plainName(g.Typed) == "" || plainName(g.Typed) != plainName(name) {
			return wrongField("typed", "is not the candidate's name")
		}
		return nil
	case SignedByHand:
		if g.Typed != "" || !signs(g.Strokes) {
			return wrongField("strokes", "is no signature")
		}
		return nil
	}
	return wrongField("kind", "is no way to sign")
}

// signs reports whether strokes lie in the field and are large enough for a name.
func signs(strokes []Stroke) bool {
	if len(strokes) < 1 || len(strokes) > maxStrokes {
		return false
	}
	points, least, most := 0, Point{SignatureWidth, SignatureHeight}, Point{}
	for _, s := range strokes {
		points += len(s)
		for _, p := range s {
			if p[0] < 0 || p[0] > SignatureWidth || p[1] < 0 || p[1] > SignatureHeight {
				return false
			}
			for axis := range p {
				least[axis], most[axis] = min(least[axis], p[axis]), max(most[axis], p[axis])
			}
		}
	}
	return points >= 4 && points <= maxPoints && max(most[0]-least[0], most[1]-least[1]) >= minInk
}

// plainName drops spaces and case, and the dots within names of some peoples.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '·' || r == '•' || r == '‧' {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}

// Hash returns the SHA-256 of what was written or typed, in hex: of the strokes as
// JSON, or of the typed name.
func (g Signature) Hash() string {
	text := []byte(g.Typed)
	if g.Kind == SignedByHand {
		text, _ = json.Marshal(g.Strokes) // lists of integers always encode
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Sign notes that the candidate signed the pledge that is current, and completes
// the signature with whose it is, when and from which device. name is hers. Another
// text than the current one is CodeConflict with "why" "pledge_changed"; the other
// refusals are those of [Sitting.CheckStep] and [Signature.Check].
func (s *Sitting) Sign(by Actor, current PledgeText, g *Signature, name string, now time.Time) error {
	if err := s.CheckStep(by, StepPledge); err != nil {
		return err
	}
	if g.PledgeID != current.ID || g.SHA256 != current.SHA256 {
		return Errorf(CodeConflict, "the pledge has a new version; read it again").With("why", "pledge_changed").With("version", current.Version)
	}
	if err := g.Check(name); err != nil {
		return err
	}
	first := s.Device(FirstPosition)
	g.SchoolID, g.SittingID, g.EnrolmentID, g.Version = s.SchoolID, s.ID, s.EnrolmentID, current.Version
	g.LoginID, g.Device, g.At = first.LoginID, first.Label, now
	return s.PassStep(by, StepPledge, MarkDone, map[string]string{
		"pledge": g.PledgeID, "version": strconv.Itoa(g.Version), "sha256": g.SHA256,
		"signature": string(g.Kind), "signature_sha256": g.Hash(),
	}, now)
}
