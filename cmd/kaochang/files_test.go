package main

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/jpeg"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"kaochang/internal/blobtest"
	"kaochang/internal/config"
	"kaochang/internal/exam"
	"kaochang/internal/pdftest"
)

// settings are those of a server whose files lie in the gateway's bucket.
func settings(g *blobtest.Gateway) config.S3 {
	g.Helper()
	file := filepath.Join(g.TempDir(), "secret")
	if err := os.WriteFile(file, []byte(g.Place.Secret+"\n"), 0o600); err != nil {
		g.Fatal(err)
	}
	return config.S3{
		S3Endpoint: g.Place.Endpoint, S3Bucket: g.Place.Bucket, S3Region: g.Place.Region, S3Prefix: g.Place.Prefix, S3PathStyle: true,
		S3KeyID: g.Place.KeyID, S3SecretFile: file,
	}
}

// gives sends a request and expects it to be granted.
func (w *world) gives(who *http.Cookie, method, path string, in any) answer {
	w.Helper()
	a := w.as(who, method, path, in)
	if a.status >= 300 {
		w.Fatalf("%s %s: %d %s, want it done", method, path, a.status, a.body)
	}
	return a
}

// tus sends a request of the tus protocol.
func (w *world) tus(who *http.Cookie, method, path string, body []byte, head map[string]string) answer {
	w.Helper()
	req, err := http.NewRequestWithContext(w.Context(), method, w.url+path, bytes.NewReader(body))
	if err != nil {
		w.Fatal(err)
	}
	req.Header.Set("X-Kaochang", "1")
	req.Header.Set("Tus-Resumable", "1.0.0")
	for name, value := range head {
		req.Header.Set(name, value)
	}
	req.AddCookie(who)
	return w.do(req)
}

// begins asks for a ticket and begins its upload.
func (w *world) begins(who *http.Cookie, purpose exam.UploadPurpose, owner, name, mediaType string, size int) string {
	w.Helper()
	ticket := into[struct{ Ticket string }](w, w.gives(who, "POST", "/api/upload-tickets",
		map[string]any{"purpose": purpose, "owner_id": owner, "name": name, "size": size, "type": mediaType})).Ticket
	a := w.tus(who, "POST", "/api/uploads/", nil, map[string]string{
		"Upload-Length": strconv.Itoa(size), "Upload-Metadata": "ticket " + base64.StdEncoding.EncodeToString([]byte(ticket)),
	})
	if a.status != http.StatusCreated {
		w.Fatalf("begin %s: %d %s", name, a.status, a.body)
	}
	return ticket
}

func (w *world) piece(who *http.Cookie, ticket string, offset int, content []byte) answer {
	w.Helper()
	return w.tus(who, "PATCH", "/api/uploads/"+ticket, content, map[string]string{
		"Upload-Offset": strconv.Itoa(offset), "Content-Type": "application/offset+octet-stream",
	})
}

// became returns what became of a ticket.
func (w *world) became(who *http.Cookie, ticket string) (state, fileID string) {
	w.Helper()
	got := into[struct {
		State  string `json:"state"`
		FileID string `json:"file_id"`
	}](w, w.gives(who, "GET", "/api/upload-tickets/"+ticket, nil))
	return got.State, got.FileID
}

// ranged fetches bytes of a file.
func (w *world) ranged(who *http.Cookie, path, bytes string) answer {
	w.Helper()
	return w.tus(who, "GET", path, nil, map[string]string{"Range": bytes})
}

// staff signs one of the demo school's staff in.
func (w *world) staff(username string) *http.Cookie {
	w.Helper()
	m, err := w.db.StaffByUsernameAnywhere(w.Context(), username)
	if err != nil {
		w.Fatal(err)
	}
	return w.login(exam.Login{Kind: exam.ActorStaff, StaffID: m.ID, SchoolID: m.SchoolID})
}

