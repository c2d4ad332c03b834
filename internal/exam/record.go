package exam

import "time"

// School is a tenant; Slug stands in its links. TimeZone is an IANA name: the
// zone that its people read and type times in. With SecondFactor its staff may do
// nothing before they have one.
type School struct {
	ID, Slug, Name, Intro, Contact, TimeZone string
	SecondFactor                             bool
}

// DefaultTimeZone is a school's that names none.
const DefaultTimeZone = "Asia/Shanghai"

// College is a part of a school.
type College struct {
	ID, SchoolID, Name string
}

// Exam is what a school runs once (考试业务).
type Exam struct {
	ID, SchoolID, Name string
	Open               bool // candidates may choose it
}

// Major is what a candidate enrols for. FeeFen is its fee in fen, 0 for none.
type Major struct {
	ID, SchoolID, ExamID, CollegeID, Name string
	FeeFen                                int64
}

// Candidate is a person on a school's roster. Phone is E.164 without the plus
// for numbers from abroad, eleven digits for mainland China.
type Candidate struct {
	ID, SchoolID, Number, Name, Phone string
	PhotoID                           string // file of the reference photo, "" for none
	BirthDate                         string // as 2006-01-02, "" where it is not known
	Note                              string // the school's own remark, never shown to the candidate
}

// Enrolment is a candidate in a major of an exam.
type Enrolment struct {
	ID, SchoolID, CandidateID, MajorID string
}

// Choice is an enrolment with everything that a candidate chooses it by.
type Choice struct {
	EnrolmentID string
	School      School
	College     College
	Exam        Exam
	Major       Major
	Candidate   Candidate
}

// Room is where a subject is examined.
type Room struct {
	ID, SchoolID, ExamID, Name, Kind, Intro, Contact string
}

// Subject is what is examined.
type Subject struct {
	ID, SchoolID, ExamID, Name, Intro string
	Type                              Type
}

// Timetabled is a session with the names that people know it by.
type Timetabled struct {
	Session Session
	Room    Room
	Subject Subject
	Exam    Exam
	Scope   Scope // of the room
}

// Staff is a member of a school's staff. PasswordHash is argon2id in PHC form.
// Who must change her password, which somebody else has set, may do nothing else
// before. TOTP is the sealed secret of an app, "" for none; TOTPStep is the last time
// step whose code was used; Recovery are hashes of codes that each stand in for the
// second factor once.
type Staff struct {
	ID, SchoolID, Username, Name, PasswordHash string
	Bindings                                   []Binding
	DisabledAt                                 time.Time // zero while she may sign in
	MustChange                                 bool
	TOTP                                       string
	TOTPStep                                   int64
	Recovery                                   []string
	Passkeys                                   []Passkey
}

// Passkey is a WebAuthn credential of a member of staff. ID is its credential ID in
// unpadded base64url; Record is the credential record (W3C WebAuthn 3, 4), sealed.
type Passkey struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Record    string    `json:"record"`
	CreatedAt time.Time `json:"created_at"`
}

// HasSecondFactor reports whether more than a password is asked for at sign-in.
func (s Staff) HasSecondFactor() bool { return s.TOTP != "" || len(s.Passkeys) > 0 }

// Login is a signed-in device. Its token is kept only as a hash.
type Login struct {
	ID        string
	Kind      ActorKind
	Phone     string
	StaffID   string
	SchoolID  string
	SittingID string
	Position  Position
	Label     string
	Addr      string // the network address that it was opened from
	CreatedAt time.Time
	ExpiresAt time.Time
	EndedAt   time.Time
}

// Question is shown in an interview, when released. Number counts from 1.
type Question struct {
	ID, SchoolID, SessionID string
	Number                  int
	Title, Body             string
	FileID                  string // "" for none
}

// Message is a steward's or the panel's word to a candidate.
type Message struct {
	ID, SchoolID, SittingID, FromStaffID, FromName, Text string
	At                                                   time.Time
}

// Interruption is an outage of a device, timed by the server. EndedAt is zero
// while it lasts.
type Interruption struct {
	ID, SchoolID, SittingID string
	Position                Position
	StartedAt, EndedAt      time.Time
}

// Ticket allows one upload: what for, by whom, how large and of which types.
type Ticket struct {
	ID, SchoolID string
	Purpose      UploadPurpose
	OwnerID      string // candidate for a photo, session for a question's file
	ByLoginID    string
	Name, Type   string
	MaxBytes     int64
	ExpiresAt    time.Time
	FileID       string // set when done
	RefusedCode  Code   // set when refused
	RefusedWhy   string
}

