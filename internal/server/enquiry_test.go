package server_test

// FEATURES: A20

import (
	"bytes"
	"image"
	"image/jpeg"
	"net/http"
	"testing"

	"kaochang/internal/exam"
)

func (w *world) ownEnquiries(n int, more string) string {
	return "/api/enrolments/" + w.sittings[n].EnrolmentID + "/enquiries" + more
}

// shows sends a photo for a question of the n-th candidate and returns its file.
func (w *world) shows(her browser, n int) string {
	w.Helper()
	content := photo(w)
	ticket := w.tickets(her, exam.PurposeEnquiryPhoto, w.sittings[n].EnrolmentID, "image/jpeg", len(content))
	w.begins(her, ticket, len(content))
	w.goesOn(her, ticket, 0, content)
	_, fileID, _ := w.state(her, ticket)
	return fileID
}

// asksSchool asks something with a photo.
func (w *world) asksSchool(her browser, n int) (enquiryID, fileID string) {
	w.Helper()
	fileID = w.shows(her, n)
	a := w.does(her, "POST "+w.ownEnquiries(n, ""), map[string]any{"subject": "看不清", "text": "机密题目 a", "photos": []string{fileID}})
	return into[struct{ ID string }](w, a).ID, fileID
}

func TestPhotosOfAQuestionAreForItsTwoSides(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.found("b")
	her, other, support := w.candidate(0), w.candidate(1), w.member("a", exam.RoleSupport, exam.ScopeSchool, "a")
	id, file := w.asksSchool(her, 0)
	for who, route := range map[*browser]string{&her: "GET " + w.ownEnquiries(0, "/"+id+"/photos/"+file), &support: "GET /api/enquiries/" + id + "/photos/" + file} {
		a := w.does(*who, route, nil)
		picture, err := jpeg.Decode(bytes.NewReader(a.body))
		if err != nil || picture.Bounds() != image.Rect(0, 0, 64, 48) || bytes.Contains(a.body, []byte("GPS")) {
			t.Errorf("%s: %v, %v, want the picture and nothing else", route, picture, err)
		}
	}
	w.refused(other, "GET "+w.ownEnquiries(1, "/"+id+"/photos/"+file), nil, exam.CodeNotFound)
	w.refused(other, "GET "+w.ownEnquiries(0, "/"+id+"/photos/"+file), nil, exam.CodeNotFound)
	w.refused(w.member("b", exam.RoleSupport, exam.ScopeSchool, "b"), "GET /api/enquiries/"+id+"/photos/"+file, nil, exam.CodeNotFound)
	w.refused(w.member("a", exam.RoleCollegeAdmin, exam.ScopeCollege, "a-law"), "GET /api/enquiries/"+id+"/photos/"+file, nil, exam.CodeNotFound)
	w.refused(support, "GET /api/enquiries/"+id+"/photos/none", nil, exam.CodeNotFound)

	asks := func(who browser, n int, want exam.Code, photos ...string) {
		w.Helper()
		w.refused(who, "POST "+w.ownEnquiries(n, ""), map[string]any{"subject": "x", "text": "y", "photos": photos}, want)
	}
	asks(other, 1, exam.CodeNotFound, file) // it is not hers
	asks(her, 0, exam.CodeNotFound, "none")
	asks(her, 0, exam.CodeInvalid, file, file, file, file)
	w.refused(other, "POST /api/upload-tickets", map[string]any{"purpose": exam.PurposeEnquiryPhoto, "owner_id": w.sittings[0].EnrolmentID, "name": "x", "size": 1, "type": "image/png"}, exam.CodeNotFound)
	w.refused(her, "POST /api/upload-tickets", map[string]any{"purpose": exam.PurposeEnquiryPhoto, "owner_id": w.sittings[0].EnrolmentID, "name": "x", "size": 1, "type": "application/pdf"}, exam.CodeWrongType)
	for range 10 {
		w.tickets(her, exam.PurposeEnquiryPhoto, w.sittings[0].EnrolmentID, "image/png", 1)
	}
	w.refused(her, "POST /api/upload-tickets", map[string]any{"purpose": exam.PurposeEnquiryPhoto, "owner_id": w.sittings[0].EnrolmentID, "name": "x", "size": 1, "type": "image/png"}, exam.CodeRateLimited)
}

func TestASchoolKeepsItsAnswers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.found("b")
	support, elsewhere := w.member("a", exam.RoleSupport, exam.ScopeSchool, "a"), w.member("b", exam.RoleSupport, exam.ScopeSchool, "b")
	type list struct {
		Answers []struct{ ID, Title, Text string }
	}
	answers := func(who browser) list {
		w.Helper()
		return into[list](w, w.does(who, "GET /api/canned-answers", nil))
	}
	id := into[struct{ ID string }](w, w.does(support, "POST /api/canned-answers", map[string]any{"title": " 时间 ", "text": "以准考证为准。"})).ID
	w.does(w.member("a", exam.RoleCollegeAdmin, exam.ScopeCollege, w.college), "POST /api/canned-answers", map[string]any{"id": id, "title": "时间", "text": "以页面为准。"})
	got := answers(support).Answers
	if len(got) != 1 || got[0].Title != "时间" || got[0].Text != "以页面为准。" {
		t.Errorf("answers %+v", got)
	}
	same(w, "of another school", len(answers(elsewhere).Answers), 0)
	w.refused(elsewhere, "POST /api/canned-answers", map[string]any{"id": id, "title": "x", "text": "x"}, exam.CodeNotFound)
	w.refused(elsewhere, "DELETE /api/canned-answers/"+id, nil, exam.CodeNotFound)
	w.refused(support, "POST /api/canned-answers", map[string]any{"title": " ", "text": "x"}, exam.CodeInvalid)
	same(w, "taken away", w.does(support, "DELETE /api/canned-answers/"+id, nil).status, http.StatusNoContent)
	same(w, "left", len(answers(support).Answers), 0)
	for range exam.MaxCannedAnswers {
		w.does(support, "POST /api/canned-answers", map[string]any{"title": "x", "text": "x"})
	}
	w.refused(support, "POST /api/canned-answers", map[string]any{"title": "x", "text": "x"}, exam.CodeConflict)
}