// TestAWholeServerKeepsItsFilesInABucket sends a film over an outage and plays it,
// and reads what staff attached, through the whole server.
func TestAWholeServerKeepsItsFilesInABucket(t *testing.T) {
	g := blobtest.NewGateway(t)
	w := newWorldWith(t, true, settings(g))
	admin, her := w.staff("admin"), w.login(exam.Login{Kind: exam.ActorCandidate, Phone: lin})
	choices, err := w.db.ChoicesByPhone(t.Context(), lin)
	if err != nil {
		t.Fatal(err)
	}
	choice := choices[0]

	asked := into[struct{ ID string }](w, w.gives(admin, "POST", "/api/exams/"+choice.Exam.ID+"/requirements", map[string]any{
		"name": "才艺视频", "kind": "video", "least": 1, "most": 1, "max_bytes": 100 << 20, "deadline": now().Add(24 * time.Hour),
	})).ID
	film := append([]byte("\x1a\x45\xdf\xa3\x93\x42\x82\x88\x77\x65\x62\x6d"), bytes.Repeat([]byte("0123456789abcdef"), 200_000)...)
	ticket := w.begins(her, exam.PurposeMaterial, choice.EnrolmentID+"/"+asked, "独唱.webm", "video/webm", len(film))
	half := len(film) / 2
	if a := w.piece(her, ticket, 0, film[:half]); a.status != http.StatusNoContent {
		t.Fatalf("first half: %d %s", a.status, a.body)
	}
	g.Stop()
	if a := w.piece(her, ticket, half, film[half:]); a.status != http.StatusServiceUnavailable || a.code != exam.CodeUnavailable {
		t.Errorf("while the bucket is away: %d %s, want 503 unavailable", a.status, a.body)
	}
	if state, _ := w.became(her, ticket); state != "open" {
		t.Errorf("while the bucket is away the film is %s, want open", state)
	}
	g.Start()
	if a := w.piece(her, ticket, half, film[half:]); a.status != http.StatusNoContent {
		t.Fatalf("second half: %d %s", a.status, a.body)
	}
	state, fileID := w.became(her, ticket)
	if state != "done" {
		t.Fatalf("the film is %s, want done", state)
	}
	own := "/api/enrolments/" + choice.EnrolmentID + "/materials/" + asked + "/files/" + fileID
	if a := w.gives(her, "GET", own, nil); !bytes.Equal(a.body, film) {
		t.Errorf("the film came back as %d other bytes", len(a.body))
	}
	if a := w.ranged(her, own, "bytes=1000000-1000009"); a.status != http.StatusPartialContent || !bytes.Equal(a.body, film[1_000_000:1_000_010]) {
		t.Errorf("ten bytes of the film: %d %q", a.status, a.body)
	}

	w.attachment(admin, her, choice)
	w.still(w.staff("steward"), lin)
	for _, key := range g.Objects() {
		if !strings.HasPrefix(key, "sha256/") && !strings.HasPrefix(key, "still/") {
			t.Errorf("%s is left in the bucket", key)
		}
	}
	if left := filesIn(t, w.c.Data, "blobs", "uploads"); len(left) != 0 {
		t.Errorf("%v lie on this machine's disk, want nothing of the files there", left)
	}
}

// attachment has staff announce something with a file, and a candidate read it.
func (w *world) attachment(admin, her *http.Cookie, choice exam.Choice) {
	w.Helper()
	pdf := pdftest.Page("")
	ticket := w.begins(admin, exam.PurposeAnnouncementFile, choice.School.ID, "须知.pdf", "application/pdf", len(pdf))
	w.piece(admin, ticket, 0, pdf)
	_, fileID := w.became(admin, ticket)
	told := into[struct{ ID string }](w, w.gives(admin, "POST", "/api/announcements", map[string]any{
		"kind": "school", "scope_id": choice.School.ID, "title": "考生须知", "body": "见附件。", "file_ids": []string{fileID},
	})).ID
	a := w.gives(her, "GET", "/api/enrolments/"+choice.EnrolmentID+"/announcements/"+told+"/files/"+fileID, nil)
	if !bytes.Equal(a.body, pdf) {
		w.Errorf("the attachment came back as %q", a.body)
	}
}

// still has a candidate's phone send one, and staff look at it.
func (w *world) still(steward *http.Cookie, phone string) {
	w.Helper()
	sitting := w.sittingOf(phone).Sitting.ID
	her := w.login(exam.Login{Kind: exam.ActorCandidate, Phone: phone})
	w.gives(her, "POST", "/api/sittings/"+sitting+"/devices", map[string]any{"position": 1, "label": "phone"})
	var picture bytes.Buffer
	if err := jpeg.Encode(&picture, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		w.Fatal(err)
	}
	w.gives(her, "PUT", "/api/sittings/"+sitting+"/still", picture.Bytes())
	if a := w.gives(steward, "GET", "/api/sittings/"+sitting+"/stills/1", nil); !bytes.HasPrefix(a.body, []byte("\xff\xd8\xff")) {
		w.Errorf("the still came back as %q", a.body)
	}
}

// filesIn lists files below folders of dir; those that are not there have none.
func filesIn(t *testing.T, dir string, folders ...string) (names []string) {
	t.Helper()
	for _, folder := range folders {
		err := filepath.WalkDir(filepath.Join(dir, folder), func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				names = append(names, path)
			}
			return err
		})
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	slices.Sort(names)
	return names
}

func TestAServerDoesNotStartOnABucketThatNeverTakesAFile(t *testing.T) {
	g := blobtest.NewGateway(t)
	for _, row := range []struct {
		name   string
		change func(*config.S3)
		says   string // "" for a server that starts
	}{
		{"a wrong key", func(s *config.S3) { s.S3KeyID = "nobody" }, "--s3-key-id"},
		{"a wrong bucket", func(s *config.S3) { s.S3Bucket = "no-such-bucket" }, "--s3-bucket"},
		{"a secret that cannot be read", func(s *config.S3) { s.S3SecretFile += ".not" }, "read S3 secret"},
		{"a bucket that is only away", func(*config.S3) { g.Stop() }, ""},
	} {
		s := settings(g)
		row.change(&s)
		b := &builder{config: &config.Server{Data: t.TempDir(), S3: s}, ctx: t.Context()}
		err := b.openFiles()
		if (err == nil) != (row.says == "") || (err != nil && !strings.Contains(err.Error(), row.says)) {
			t.Errorf("%s: %v, want %q in it", row.name, err, row.says)
		}
	}
}
