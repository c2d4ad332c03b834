package exam

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Drawing is the answer to an item that is drawn: strokes on a sheet of Width by
// Height. Each stroke is a row of points, three numbers for each: x, y and how hard
// the pen pressed, 0 to 100. All are whole numbers; x and y may lie a little outside.
type Drawing struct {
	Width   int     `json:"w"`
	Height  int     `json:"h"`
	Strokes [][]int `json:"s"`
}

// The bounds of a drawing.
const (
	maxDrawingSide = 4000
	maxDrawn       = 5000
	// penWidth is how wide a stroke is at the middle pressure, on a sheet of 800.
	penWidth = 5.0
)

// ParseDrawing reads a drawing as a candidate's page keeps it, a JSON object with w, h
// and s. It returns CodeInvalid for one that is none, or out of bounds.
func ParseDrawing(value string) (d Drawing, err error) {
	if len(value) > MaxAnswerRunes {
		return d, wrongField("value", "is too long")
	}
	if err := json.Unmarshal([]byte(value), &d); err != nil {
		return d, wrongField("value", "is no drawing")
	}
	if d.Width < 1 || d.Width > maxDrawingSide || d.Height < 1 || d.Height > maxDrawingSide || len(d.Strokes) > maxDrawn {
		return d, wrongField("value", "is a drawing without a size, or with too many strokes")
	}
	for _, stroke := range d.Strokes {
		if len(stroke) == 0 || len(stroke)%3 != 0 {
			return d, wrongField("value", "has a stroke without points")
		}
	}
	return d, nil
}

// SVG returns the drawing as a picture (SVG 2) that holds nothing but its strokes.
func (d Drawing) SVG() string {
	var out strings.Builder
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d">`, d.Width, d.Height, d.Width, d.Height)
	out.WriteString(`<rect width="100%" height="100%" fill="#fff"/><g fill="none" stroke="#000" stroke-linecap="round" stroke-linejoin="round">`)
	for _, stroke := range d.Strokes {
		points, pressed := make([]string, 0, len(stroke)/3), 0
		for i := 0; i+2 < len(stroke); i += 3 {
			points = append(points, strconv.Itoa(stroke[i])+","+strconv.Itoa(stroke[i+1]))
			pressed += stroke[i+2]
		}
		if len(points) == 1 { // a dot
			points = append(points, points[0])
		}
		mean := min(max(float64(pressed)/float64(len(stroke)/3)/50, 0.4), 2)
		fmt.Fprintf(&out, `<polyline stroke-width="%.1f" points="%s"/>`, penWidth*mean*float64(d.Width)/800, strings.Join(points, " "))
	}
	out.WriteString("</g></svg>\n")
	return out.String()
}
