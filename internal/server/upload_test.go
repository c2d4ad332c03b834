package server_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"image"
	"image/jpeg"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/pdftest"
	"kaochang/internal/snapshot"
)

// tickets asks for an upload and returns the ticket.
func (w *world) tickets(who browser, purpose exam.UploadPurpose, owner, mediaType string, size int) string {
	w.Helper()
	a := w.does(who, "POST /api/upload-tickets", map[string]any{"purpose": purpose, "owner_id": owner, "name": "材料.bin", "size": size, "type": mediaType})
	return into[struct{ Ticket string }](w, a).Ticket
}

// tus sends a request of the tus protocol.
func (w *world) tus(who browser, route string, body []byte, head map[string]string) answer {
	w.Helper()
	r := w.request(who, route, nil)
	r.Body = http.NoBody
	if body != nil {
		r = w.request(who, route, body)
		r.Header.Set("Content-Type", "application/offset+octet-stream")
	}
	r.Header.Set("Tus-Resumable", "1.0.0")
	for name, value := range head {
		r.Header.Set(name, value)
	}
	return w.send(r)
}

func (w *world) begins(who browser, ticket string, size int) answer {
	w.Helper()
	return w.tus(who, "POST /api/uploads/", nil, map[string]string{
		"Upload-Length": strconv.Itoa(size), "Upload-Metadata": "ticket " + base64.StdEncoding.EncodeToString([]byte(ticket)),
	})
}

func (w *world) goesOn(who browser, ticket string, offset int, piece []byte) answer {
	w.Helper()
	return w.tus(who, "PATCH /api/uploads/"+ticket, piece, map[string]string{"Upload-Offset": strconv.Itoa(offset)})
}

// state returns what became of a ticket.
func (w *world) state(who browser, ticket string) (state, fileID string, code exam.Code) {
	w.Helper()
	got := into[struct {
		State  string    `json:"state"`
		FileID string    `json:"file_id"`
		Code   exam.Code `json:"code"`
	}](w, w.does(who, "GET /api/upload-tickets/"+ticket, nil))
	return got.State, got.FileID, got.Code
}

