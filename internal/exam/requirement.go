package exam

import (
	"slices"
	"strings"
	"time"
)

// RequirementKind is what sort of material is asked for.
type RequirementKind string

// The kinds.
const (
	RequireImage RequirementKind = "image"
	RequireVideo RequirementKind = "video"
	RequireFile  RequirementKind = "file" // a PDF
)

// MediaTypes returns the media types that a kind takes, by content.
func (k RequirementKind) MediaTypes() []string {
	switch k {
	case RequireImage:
		return []string{"image/jpeg", "image/png"}
	case RequireVideo:
		return []string{"video/mp4", "video/webm", "video/quicktime"}
	case RequireFile:
		return []string{"application/pdf"}
	}
	return nil
}

// Requirement is a material that an exam asks its candidates for (FEATURES A11).
// Without one the exam has no material review at all (A12).
type Requirement struct {
	ID, SchoolID, ExamID string
	MajorID              string // "" for all majors of the exam
	Name, Hint           string
	Kind                 RequirementKind
	Least, Most          int   // files; 1 to MaxMaterialFiles
	MaxBytes             int64 // of one file
	Deadline             time.Time
}

// The bounds of a requirement.
const (
	MaxMaterialFiles = 20
	MaxMaterialBytes = 2 << 30
)

// Check refuses a requirement that nobody could meet, as CodeInvalid with "field".
func (r Requirement) Check() error {
	switch {
	case r.Kind.MediaTypes() == nil:
		return wrongField("kind", "is no kind of material")
	case r.Least < 1 || r.Most < r.Least || r.Most > MaxMaterialFiles:
		return wrongField("most", "is not between the least and 20")
	case r.MaxBytes < 10<<10 || r.MaxBytes > MaxMaterialBytes:
		return wrongField("max_bytes", "is not between 10 kB and 2 GB")
	case r.Deadline.IsZero():
		return wrongField("deadline", "is missing")
	}
	if err := checkText("hint", r.Hint, 0, maxIntro); err != nil {
		return err
	}
	return CheckName("name", r.Name)
}

// MaterialState is where what was handed in stands.
type MaterialState string

// The states. MaterialMissing is that of nothing handed in.
const (
	MaterialMissing  MaterialState = "missing"
	MaterialPending  MaterialState = "pending"
	MaterialPassed   MaterialState = "passed"
	MaterialRejected MaterialState = "rejected"
)

// Material is one handing-in of a requirement; a later one takes its place, and
// the earlier ones stay in the record.
type Material struct {
	ID, SchoolID, EnrolmentID, RequirementID string
	Version                                  int // from 1
	State                                    MaterialState
	FileIDs                                  []string
	Reason                                   string // of a rejection
	HandedAt, JudgedAt                       time.Time
	JudgedBy                                 string // name
}

// MaterialOwner is what the files of a requirement of an enrolment belong to.
func MaterialOwner(enrolmentID, requirementID string) string {
	return enrolmentID + "/" + requirementID
}

// SplitMaterialOwner is the way back; ok is false for anything else.
func SplitMaterialOwner(owner string) (enrolmentID, requirementID string, ok bool) {
	return strings.Cut(owner, "/")
}

// CheckHandIn says whether something may be handed in now: CodeConflict with "why"
// "passed" when the last one has passed, "pending" while it waits, and "late" after
// the deadline, unless the last one was rejected after it or less than a day
// before: who is asked for another has a day for it.
func (r Requirement) CheckHandIn(last *Material, now time.Time) error {
	state := MaterialMissing
	if last != nil {
		state = last.State
	}
	switch state {
	case MaterialPassed, MaterialPending:
		return Errorf(CodeConflict, "this was handed in already").With("why", string(state))
	case MaterialRejected:
		if now.Before(last.JudgedAt.Add(24 * time.Hour)) {
			return nil
		}
	}
	if !now.Before(r.Deadline) {
		return Errorf(CodeConflict, "the deadline has passed").With("why", "late")
	}
	return nil
}

// CheckFiles refuses too few or too many files, and one twice, as CodeInvalid with
// "field".
func (r Requirement) CheckFiles(ids []string) error {
	if len(ids) < r.Least || len(ids) > r.Most || len(slices.Compact(slices.Sorted(slices.Values(ids)))) < len(ids) {
		return Errorf(CodeInvalid, "from %d to %d files are to be handed in", r.Least, r.Most).With("field", "files")
	}
	return nil
}

// Judge passes or rejects what waits; a rejection owes a reason. What was judged or
// replaced meanwhile is CodeConflict with the present "state".
func (m *Material) Judge(pass bool, reason, by string, now time.Time) error {
	if m.State != MaterialPending {
		return Errorf(CodeConflict, "somebody was faster").With("state", string(m.State))
	}
	if !pass && strings.TrimSpace(reason) == "" {
		return wrongField("reason", "is missing")
	}
	m.State, m.Reason = MaterialPassed, ""
	if !pass {
		m.State, m.Reason = MaterialRejected, strings.TrimSpace(reason)
	}
	m.JudgedAt, m.JudgedBy = now, by
	return nil
}

// MaterialLine is what was handed in, with whose it is, for reviewers.
type MaterialLine struct {
	Material
	RequirementName            string
	Kind                       RequirementKind
	CandidateID, Number, Name  string
	PhotoID                    string
	CollegeID, ExamID, MajorID string
	ExamName, MajorName        string
	Files                      []File
}

// MaterialFilter chooses what was handed in last. Zero fields choose all.
type MaterialFilter struct {
	SchoolID, ExamID, RequirementID string
	State                           MaterialState
	Colleges                        []string // when not nil, only of their majors
	Exams                           []string // the same by exam, beside Colleges
	Query                           string
	Limit, Offset                   int
}
