package main

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kaochang/internal/exam"
	"kaochang/internal/qti"
	"kaochang/internal/sheet"
	"kaochang/internal/written"
)

// sends uploads bytes for a purpose and returns the file.
func (h *hall) sends(by *http.Cookie, purpose exam.UploadPurpose, owner, mediaType string, data []byte) string {
	h.Helper()
	ticket, a := h.tries(by, purpose, owner, mediaType, data)
	if a.status != http.StatusCreated {
		h.Fatalf("upload: %d %s", a.status, a.body)
	}
	return into[struct {
		FileID string `json:"file_id"`
	}](h.world, h.asks(by, "GET", "/api/upload-tickets/"+ticket, nil, "")).FileID
}

// tries sends a file at once and returns its ticket and the answer.
func (h *hall) tries(by *http.Cookie, purpose exam.UploadPurpose, owner, mediaType string, data []byte) (ticket string, a answer) {
	h.Helper()
	ticket = into[struct{ Ticket string }](h.world, h.asks(by, "POST", "/api/upload-tickets", map[string]any{
		"purpose": purpose, "owner_id": owner, "name": "x", "size": len(data), "type": mediaType,
	}, "")).Ticket
	req, err := http.NewRequestWithContext(h.Context(), "POST", h.url+"/api/uploads/", bytes.NewReader(data))
	if err != nil {
		h.Fatal(err)
	}
	for name, value := range map[string]string{
		"X-Kaochang": "1", "Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream", "Upload-Length": strconv.Itoa(len(data)),
		"Upload-Metadata": "ticket " + base64.StdEncoding.EncodeToString([]byte(ticket)),
	} {
		req.Header.Set(name, value)
	}
	req.AddCookie(by)
	return ticket, h.do(req)
}

const typeXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

func (h *hall) draft() string {
	h.Helper()
	return into[written.PaperView](h.world, h.asks(h.secretary, "POST", "/api/sessions/"+h.session+"/papers", map[string]any{"kind": "online", "title": "导入的考卷", "grace_minutes": 0}, "")).ID
}

func (h *hall) imports(paper, file string, dry bool) written.PaperImportView {
	h.Helper()
	return into[written.PaperImportView](h.world, h.asks(h.secretary, "POST", "/api/papers/"+paper+"/imports", map[string]any{"file_id": file, "dry_run": dry}, ""))
}

func (h *hall) contentOf(paper string) exam.PaperContent {
	h.Helper()
	return into[exam.PaperContent](h.world, h.asks(h.secretary, "GET", "/api/papers/"+paper+"/content", nil, ""))
}

const secretText = "机密题干：下图中的信号是什么？"

// mediaPaper is a package with an image and a right answer that no candidate may see.
func mediaPaper(t *testing.T, format exam.PaperFormat) (exam.PaperContent, []byte) {
	t.Helper()
	picture := testPNG(t, 64)
	c := exam.PaperContent{
		Sections: []exam.PaperSection{{Title: "机密大题", ShuffleItems: true, ShuffleOptions: true, Items: []exam.PaperItem{
			{ID: "1", Kind: exam.ItemShort, Text: secretText + " ![图](fig.png)", Answer: "机密答案：正弦波", Points: 5},
			{ID: "2", Kind: exam.ItemSingle, Text: "选 $x^2$", Options: []string{"甲", "乙", "丙"}, Answer: "B", Points: 5},
			{ID: "3", Kind: exam.ItemDrawing, Text: "画出它", Points: 5},
			{ID: "4", Kind: exam.ItemPhoto, Text: "拍下来", Points: 5},
		}}},
		Media: []exam.PaperMedia{{Name: "fig.png", Type: "image/png", Bytes: int64(len(picture)), Data: picture}},
	}
	var out bytes.Buffer
	if err := qti.Write(&out, exam.PaperFile{Format: format, Title: "卷", Content: c}); err != nil {
		t.Fatal(err)
	}
	return c, out.Bytes()
}

// withoutBytes is what of a content is the same wherever it is kept.
func withoutBytes(c exam.PaperContent) exam.PaperContent {
	c.Media = slices.Clone(c.Media)
	for i := range c.Media {
		c.Media[i] = exam.PaperMedia{Name: c.Media[i].Name, Type: c.Media[i].Type}
	}
	return c
}