// pieces lists what lies in the folder of unfinished uploads.
func (w *world) pieces() (names []string) {
	w.Helper()
	entries, err := os.ReadDir(filepath.Join(w.data, "uploads"))
	w.no(err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// photo returns a JPEG that carries a place in its EXIF, as phones' photos do.
func photo(w *world) []byte {
	w.Helper()
	plain := jpegOf(w, 64, 48)
	exif := append([]byte("Exif\x00\x00"), []byte("GPS 39.9042 N 116.4074 E")...)
	segment := append([]byte{0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(exif)+2))...)
	return append(append(plain[:2:2], append(segment, exif...)...), plain[2:]...)
}

func TestAPhotoArrivesInPiecesAndWithoutItsPlace(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, steward := w.member("a", exam.RoleSchoolAdmin, exam.ScopeSchool, "a"), w.inRoom(exam.RoleSteward)
	w.refused(steward, w.sitting(0, "GET /photo"), nil, exam.CodeNotFound)
	content := photo(w)
	ticket := w.tickets(admin, exam.PurposePhoto, "a-candidate-0", "image/jpeg", len(content))
	same(w, "begun", w.begins(admin, ticket, len(content)).status, http.StatusCreated)
	half := len(content) / 2
	same(w, "first half", w.goesOn(admin, ticket, 0, content[:half]).header.Get("Upload-Offset"), strconv.Itoa(half))
	same(w, "a piece again", w.goesOn(admin, ticket, 0, content[:half]).status, http.StatusConflict)
	head := w.tus(admin, "HEAD /api/uploads/"+ticket, nil, nil)
	same(w, "where to go on after a cut line", head.header.Get("Upload-Offset"), strconv.Itoa(half))
	if a := w.goesOn(admin, ticket, half, content[half:]); a.status != http.StatusNoContent {
		t.Fatalf("second half: %d %s", a.status, a.body)
	}
	state, fileID, _ := w.state(admin, ticket)
	if state != "done" || fileID == "" || len(w.pieces()) != 0 {
		t.Fatalf("state %s, file %q, pieces %v, want it done and the pieces gone", state, fileID, w.pieces())
	}
	a := w.does(steward, w.sitting(0, "GET /photo"), nil)
	picture, err := jpeg.Decode(bytes.NewReader(a.body))
	if err != nil || picture.Bounds() != image.Rect(0, 0, 64, 48) || bytes.Contains(a.body, []byte("GPS")) {
		t.Errorf("photo %v, %v, want the picture and nothing else", picture, err)
	}
	w.refused(admin, w.sitting(0, "GET /photo"), nil, exam.CodeForbidden)
	if a := w.begins(admin, ticket, len(content)); a.status != http.StatusConflict {
		t.Errorf("a used ticket: %d %s, want it refused", a.status, a.body)
	}
}

func TestWhatIsNotAsAnnouncedIsRefusedAndNothingKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	chair := w.inRoom(exam.RoleChair)
	bomb := append([]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xc0\x00\x0b\x08\xff\xff\xff\xff\x01\x01\x11\x00"), jpegOf(w, 8, 8)[2:]...)
	for name, row := range map[string]struct {
		content []byte
		want    exam.Code
	}{
		"a script as a picture":    {[]byte("<script>alert(1)</script>"), exam.CodeWrongType},
		"an SVG as a picture":      {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), exam.CodeWrongType},
		"a cut picture":            {jpegOf(w, 64, 64)[:80], exam.CodeWrongType},
		"a picture of 4 gigapixel": {bomb, exam.CodeTooLarge},
	} {
		ticket := w.tickets(chair, exam.PurposeQuestionFile, w.session, "image/jpeg", len(row.content))
		w.begins(chair, ticket, len(row.content))
		a := w.goesOn(chair, ticket, 0, row.content)
		if a.code != row.want {
			t.Errorf("%s: %d %s, want %s", name, a.status, a.body, row.want)
		}
		if state, _, code := w.state(chair, ticket); state != "refused" || code != row.want {
			t.Errorf("%s: ticket is %s with %s, want it refused", name, state, code)
		}
	}
	if left := w.pieces(); len(left) != 0 {
		t.Errorf("pieces %v are left", left)
	}
	kept := 0
	w.no(filepath.WalkDir(filepath.Join(w.data, "blobs", "sha256"), func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			kept++
		}
		return err
	}))
	same(w, "files kept", kept, 0)
}

