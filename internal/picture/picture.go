// Package picture makes images that people send harmless: they are decoded and
// encoded anew, so that nothing but the picture is left, no EXIF, no place, no
// appended data.
package picture

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/draw"

	"kaochang/internal/exam"
)

// MaxPixels bounds what an image may unfold to in memory: 50 megapixels.
const MaxPixels = 50_000_000

// Redraw returns an image of media type image/jpeg or image/png decoded and
// encoded anew. It returns CodeWrongType for what cannot be decoded and
// CodeTooLarge for more than [MaxPixels].
func Redraw(src io.ReadSeeker, mediaType string) (io.Reader, error) {
	size, _, err := image.DecodeConfig(src)
	if err != nil {
		return nil, exam.Errorf(exam.CodeWrongType, "this image cannot be read")
	}
	if size.Width*size.Height > MaxPixels {
		return nil, exam.Errorf(exam.CodeTooLarge, "an image has at most %d pixels, got %d x %d", MaxPixels, size.Width, size.Height)
	}
	if _, err := src.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("rewind: %w", err)
	}
	picture, _, err := image.Decode(src)
	if err != nil {
		return nil, exam.Errorf(exam.CodeWrongType, "this image cannot be read")
	}
	var out bytes.Buffer
	if mediaType == "image/png" {
		err = png.Encode(&out, picture)
	} else {
		err = jpeg.Encode(&out, picture, &jpeg.Options{Quality: 92})
	}
	if err != nil {
		return nil, fmt.Errorf("encode image: %w", err)
	}
	return &out, nil
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
	draw.CatmullRom.Scale(small, small.Bounds(), src, src.Bounds(), draw.Src, nil)
	return small
}
