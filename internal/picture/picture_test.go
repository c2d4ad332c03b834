package picture_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"slices"
	"testing"

	"kaochang/internal/exam"
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

// jpegOf returns a whole picture that says which camera took it.
func jpegOf(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, 90, 60)), nil); err != nil {
		t.Fatal(err)
	}
	said := append([]byte("\xff\xe1\x00\x10Exif\x00\x00"), []byte("camera42")...)
	return slices.Concat(out.Bytes()[:2], said, out.Bytes()[2:])
}

func TestCheckTakesWhatRedrawWouldTake(t *testing.T) {
	whole := jpegOf(t)
	var drawn bytes.Buffer
	if err := png.Encode(&drawn, image.NewGray(image.Rect(0, 0, 9, 9))); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		content []byte
		kind    string
		want    exam.Code
	}{
		"a JPEG":                       {whole, "image/jpeg", ""},
		"one with something behind it": {append(bytes.Clone(whole), "a film"...), "image/jpeg", ""},
		"one that is cut":              {whole[:len(whole)-40], "image/jpeg", exam.CodeWrongType},
		"its head alone":               {whole[:200], "image/jpeg", exam.CodeWrongType},
		"nothing of one":               {[]byte("\xff\xd8\xff\xd9"), "image/jpeg", exam.CodeWrongType},
		"a PNG":                        {drawn.Bytes(), "image/png", ""},
		"a PNG that is cut":            {drawn.Bytes()[:drawn.Len()-9], "image/png", exam.CodeWrongType},
		"too large":                    {[]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\xff\xff\x00\x00\xff\xff\x08\x00\x00\x00\x00\x93\x6e\x86\x8c"), "image/png", exam.CodeTooLarge},
	} {
		src := bytes.NewReader(c.content)
		err := picture.Check(src, c.kind)
		if exam.CodeOf(err) != c.want && !(err == nil && c.want == "") {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		if at, _ := src.Seek(0, 1); err == nil && at != 0 {
			t.Errorf("%s: the source is left at byte %d", name, at)
		}
	}
}

func TestWhatIsDrawnAnewSaysNothingMore(t *testing.T) {
	sent := jpegOf(t)
	full, err := picture.Redraw(bytes.NewReader(sent), "image/jpeg")
	if err != nil {
		t.Fatal(err)
	}
	small, err := picture.Small(bytes.NewReader(sent), 30)
	if err != nil {
		t.Fatal(err)
	}
	for name, src := range map[string]*bytes.Reader{"full": full, "small": small} {
		shown, err := io.ReadAll(src)
		if err != nil || bytes.Contains(shown, []byte("camera42")) || !bytes.Contains(sent, []byte("camera42")) {
			t.Errorf("%s: %v; the camera must be in what was sent only", name, err)
		}
		size, err := jpeg.DecodeConfig(bytes.NewReader(shown))
		if err != nil || (name == "small") != (size.Width == 30) {
			t.Errorf("%s: %d pixels wide (%v)", name, size.Width, err)
		}
	}
}

func TestASmallPictureShowsTheSame(t *testing.T) {
	page := image.NewYCbCr(image.Rect(0, 0, 1801, 2399), image.YCbCrSubsampleRatio420)
	for i := range page.Cb {
		page.Cb[i], page.Cr[i] = 90, 150
	}
	for y := range 2399 {
		for x := range 1801 {
			page.Y[page.YOffset(x, y)] = uint8(60 + 120*(x/901)) // dark on the left
		}
	}
	var sent bytes.Buffer
	if err := jpeg.Encode(&sent, page, nil); err != nil {
		t.Fatal(err)
	}
	src, err := picture.Small(bytes.NewReader(sent.Bytes()), 320)
	if err != nil {
		t.Fatal(err)
	}
	shown, err := jpeg.Decode(src)
	if err != nil || shown.Bounds().Size() != image.Pt(240, 320) {
		t.Fatalf("%v pixels (%v), want 240x320", shown.Bounds().Size(), err)
	}
	small, is := shown.(*image.YCbCr)
	if !is {
		t.Fatalf("a photograph became %T", shown)
	}
	for x, want := range map[int]int{60: 60, 180: 180} {
		c := small.YCbCrAt(x, 160)
		if diff := int(c.Y) - want; diff < -6 || diff > 6 || c.Cb < 80 || c.Cb > 100 || c.Cr < 140 || c.Cr > 160 {
			t.Errorf("at %d: %+v, want light %d and the page's colour", x, c, want)
		}
	}
}

func BenchmarkSmall(b *testing.B) {
	var sent bytes.Buffer
	if err := jpeg.Encode(&sent, image.NewYCbCr(image.Rect(0, 0, 1800, 2400), image.YCbCrSubsampleRatio420), nil); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := picture.Small(bytes.NewReader(sent.Bytes()), 320); err != nil {
			b.Fatal(err)
		}
	}
}
