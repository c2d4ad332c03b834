package server_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"net/http"
	"strings"
	"testing"
	"time"

	"kaochang/internal/checkin"
	"kaochang/internal/enrol"
	"kaochang/internal/exam"
	"kaochang/internal/snapshot"
	"kaochang/internal/store"
)

func TestOnlyWhereTheRosterHoldsHerNumberIsToChoose(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.found("b")
	w.no(w.db.Seed(w.Context(), func(tx store.Setup) error { // a second major at b
		if err := tx.CreateMajor(w.Context(), exam.Major{ID: "b-piano", SchoolID: "b", ExamID: b.exam, CollegeID: b.college, Name: "钢琴"}); err != nil {
			return err
		}
		return tx.CreateEnrolment(w.Context(), exam.Enrolment{ID: "b-piano-0", SchoolID: "b", CandidateID: "b-candidate-0", MajorID: "b-piano"})
	}))
	her, other := w.candidate(0), w.candidate(77)
	schools := into[struct{ Schools []enrol.School }](w, w.does(her, "GET /api/my/schools", nil)).Schools
	if len(schools) != 2 || len(schools[1].Colleges) != 1 || schools[1].Colleges[0].ID != b.college {
		t.Fatalf("schools %+v, want both with their college", schools)
	}
	exams := into[struct{ Exams []enrol.Exam }](w, w.does(her, "GET /api/my/exams?school_id=b&college_id="+b.college, nil)).Exams
	if len(exams) != 1 || len(exams[0].Majors) != 2 {
		t.Fatalf("exams %+v, want one with two majors", exams)
	}
	same(w, "what a number on no roster is told", string(w.does(other, "GET /api/my/schools", nil).body), `{"schools":[]}`+"\n")
	same(w, "her own at the wrong school", string(w.does(her, "GET /api/my/exams?school_id=a&college_id="+b.college, nil).body), `{"exams":[]}`+"\n")

	view := into[enrol.Enrolment](w, w.does(her, "GET /api/enrolments/a-enrolment-0", nil))
	if len(view.Sittings) != 1 || view.Sittings[0].Contact != "010-1001" || view.Contact != "010-1000" || !view.Sittings[0].Entry.Open {
		t.Errorf("enrolment %+v, want its sitting, whom to call, and entry open", view)
	}
	w.refused(other, "GET /api/enrolments/a-enrolment-0", nil, exam.CodeNotFound)
	w.refused(her, "GET /api/enrolments/a-enrolment-1", nil, exam.CodeNotFound)
}

func TestEntryHasItsWindow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := map[string]any{"position": 1}
	her, late := w.candidate(0), w.candidate(1)
	w.does(her, w.sitting(0, "POST /devices"), first)
	w.refused(late, w.sitting(1, "POST /waiting"), nil, exam.CodeDeviceReplaced) // no camera yet

	w.turn(30 * time.Minute)
	a := w.refused(late, w.sitting(1, "POST /devices"), first, exam.CodeEntryClosed)
	same(w, "since when", into[struct {
		At time.Time `json:"closed_at"`
	}](w, a).At, w.clock.Now())
	same(w, "what her page says", w.sees(late, 1).Entry, snapshot.Entry{Code: exam.CodeEntryClosed})
	w.does(w.candidate(0), w.sitting(0, "POST /devices"), map[string]any{"position": 1, "take_over": true}) // who was in comes back

	w.turn(2 * time.Hour)
	w.refused(her, w.sitting(0, "POST /devices"), first, exam.CodeSittingOver)
	same(w, "who never came", w.sees(late, 1).Phase, exam.PhaseAbsent)
}

func TestAPositionIsTakenOverOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	old, fresh := w.enters(0), w.candidate(0)
	join := func(who browser, position int, takeOver bool) answer {
		return w.call(who, w.sitting(0, "POST /devices"), map[string]any{"position": position, "take_over": takeOver, "label": "新手机"})
	}
	if a := join(fresh, 1, false); a.code != exam.CodePositionTaken || !strings.Contains(string(a.body), `"label":"phone"`) {
		t.Fatalf("a taken position: %d %s, want to hear of the device that holds it", a.status, a.body)
	}
	same(w, "taking over", join(fresh, 1, true).status, http.StatusOK)
	same(w, "what the old device holds", w.sees(old, 0).MyPosition, 0)
	w.refused(old, w.sitting(0, "POST /waiting"), nil, exam.CodeDeviceReplaced)
	w.refused(old, w.sitting(0, "POST /pairings"), nil, exam.CodeDeviceReplaced)
	w.refused(old, w.sitting(0, "PUT /still"), jpegOf(w, 8, 8), exam.CodeDeviceReplaced)

	same(w, "the same phone as second camera", join(fresh, 2, false).status, http.StatusOK)
	same(w, "it moved", w.sees(fresh, 0).MyPosition, exam.SecondPosition)
	same(w, "and left the first empty", w.sees(fresh, 0).Devices[0].State, snapshot.DeviceEmpty)
	w.does(fresh, w.sitting(0, "DELETE /devices/current"), nil)
	same(w, "after leaving", w.sees(fresh, 0).MyPosition, 0)
	w.refused(fresh, w.sitting(0, "POST /devices"), map[string]any{"position": 3}, exam.CodeInvalid)
}

func TestNobodyIsInTwoRoomsAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in, err := w.db.Timetable(w.Context(), w.session)
	w.no(err)
	w.no(w.db.Seed(w.Context(), func(tx store.Setup) error { // she also sits in another room of the school
		in.Session.ID, in.Session.RoomID = "session-2", "room-2"
		other := w.sittings[0]
		other.ID, other.SessionID = "sitting-2", "session-2"
		for _, err := range []error{
			tx.CreateRoom(w.Context(), exam.Room{ID: "room-2", SchoolID: "a", ExamID: w.exam, Name: "第二考场"}),
			tx.CreateSession(w.Context(), in.Session), tx.CreateSitting(w.Context(), other),
		} {
			if err != nil {
				return err
			}
		}
		return nil
	}))
	b := w.found("b")
	her := w.enters(0)
	a := w.refused(her, "POST /api/sittings/sitting-2/devices", map[string]any{"position": 1}, exam.CodeElsewhere)
	if !strings.Contains(string(a.body), "考场 a") {
		t.Errorf("%s, want the room named that she is in", a.body)
	}
	// Another school's candidate with the same number may be her sister.
	w.does(w.candidate(0), "POST /api/sittings/"+b.sittings[0].ID+"/devices", map[string]any{"position": 1})
	w.does(her, w.sitting(0, "DELETE /devices/current"), nil)
	w.does(her, "POST /api/sittings/sitting-2/devices", map[string]any{"position": 1})
}

// pairs makes a pairing code at the first camera.
func (w *world) pairs(n int, first browser) checkin.Pairing {
	w.Helper()
	return into[checkin.Pairing](w, w.does(first, w.sitting(n, "POST /pairings"), nil))
}

// claims joins a new device by a code and returns it.
func (w *world) claims(code string) browser {
	w.Helper()
	a := w.does(stranger, "POST /api/pairing-claims", map[string]any{"code": code, "label": "second"})
	return browser{cookie: (&http.Response{Header: a.header}).Cookies()[0].Value}
}

func TestAPairingCodeIsForOneDeviceAndTwoMinutes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.enters(0)
	code := w.pairs(0, first).Code
	second := w.claims(strings.ToLower(code[:5] + "-" + code[5:])) // as a person types it
	same(w, "the second camera", w.sees(second, 0).MyPosition, exam.SecondPosition)
	w.refused(stranger, "POST /api/pairing-claims", map[string]any{"code": code}, exam.CodePairingUsed)
	w.refused(stranger, "POST /api/pairing-claims", map[string]any{"code": "ABCDE23456"}, exam.CodePairingInvalid)

	w.refused(second, w.sitting(0, "POST /pairings"), nil, exam.CodeDeviceReplaced) // only the first camera pairs
	w.refused(second, w.sitting(0, "POST /devices"), map[string]any{"position": 1, "take_over": true}, exam.CodeForbidden)
	w.refused(second, w.sitting(0, "POST /waiting"), nil, exam.CodeDeviceReplaced)
	w.refused(second, w.sitting(1, "GET"), nil, exam.CodeNotFound)
	w.refused(second, "GET /api/my/schools", nil, exam.CodeForbidden)

	late := w.pairs(0, first).Code
	w.turn(exam.PairingTTL)
	w.refused(stranger, "POST /api/pairing-claims", map[string]any{"code": late}, exam.CodePairingExpired)
	third := w.claims(w.pairs(0, first).Code)
	same(w, "the replaced second camera", w.sees(second, 0).MyPosition, 0)
	same(w, "the new one", w.sees(third, 0).MyPosition, exam.SecondPosition)
}

func TestPairingCodesAreMadeSlowly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.enters(0)
	for range 10 {
		w.pairs(0, first)
	}
	w.refused(first, w.sitting(0, "POST /pairings"), nil, exam.CodeRateLimited)
	w.turn(6 * time.Second)
	w.pairs(0, first)
}

// jpegOf returns a picture of a size.
func jpegOf(w *world, width, height int) []byte {
	w.Helper()
	var out bytes.Buffer
	w.no(jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, width, height)), nil))
	return out.Bytes()
}

func TestStillsAreThePositionsLatest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	steward, support := w.inRoom(exam.RoleSteward), w.inRoom(exam.RoleSupport)
	her := w.waits(0)
	w.refused(steward, w.sitting(0, "GET /stills/1"), nil, exam.CodeNotFound)
	w.does(her, w.sitting(0, "PUT /still"), jpegOf(w, 8, 8))
	latest := jpegOf(w, 16, 16)
	w.does(her, w.sitting(0, "PUT /still"), latest)
	a := w.does(steward, w.sitting(0, "GET /stills/1"), nil)
	if !bytes.Equal(a.body, latest) || a.header.Get("Content-Type") != "image/jpeg" || !strings.Contains(a.header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("still of %d bytes with %v, want the latest as a picture in a sandbox", len(a.body), a.header)
	}
	w.refused(support, w.sitting(0, "GET /stills/1"), nil, exam.CodeForbidden)
	w.refused(w.candidate(1), w.sitting(0, "GET /stills/1"), nil, exam.CodeNotFound)
	w.refused(her, w.sitting(0, "PUT /still"), []byte("<svg/>"), exam.CodeWrongType)
	w.refused(her, w.sitting(0, "PUT /still"), jpegOf(w, 3000, 8), exam.CodeWrongType)
	w.refused(her, w.sitting(0, "PUT /still"), make([]byte, 201<<10), exam.CodeTooLarge)
}