// FEATURES: D1
func TestAPaperIsImportedAndExported(t *testing.T) {
	h := newHall(t, shen)
	paper := h.draft()
	var table bytes.Buffer
	if err := sheet.WriteXLSX(&table, sheet.Table{Name: "试题", Header: []string{"题型", "题干", "分值"}, Rows: [][]string{{"简答题", "问一", "5"}, {"连线题", "问二", "5"}}}); err != nil {
		t.Fatal(err)
	}
	view := h.imports(paper, h.sends(h.secretary, exam.PurposePaperImport, h.session, typeXLSX, table.Bytes()), false)
	if view.Imported || view.Blocked != 1 || len(view.Rows) != 2 || view.Rows[1].Row != 3 || view.Rows[1].Flaws[0].Column != "kind" || h.contentOf(paper).Items() != 0 {
		t.Errorf("a table with an unknown type: %+v, and %d items were imported", view, h.contentOf(paper).Items())
	}
	template := h.asks(h.secretary, "GET", "/api/papers/template", nil, "").body
	if view := h.imports(paper, h.sends(h.secretary, exam.PurposePaperImport, h.session, typeXLSX, template), false); !view.Imported || view.Items != 5 || view.Format != exam.FormatXLSX {
		t.Errorf("the template: %+v", view)
	}
	for _, format := range []exam.PaperFormat{exam.FormatQTI22, exam.FormatQTI30} {
		want, pack := mediaPaper(t, format)
		file := h.sends(h.secretary, exam.PurposePaperImport, h.session, typeXLSX, pack)
		before := h.contentOf(paper)
		if view := h.imports(paper, file, true); view.Imported || view.Blocked > 0 || view.Media != 1 || !reflect.DeepEqual(h.contentOf(paper), before) {
			t.Errorf("dry run of %s: %+v", format, view)
		}
		if view := h.imports(paper, file, false); !view.Imported || view.Format != format {
			t.Errorf("import of %s: %+v", format, view)
		}
		if got := h.contentOf(paper); !reflect.DeepEqual(withoutBytes(got), withoutBytes(want)) || got.Media[0].FileID == "" || got.Media[0].Data != nil {
			t.Errorf("%s became\n%+v, want\n%+v", format, got, want)
		}
		if got := h.asks(h.secretary, "GET", "/api/papers/"+paper+"/media?name=fig.png", nil, ""); !bytes.HasPrefix(got.body, []byte("\x89PNG")) {
			t.Errorf("the image is %.10q", got.body)
		}
		back, err := qti.Read(h.asks(h.secretary, "GET", "/api/papers/"+paper+"/export?format="+string(format), nil, "").body)
		if err != nil || !reflect.DeepEqual(withoutBytes(back.Content), withoutBytes(want)) || len(back.Content.Media[0].Data) == 0 {
			t.Errorf("export as %s: %v\n%+v", format, err, back.Content)
		}
	}
	exported := h.asks(h.secretary, "GET", "/api/papers/"+paper+"/export?format=xlsx", nil, "").body
	if view := h.imports(paper, h.sends(h.secretary, exam.PurposePaperImport, h.session, typeXLSX, exported), false); !view.Imported || view.Media != 1 {
		t.Errorf("its own table: %+v", view)
	}
	h.asks(h.secretary, "GET", "/api/papers/"+paper+"/export?format=pdf", nil, exam.CodeInvalid)
	bomb := []byte(`<!DOCTYPE x [<!ENTITY a "b">]><assessmentItem/>`)
	h.asks(h.secretary, "POST", "/api/papers/"+paper+"/imports", map[string]any{"file_id": h.sends(h.secretary, exam.PurposePaperImport, h.session, "text/xml", bomb)}, exam.CodeWrongType)
	for by, want := range map[*http.Cookie]exam.Code{h.stranger: exam.CodeNotFound, h.proctor: exam.CodeForbidden, h.first: exam.CodeForbidden} {
		h.asks(by, "GET", "/api/papers/"+paper+"/export?format=qti30", nil, want)
		h.asks(by, "GET", "/api/papers/"+paper+"/media?name=fig.png", nil, want)
		h.asks(by, "POST", "/api/papers/"+paper+"/imports", map[string]any{"file_id": "x"}, want)
	}
}

