package exam_test

import (
	"strings"
	"testing"

	"kaochang/internal/exam"
)

// FEATURES: D1
func TestADrawingIsKeptAsStrokes(t *testing.T) {
	d, err := exam.ParseDrawing(`{"w":800,"h":600,"s":[[10,20,50,30,40,50],[5,5,100]]}`)
	must(t, err)
	svg := d.SVG()
	for _, part := range []string{`viewBox="0 0 800 600"`, `<polyline stroke-width="5.0" points="10,20 30,40"/>`, `<polyline stroke-width="10.0" points="5,5 5,5"/>`} {
		if !strings.Contains(svg, part) {
			t.Errorf("%s is not in %s", part, svg)
		}
	}
	for rule, value := range map[string]string{
		"no JSON":               "<svg/>",
		"text for a number":     `{"w":800,"h":600,"s":[["\"/><script>",1,1]]}`,
		"no size":               `{"s":[[1,1,1]]}`,
		"a size too large":      `{"w":80000,"h":600,"s":[]}`,
		"half a point":          `{"w":800,"h":600,"s":[[1,1]]}`,
		"an empty stroke":       `{"w":800,"h":600,"s":[[]]}`,
		"longer than an answer": `{"w":800,"h":600,"s":[` + strings.Repeat(" ", exam.MaxAnswerRunes) + `]}`,
	} {
		_, err := exam.ParseDrawing(value)
		refused(t, rule, err, exam.CodeInvalid)
	}
}