func TestTicketsAreForTheirOwnersWork(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.found("b")
	chair, admin := w.inRoom(exam.RoleChair), w.member("a", exam.RoleSchoolAdmin, exam.ScopeSchool, "a")
	ask := func(who browser, purpose exam.UploadPurpose, owner, mediaType string, size int, want exam.Code) {
		w.Helper()
		w.refused(who, "POST /api/upload-tickets", map[string]any{"purpose": purpose, "owner_id": owner, "name": "x", "size": size, "type": mediaType}, want)
	}
	ask(chair, exam.PurposeQuestionFile, "b-session", "image/png", 10, exam.CodeNotFound)
	ask(chair, exam.PurposePhoto, "a-candidate-0", "image/png", 10, exam.CodeNotFound)
	ask(w.member("a", exam.RoleInspector, exam.ScopeSchool, "a"), exam.PurposePhoto, "a-candidate-0", "image/png", 10, exam.CodeForbidden)
	ask(w.member("a", exam.RoleCollegeAdmin, exam.ScopeCollege, "a-law"), exam.PurposePhoto, "a-candidate-0", "image/png", 10, exam.CodeNotFound)
	w.tickets(w.member("a", exam.RoleCollegeAdmin, exam.ScopeCollege, w.college), exam.PurposePhoto, "a-candidate-0", "image/png", 10)
	ask(admin, exam.PurposePhoto, "b-candidate-0", "image/png", 10, exam.CodeNotFound)
	ask(admin, exam.PurposeRosterSheet, "b", "text/csv", 10, exam.CodeNotFound)
	ask(w.inRoom(exam.RoleExaminer), exam.PurposeQuestionFile, w.session, "image/png", 10, exam.CodeForbidden)
	ask(chair, exam.PurposeQuestionFile, w.session, "image/svg+xml", 10, exam.CodeWrongType)
	ask(chair, exam.PurposeQuestionFile, w.session, "image/png", 51<<20, exam.CodeTooLarge)
	ask(chair, "homework", w.session, "image/png", 10, exam.CodeInvalid)

	ticket := w.tickets(chair, exam.PurposeQuestionFile, w.session, "application/pdf", 10)
	for what, a := range map[string]answer{
		"another's ticket":   w.begins(w.inRoom(exam.RoleChair), ticket, 10),
		"a stranger":         w.begins(stranger, ticket, 10),
		"more than was said": w.begins(chair, ticket, 11),
		"no ticket":          w.begins(chair, "", 10),
		"a path as a ticket": w.begins(chair, "../../kaochang.db", 10),
	} {
		if a.status < 400 || a.code == "" {
			t.Errorf("%s: %d %s, want it refused with a code", what, a.status, a.body)
		}
	}
	w.begins(chair, ticket, 10)
	for what, a := range map[string]answer{
		"another goes on":       w.goesOn(w.inRoom(exam.RoleChair), ticket, 0, []byte("x")),
		"a stranger goes on":    w.goesOn(stranger, ticket, 0, []byte("x")),
		"another looks":         w.tus(w.inRoom(exam.RoleChair), "HEAD /api/uploads/"+ticket, nil, nil),
		"the bytes are fetched": w.tus(chair, "GET /api/uploads/"+ticket, nil, nil),
		"it is deleted":         w.tus(chair, "DELETE /api/uploads/"+ticket, nil, nil),
		"another folder":        w.tus(chair, "GET /api/uploads/..%2fkaochang.db", nil, nil),
	} {
		if a.status < 400 {
			t.Errorf("%s: %d %s, want it refused", what, a.status, a.body)
		}
	}
	w.refused(w.inRoom(exam.RoleChair), "GET /api/upload-tickets/"+ticket, nil, exam.CodeNotFound)
	late := w.tickets(chair, exam.PurposeQuestionFile, w.session, "application/pdf", 10)
	w.turn(6 * time.Hour)
	same(w, "an old ticket", w.begins(chair, late, 10).status, http.StatusConflict)
}

// asksIn adds a question to the session.
func (w *world) asksIn(who browser, question map[string]any) snapshot.Question {
	w.Helper()
	return into[snapshot.Question](w, w.does(who, "POST /api/sessions/"+w.session+"/questions", question))
}

func TestAQuestionsFileIsShownWithTheQuestionOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	chair, steward := w.inRoom(exam.RoleChair), w.inRoom(exam.RoleSteward)
	content := pdftest.Page("")
	ticket := w.tickets(chair, exam.PurposeQuestionFile, w.session, "application/pdf", len(content))
	w.begins(chair, ticket, len(content))
	w.goesOn(chair, ticket, 0, content)
	_, fileID, _ := w.state(chair, ticket)
	add := map[string]any{"title": "乐谱", "file_id": fileID}
	w.refused(w.inRoom(exam.RoleExaminer), "POST /api/sessions/"+w.session+"/questions", add, exam.CodeForbidden)
	question := w.asksIn(chair, add)
	same(w, "its number", question.Number, 2)
	w.refused(chair, "POST /api/sessions/"+w.session+"/questions", map[string]any{"title": "x", "file_id": "no-file"}, exam.CodeNotFound)

	file := "GET /api/questions/" + question.ID + "/file"
	a := w.does(chair, file, nil)
	if !bytes.Equal(a.body, content) || !strings.HasPrefix(a.header.Get("Content-Disposition"), "inline") || a.header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%d %v, want the file, shown in place", a.status, a.header)
	}
	w.refused(steward, file, nil, exam.CodeForbidden)
	her := w.interviewed(0, chair)
	w.does(chair, w.sitting(0, "POST /releases"), map[string]any{"question_id": question.ID})
	shown := w.sees(her, 0).Releases[0]
	same(w, "her file's type", shown.FileType, "application/pdf")
	w.does(her, "GET "+shown.FileURL, nil)
	w.refused(w.candidate(1), "GET "+shown.FileURL, nil, exam.CodeNotFound)
	w.refused(steward, "GET "+shown.FileURL, nil, exam.CodeForbidden)
	w.does(chair, w.sitting(0, "DELETE /releases/"+shown.ID), nil)
	w.refused(her, "GET "+shown.FileURL, nil, exam.CodeNotFound)
}