// FEATURES: D1
func TestNothingOfAnOnlinePaperIsSentBeforeItsRelease(t *testing.T) {
	h := newHall(t, shen)
	want, pack := mediaPaper(t, exam.FormatQTI30)
	paper := h.draft()
	h.imports(paper, h.sends(h.secretary, exam.PurposePaperImport, h.session, typeXLSX, pack), false)
	h.asks(h.secretary, "POST", "/api/papers/"+paper+"/ready", nil, "")
	h.sits()
	var sealed []byte
	for _, one := range h.state(h.first).Sealed {
		bytes := h.asks(h.first, "GET", one.URL, nil, "").body
		if one.PaperID == paper {
			sealed = bytes
		}
	}
	media := h.contentOf(paper).Media[0]
	d := into[description](h.world, h.as(nil, "GET", "/api/openapi.json", nil))
	for path, methods := range d.Paths {
		if _, is := methods["get"]; is && !strings.Contains(path, "openapi") {
			filled, _ := fill(strings.NewReplacer("{paper_id}", paper, "{file_id}", media.FileID).Replace(path), h.placed)
			for _, by := range []*http.Cookie{h.first, h.second} {
				h.received.Write(h.as(by, "GET", filled+"?name="+media.Name+"&format=qti30", nil).body)
			}
		}
	}
	picture := h.asks(h.secretary, "GET", "/api/papers/"+paper+"/media?name=fig.png", nil, "").body
	found := func(received []byte) string {
		inBase64 := base64.StdEncoding.EncodeToString(picture)
		for _, part := range []string{secretText, "机密大题", "机密答案", string(picture[8:40]), inBase64[12:48]} {
			if bytes.Contains(received, []byte(part)) {
				return part
			}
		}
		return ""
	}
	h.asks(h.proctor, "POST", "/api/papers/"+paper+"/releases", map[string]any{}, "")
	received := bytes.Clone(h.received.Bytes())
	given := h.state(h.first).Paper
	plain := h.opened(sealed, *given)
	if part := found(received); part != "" {
		t.Errorf("before the release the candidate was sent %q", part)
	}
	if found(append(received, plain...)) == "" {
		t.Error("the test would not find the paper itself")
	}
	var got exam.PaperContent
	if err := json.Unmarshal(plain, &got); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(withoutBytes(got), withoutBytes(want.Asked())) || !bytes.Equal(got.Media[0].Data, picture) {
		t.Errorf("she opens %+v", withoutBytes(got))
	}
	if strings.Contains(string(plain), "正弦波") {
		t.Error("what is right was sealed with the paper")
	}
	order := into[written.PaperOrderView](h.world, h.asks(h.staff(h.placed.Sitting.SchoolID, h.placed.Timetabled.Room.ID, exam.RoleSecretary), "GET", h.path("/papers/"+paper+"/order"), nil, ""))
	if order.Seed != given.Seed || !reflect.DeepEqual(order.Sections, got.Order(given.Seed)) {
		t.Errorf("staff see the order %+v", order)
	}
	h.asks(h.first, "GET", h.path("/papers/"+paper+"/order"), nil, exam.CodeForbidden)
	h.asks(h.stranger, "GET", h.path("/papers/"+paper+"/order"), nil, exam.CodeNotFound)
}

// FEATURES: D1
func TestDrawingsAndPhotographsAreExported(t *testing.T) {
	h := newHall(t, shen)
	_, pack := mediaPaper(t, exam.FormatQTI30)
	paper := h.draft()
	h.imports(paper, h.sends(h.secretary, exam.PurposePaperImport, h.session, typeXLSX, pack), false)
	h.asks(h.secretary, "POST", "/api/papers/"+paper+"/ready", nil, "")
	h.sits()
	h.asks(h.proctor, "POST", "/api/papers/"+paper+"/releases", map[string]any{}, "")
	photo := h.sends(h.first, exam.PurposeAnswerPhoto, h.sitting, "image/png", testPNG(t, 40))
	h.asks(h.first, "POST", h.path("/answer-writers"), map[string]any{"page": "p"}, "")
	h.asks(h.first, "POST", h.path("/answers"), map[string]any{"page": "p", "ops": []map[string]any{
		{"seq": 1, "id": "a", "item": "3", "value": `{"w":800,"h":600,"s":[[1,2,50,3,4,50]]}`, "typed_at": now()},
		{"seq": 2, "id": "b", "item": "4", "value": photo + "\nnone", "typed_at": now()},
	}}, "")
	h.asks(h.first, "GET", h.path("/answer-photos/"+photo+"?small=true"), nil, "")
	h.asks(h.first, "GET", h.path("/answer-photos/none"), nil, exam.CodeNotFound)
	h.asks(h.stranger, "GET", h.path("/answer-photos/"+photo), nil, exam.CodeNotFound)
	data := h.asks(h.secretary, "GET", "/api/sessions/"+h.session+"/answers.zip", nil, "").body
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		src, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(src)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(text)
	}
	folder := "2026100007 沈知秋/item-"
	if !strings.Contains(files[folder+"3.svg"], `points="1,2 3,4"`) || !strings.HasPrefix(files[folder+"4-1.png"], "\x89PNG") {
		t.Errorf("the zip has %v", slices.Collect(func(yield func(string) bool) {
			for name := range files {
				if !yield(name) {
					return
				}
			}
		}))
	}
	if table := files["answers.csv"]; !strings.Contains(table, folder+"3.svg") || strings.Contains(table, "none") {
		t.Errorf("answers.csv: %s", table)
	}
}