// UploadPurpose says what an upload is for.
type UploadPurpose string

// The purposes.
const (
	PurposePhoto            UploadPurpose = "reference_photo"
	PurposeQuestionFile     UploadPurpose = "question_file"
	PurposeAnnouncementFile UploadPurpose = "announcement_file" // the owner is the school
	PurposeMaterial         UploadPurpose = "material"          // the owner is [MaterialOwner]
	PurposeEnquiryPhoto     UploadPurpose = "enquiry_photo"     // the owner is the enrolment
	PurposeRosterSheet      UploadPurpose = "roster_sheet"      // the owner is the school
	PurposeRosterPhotos     UploadPurpose = "roster_photos"     // the owner is the school
	PurposePhotoPage        UploadPurpose = "photo_page"        // the owner is the sitting
	PurposeAnswerPhoto      UploadPurpose = "answer_photo"      // the owner is the sitting
	PurposePaperFile        UploadPurpose = "paper_file"        // the owner is the session; kept sealed
	PurposePaperImport      UploadPurpose = "paper_import"      // the owner is the session; kept sealed
	PurposePaperMedia       UploadPurpose = "paper_media"       // the owner is the session; kept sealed
)

// OfPaper reports whether an upload is part of a paper: nobody may find it on the disk
// before its release.
func (p UploadPurpose) OfPaper() bool {
	return p == PurposePaperFile || p == PurposePaperImport || p == PurposePaperMedia
}

// KeptAsSent reports whether a file's bytes stay what the candidate's device sent: the
// photographs of an answer, whose hashes her receipt counts. They are never served, only
// drawn anew.
func (p UploadPurpose) KeptAsSent() bool {
	return p == PurposePhotoPage || p == PurposeAnswerPhoto
}

// File is a stored upload; its bytes are in the blob store under SHA256.
type File struct {
	ID, SchoolID, OwnerID string
	Purpose               UploadPurpose
	Name, Type, SHA256    string
	Bytes                 int64
	CreatedAt             time.Time
}

// Segment is one closed piece of a recording. File is relative to the
// recordings' folder.
type Segment struct {
	ID, SchoolID, SittingID string
	Source                  string // "1", "2" or "staff:<id>"
	Run, Seq                int
	File                    string
	StartedAt, EndedAt      time.Time
	Bytes                   int64
	SHA256                  string
	HasVideo, HasAudio      bool
}

// RecordingStatus is where a recording stands.
type RecordingStatus string

// The states of a recording.
const (
	RecordingRunning RecordingStatus = "recording"
	RecordingJoining RecordingStatus = "joining"
	RecordingReady   RecordingStatus = "ready"
	RecordingFailed  RecordingStatus = "failed"
)

// Recording is what the server recorded of one source of a sitting, joined into
// one file once the sitting has ended.
type Recording struct {
	ID, SchoolID, SittingID, Source string
	Status                          RecordingStatus
	File                            string // relative to the recordings' folder, "" until ready
	StartedAt                       time.Time
	Duration                        time.Duration
	Gaps                            time.Duration // sum of what is missing within Duration
	Bytes                           int64
	SHA256                          string
	Failure                         string
}

// Outgoing is an event that waits in the outbox to be published after commit.
// What is about one candidate but no sitting has EnrolmentID, what is for all
// candidates of an exam ExamID.
type Outgoing struct {
	Seq                           int64
	Kind                          string
	SittingID, SessionID, LoginID string
	EnrolmentID, ExamID           string
	Version                       int64
	At                            time.Time
}

// Placed is a sitting with where and when it takes place.
type Placed struct {
	Sitting    Sitting
	Timetabled Timetabled
}

// LedgerEntry is a [Fact] as it was kept. Hash is that of its leaf, in hex.
type LedgerEntry struct {
	Seq                        int64
	SchoolID, SittingID, Kind  string
	ActorKind                  ActorKind
	ActorID, ActorName, Reason string
	From, To                   Phase
	At                         time.Time
	Data                       map[string]string
	Addr                       string // where the request came from, "" for the server itself
	Hash                       string
	Candidate                  string // the name of whose sitting it is; not part of the entry
}

// LedgerFilter chooses entries of a school's ledger. Zero fields choose all.
type LedgerFilter struct {
	SchoolID      string
	From, To      time.Time
	ActorKind     ActorKind
	Actor         string // part of the actor's name, in small letters
	Kind          string // the beginning of the kind, such as "candidate."
	Query         string // part of a name, the reason or the particulars, in small letters
	Limit, Offset int
}
