package material

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"

	"kaochang/internal/exam"
)

// maxPixels bounds what an image may unfold to in memory: 50 megapixels.
const maxPixels = 50_000_000

// inspect looks at what was really sent. It returns the bytes to keep: an image
// decoded and encoded anew, so that nothing but the picture is left (no EXIF, no
// appended data); a PDF as it is. It returns CodeWrongType for any other content
// or one not among types, and CodeTooLarge for an image of too many pixels.
func inspect(src io.ReadSeeker, types []string) (clean io.Reader, mediaType string, err error) {
	head := make([]byte, 512)
	n, err := io.ReadFull(src, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, "", fmt.Errorf("read head: %w", err)
	}
	mediaType = http.DetectContentType(head[:n])
	if !allowed(types, mediaType) {
		return nil, "", exam.Errorf(exam.CodeWrongType, "the content is %s, allowed are %v", mediaType, types)
	}
	if _, err := src.Seek(0, io.SeekStart); err != nil {
		return nil, "", fmt.Errorf("rewind: %w", err)
	}
	if mediaType == "application/pdf" {
		return src, mediaType, nil
	}
	clean, err = redraw(src, mediaType)
	return clean, mediaType, err
}

func redraw(src io.ReadSeeker, mediaType string) (io.Reader, error) {
	size, _, err := image.DecodeConfig(src)
	if err != nil {
		return nil, exam.Errorf(exam.CodeWrongType, "this image cannot be read")
	}
	if size.Width*size.Height > maxPixels {
		return nil, exam.Errorf(exam.CodeTooLarge, "an image has at most %d pixels, got %d x %d", maxPixels, size.Width, size.Height)
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
