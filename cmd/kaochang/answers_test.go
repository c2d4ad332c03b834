package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"kaochang/internal/exam"
	"kaochang/internal/written"
)

const luo = "13800000008"

func op1(seq int, id, item, value string) map[string]any {
	return map[string]any{"seq": seq, "id": id, "item": item, "value": value, "typed_at": now()}
}

func (h *hall) saves(page string, want exam.Code, ops ...map[string]any) {
	h.Helper()
	h.asks(h.first, "POST", h.path("/answers"), map[string]any{"page": page, "ops": ops}, want)
}

func TestAnOnlineAnswerIsSavedByOnePage(t *testing.T) {
	h := newHall(t, luo)
	h.sits()
	p := h.paper()
	sealed := h.asks(h.first, "GET", h.state(h.first).Sealed[0].URL, nil, "").body
	h.asks(h.proctor, "POST", "/api/papers/"+p.ID+"/releases", map[string]any{}, "")
	var content exam.PaperContent
	if err := json.Unmarshal(h.opened(sealed, *h.state(h.first).Paper), &content); err != nil || content.Items() != p.Items {
		t.Fatalf("the paper opens to %+v (%v), want %d items", content, err, p.Items)
	}
	item := content.Sections[0].Items[0].ID
	h.saves("tab", exam.CodeOtherWriter, op1(1, "o1", item, "A")) // nobody writes yet
	claim := map[string]any{"page": "tab"}
	h.asks(h.first, "POST", h.path("/answer-writers"), claim, "")
	h.asks(h.second, "POST", h.path("/answer-writers"), claim, exam.CodeDeviceReplaced)
	h.saves("tab", "", op1(1, "o1", item, "A"), op1(2, "o2", item, "B"))
	h.saves("tab", "", op1(2, "o2", item, "B")) // the answer was lost on the way
	h.saves("tab", exam.CodeConflict, op1(2, "other", item, "C"))
	h.asks(h.first, "POST", h.path("/answer-writers"), map[string]any{"page": "tab 2"}, exam.CodeOtherWriter)
	sheet := into[written.AnswerSheet](h.world, h.asks(h.first, "POST", h.path("/answer-writers"), map[string]any{"page": "tab 2", "take_over": true}, ""))
	if sheet.LastSeq != 2 || len(sheet.Answers) != 1 || sheet.Answers[0].Value != "B" {
		t.Errorf("the second tab goes on from %+v", sheet)
	}
	h.saves("tab", exam.CodeOtherWriter, op1(3, "o3", item, "C"))
	h.saves("tab 2", "", op1(3, "o4", item, "D"))
	rows := into[struct{ Rows []written.WrittenRow }](h.world, h.asks(h.proctor, "GET", "/api/sessions/"+h.session+"/written-board", nil, "")).Rows
	if rows[0].Answered != 1 || rows[0].SavedAt == nil || rows[0].Paper.Items != p.Items {
		t.Errorf("board: %+v", rows[0])
	}
	h.asks(h.examiner, "GET", h.path("/answers"), nil, exam.CodeForbidden)
	h.asks(h.stranger, "GET", h.path("/answers"), nil, exam.CodeNotFound)
	h.asks(h.first, "POST", h.path("/submissions"), nil, "")
	h.saves("tab 2", exam.CodeConflict, op1(4, "o5", item, "E"))
	exported := h.asks(h.secretary, "GET", "/api/sessions/"+h.session+"/answers.zip", nil, "").body
	pack, err := zip.NewReader(bytes.NewReader(exported), int64(len(exported)))
	if err != nil || len(pack.File) != 1 {
		t.Fatalf("the export is no zip of one file: %v", err)
	}
	table, err := pack.Open("answers.csv")
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(table); err != nil || !strings.Contains(string(text), item+",D,") {
		t.Errorf("answers.csv: %q (%v)", text, err)
	}
	h.asks(h.proctor, "GET", "/api/sessions/"+h.session+"/answers.zip", nil, exam.CodeForbidden)
	h.asks(h.stranger, "GET", "/api/sessions/"+h.session+"/answers.zip", nil, exam.CodeNotFound)
	if r := h.state(h.first).Receipt; r == nil || r.Items != "1" || len(r.Digest) != 64 {
		t.Errorf("receipt %+v", r)
	}
	if got := into[written.AnswerSheet](h.world, h.asks(h.secretary, "GET", h.path("/answers"), nil, "")); got.Answers[0].Value != "D" {
		t.Errorf("read by staff: %+v", got)
	}
}

func TestAnOnlinePaperIsWrittenSealedAndThenFixed(t *testing.T) {
	h := newHall(t, luo)
	made := into[written.PaperView](h.world, h.asks(h.secretary, "POST", "/api/sessions/"+h.session+"/papers", map[string]any{"kind": "online", "title": "B 卷", "grace_minutes": 0}, ""))
	path := "/api/papers/" + made.ID
	h.asks(h.secretary, "POST", path+"/ready", nil, exam.CodeConflict) // it asks nothing yet
	item := exam.PaperItem{ID: "1", Kind: exam.ItemEssay, Text: "谈谈你的理解", Points: 60}
	content := exam.PaperContent{Sections: []exam.PaperSection{{Title: "论述", Items: []exam.PaperItem{item}}}}
	h.asks(h.proctor, "PUT", path+"/content", content, exam.CodeForbidden)
	h.asks(h.secretary, "PUT", path+"/content", content, "")
	if got := into[exam.PaperContent](h.world, h.asks(h.secretary, "GET", path+"/content", nil, "")); got.Items() != 1 || got.Sections[0].Items[0].Text != item.Text {
		t.Errorf("read again: %+v", got)
	}
	h.asks(h.proctor, "GET", path+"/content", nil, exam.CodeForbidden)
	h.asks(h.stranger, "GET", path+"/content", nil, exam.CodeNotFound)
	h.asks(h.secretary, "POST", path+"/ready", nil, "")
	h.asks(h.secretary, "PUT", path+"/content", content, exam.CodeConflict)
	content.Sections[0].Items[0].Kind = "riddle"
	h.asks(h.secretary, "PUT", path+"/content", content, exam.CodeInvalid)
}
