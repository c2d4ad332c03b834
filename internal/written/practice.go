package written

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
)

// practiceTitle is over the paper of a mock, as its question's.
const practiceTitle = "模拟试卷 Practice paper"

// PracticePaper makes the ready paper of a mock's session (FEATURES A15): a PDF where
// the real session has one, else one on the screen with an item of each kind. question
// is what the school wants to be asked in it. It is not kept yet.
func (s *Service) PracticePaper(ctx context.Context, like, session exam.Session, question string) (exam.Paper, error) {
	its, err := s.store.Papers(ctx, like.ID)
	if err != nil {
		return exam.Paper{}, err
	}
	p := exam.Paper{
		ID: ident.New(), SchoolID: session.SchoolID, SessionID: session.ID, Kind: exam.PaperOnline, Title: practiceTitle,
		MaxPages: exam.DefaultMaxPages, ChangedAt: s.now(),
	}
	if len(its) > 0 {
		p.Kind, p.MaxPages, p.Grace = its[0].Kind, its[0].MaxPages, its[0].Grace
	}
	var plain []byte
	if p.Kind == exam.PaperPDF {
		plain, err = s.practicePDF(question)
	} else {
		plain, err = s.practiceItems(&p, question)
	}
	if err != nil {
		return exam.Paper{}, err
	}
	return s.seal(ctx, p, plain)
}

func (s *Service) practicePDF(question string) ([]byte, error) {
	var out bytes.Buffer
	err := s.print(&out, practiceTitle, []string{
		question,
		"请在纸上作答，然后用第二机位的手机拍照上传。",
		"Answer on paper, then photograph your pages with the second camera’s phone.",
	})
	if err != nil {
		return nil, fmt.Errorf("print the paper of a mock: %w", err)
	}
	return out.Bytes(), nil
}

// practiceItems keeps the items with the paper, as an editor would, and returns what
// candidates may have of them.
func (s *Service) practiceItems(p *exam.Paper, question string) ([]byte, error) {
	c := practiceContent(question)
	text, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("write the paper of a mock: %w", err)
	}
	p.Items, p.Content = c.Items(), s.box.Seal(text, exam.SealedContent(p.ID))
	return json.Marshal(c.Asked())
}

func practiceContent(question string) exam.PaperContent {
	return exam.PaperContent{Sections: []exam.PaperSection{
		{Title: "选择与填空 Choices and blanks", Items: []exam.PaperItem{
			{ID: "1", Kind: exam.ItemSingle, Text: "地球绕着什么转？ What does the Earth go around?", Options: []string{"月亮 the Moon", "太阳 the Sun", "火星 Mars"}, Points: 5},
			{ID: "2", Kind: exam.ItemMultiple, Text: "哪些是偶数？ Which are even?", Options: []string{"2", "3", "4"}, Points: 5},
			{ID: "3", Kind: exam.ItemTrue, Text: "一年有十二个月。 A year has twelve months.", Points: 5},
			{ID: "4", Kind: exam.ItemBlanks, Text: "3 + 4 = ____", Blanks: 1, Points: 5},
		}},
		{Title: "写作与其他 Writing and the rest", Items: []exam.PaperItem{
			{ID: "5", Kind: exam.ItemEssay, Text: question, Points: 20},
			{ID: "6", Kind: exam.ItemFormula, Text: "写出一元二次方程 $ax^2+bx+c=0$ 的求根公式。 Write down the quadratic formula.", Points: 10},
			{ID: "7", Kind: exam.ItemDrawing, Text: "画一个三角形。 Draw a triangle.", Points: 10},
			{ID: "8", Kind: exam.ItemPhoto, Text: "拍一张白纸的照片。 Photograph a blank sheet.", Points: 10},
		}},
	}}
}
