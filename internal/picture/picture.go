// Package picture makes images that people send harmless: they are decoded and
// encoded anew, so that nothing but the picture is left, no EXIF, no place, no
// appended data.
package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"runtime"

	scale "golang.org/x/image/draw"

	"kaochang/internal/exam"
)

// MaxPixels bounds what an image may unfold to in memory: 50 megapixels.
const MaxPixels = 50_000_000

// drawing bounds how many images unfold at the same time: each takes one processor and
// up to some hundred megabytes, and whoever comes later waits.
var drawing = make(chan struct{}, runtime.GOMAXPROCS(0))

// Redraw returns an image of media type image/jpeg or image/png decoded and
// encoded anew. It returns CodeWrongType for what cannot be decoded and
// CodeTooLarge for more than [MaxPixels].
func Redraw(src io.ReadSeeker, mediaType string) (*bytes.Reader, error) {
	return draw(src, func(full image.Image, out io.Writer) error {
		if mediaType == "image/png" {
			return png.Encode(out, full)
		}
		return jpeg.Encode(out, full, &jpeg.Options{Quality: 92})
	})
}

// Small returns an image decoded, made small enough for a square of side pixels and
// encoded as a JPEG. It refuses what [Redraw] does.
func Small(src io.ReadSeeker, side int) (*bytes.Reader, error) {
	return draw(src, func(full image.Image, out io.Writer) error {
		return jpeg.Encode(out, Fit(coarse(full, 2*side), side, side), &jpeg.Options{Quality: 80})
	})
}

// coarse averages blocks of a photograph's pixels so that its longest side is still at
// least side: a good filter over all pixels of a page takes longer than decoding it.
// Other kinds of images stay as they are.
func coarse(src image.Image, side int) image.Image {
	full, is := src.(*image.YCbCr)
	size := src.Bounds().Size()
	by := max(size.X, size.Y) / side
	if !is || by < 2 || min(size.X, size.Y) < by {
		return src
	}
	small := image.NewYCbCr(image.Rect(0, 0, size.X/by, size.Y/by), image.YCbCrSubsampleRatio444)
	from := full.Bounds().Min
	for y := range size.Y / by {
		for x := range size.X / by {
			sum := 0
			for row := range by {
				at := full.YOffset(from.X+x*by, from.Y+y*by+row)
				for _, light := range full.Y[at : at+by] {
					sum += int(light)
				}
			}
			to, colour := small.YOffset(x, y), full.COffset(from.X+x*by+by/2, from.Y+y*by+by/2)
			small.Y[to] = uint8(sum / (by * by)) //nolint:gosec // an average of bytes
			small.Cb[to], small.Cr[to] = full.Cb[colour], full.Cr[colour]
		}
	}
	return small
}

func draw(src io.ReadSeeker, encode func(image.Image, io.Writer) error) (*bytes.Reader, error) {
	if err := checkSize(src); err != nil {
		return nil, err
	}
	drawing <- struct{}{}
	defer func() { <-drawing }()
	full, _, err := image.Decode(src)
	if err != nil {
		return nil, unreadable()
	}
	var out bytes.Buffer
	if err := encode(full, &out); err != nil {
		return nil, fmt.Errorf("encode image: %w", err)
	}
	return bytes.NewReader(out.Bytes()), nil
}

func unreadable() error { return exam.Errorf(exam.CodeWrongType, "this image cannot be read") }

// checkSize refuses what is no image or has too many pixels, and rewinds.
func checkSize(src io.ReadSeeker) error {
	size, _, err := image.DecodeConfig(src)
	if err != nil {
		return unreadable()
	}
	if size.Width*size.Height > MaxPixels {
		return exam.Errorf(exam.CodeTooLarge, "an image has at most %d pixels, got %d x %d", MaxPixels, size.Width, size.Height)
	}
	if _, err := src.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("rewind: %w", err)
	}
	return nil
}

// endings are the last bytes of whole images (ITU-T T.81, B.1.1.3; PNG 1.2, 4.1.4).
var endings = map[string]string{"image/jpeg": "\xff\xd9", "image/png": "IEND\xaeB`\x82"}

// Check refuses what [Redraw] would refuse, mostly without unfolding it: the head says
// what it is and how large, its last bytes that it is whole. Only where something
// follows on the picture is it decoded. The source is at its beginning afterwards.
func Check(src io.ReadSeeker, mediaType string) error {
	if err := checkSize(src); err != nil {
		return err
	}
	want := endings[mediaType]
	tail := make([]byte, len(want))
	_, err := src.Seek(-int64(len(want)), io.SeekEnd)
	if err == nil {
		_, err = io.ReadFull(src, tail)
	}
	if _, again := src.Seek(0, io.SeekStart); err != nil || again != nil {
		return fmt.Errorf("read end of image: %w", errors.Join(err, again))
	}
	if want != "" && string(tail) == want {
		return nil
	}
	if _, err := draw(src, func(image.Image, io.Writer) error { return nil }); err != nil {
		return err
	}
	if _, err := src.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("rewind: %w", err)
	}
	return nil
}

// Fit returns an image made small enough for a width and a height in pixels,
// with its proportions; one that fits stays as it is.
func Fit(src image.Image, width, height int) image.Image {
	size := src.Bounds().Size()
	if size.X <= width && size.Y <= height {
		return src
	}
	w, h := width, max(1, size.Y*width/size.X)
	if h > height {
		w, h = max(1, size.X*height/size.Y), height
	}
	small := image.NewRGBA(image.Rect(0, 0, w, h))
	scale.CatmullRom.Scale(small, small.Bounds(), src, src.Bounds(), scale.Src, nil)
	return small
}
