package picture_test

import (
	"image"
	"testing"

	"kaochang/internal/picture"
)

func TestFitKeepsProportions(t *testing.T) {
	for _, c := range []struct{ from, want image.Point }{
		{image.Pt(100, 100), image.Pt(100, 100)},
		{image.Pt(826, 1062), image.Pt(413, 531)},
		{image.Pt(2000, 500), image.Pt(413, 103)},
		{image.Pt(10, 5310), image.Pt(1, 531)},
		{image.Pt(9000, 1), image.Pt(413, 1)},
	} {
		got := picture.Fit(image.NewGray(image.Rectangle{Max: c.from}), 413, 531).Bounds().Size()
		if got != c.want {
			t.Errorf("%v becomes %v, want %v", c.from, got, c.want)
		}
	}
}
