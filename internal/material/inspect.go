package material

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"kaochang/internal/exam"
	"kaochang/internal/picture"
)

// inspect looks at what was really sent. It returns the bytes to keep: an image
// decoded and encoded anew, so that nothing but the picture is left (no EXIF, no
// appended data); a PDF as it is. It returns CodeWrongType for any other content
// or one not among types, and CodeTooLarge for an image of too many pixels.
func inspect(src io.ReadSeeker, types []string) (clean io.Reader, mediaType string, err error) {
	mediaType, err = contentOf(src, types)
	if err != nil {
		return nil, mediaType, err
	}
	switch mediaType {
	case "application/pdf", typeXLSX, typeCSV, typeXML, typeZip, "audio/mpeg", "audio/wave", "audio/mp4", "video/mp4", "video/webm", "video/quicktime":
		return src, mediaType, nil
	}
	drawn, err := picture.Redraw(src, mediaType)
	if err != nil {
		return nil, mediaType, err
	}
	return drawn, mediaType, nil
}

// contentOf returns the type of what was sent, which is at its beginning afterwards.
func contentOf(src io.ReadSeeker, types []string) (mediaType string, err error) {
	head := make([]byte, 512)
	n, err := io.ReadFull(src, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", fmt.Errorf("read head: %w", err)
	}
	mediaType = asTable(sniff(head[:n]), types)
	if !allowed(types, mediaType) {
		return mediaType, exam.Errorf(exam.CodeWrongType, "the content is %s, allowed are %v", mediaType, types)
	}
	if _, err := src.Seek(0, io.SeekStart); err != nil {
		return mediaType, fmt.Errorf("rewind: %w", err)
	}
	return mediaType, nil
}

// examine is [inspect] by what a ticket allows. Photographs of answers are kept as they
// were sent, and drawn anew whenever they are shown: a class sends thousands within
// minutes. What the source could not read now says nothing about the file: that is
// returned as it is, never as a refusal.
func examine(t exam.Ticket, src io.ReadSeeker) (clean io.Reader, mediaType string, err error) {
	w := &watched{ReadSeeker: src}
	if t.Purpose.KeptAsSent() {
		clean = w
		if mediaType, err = contentOf(w, finally(t)); err == nil {
			err = picture.Check(w, mediaType)
		}
	} else {
		clean, mediaType, err = inspect(w, finally(t))
	}
	if err == nil && mediaType == "application/pdf" {
		err = checkPDF(w)
	}
	if w.broke != nil {
		return nil, "", fmt.Errorf("read upload: %w", w.broke)
	}
	if clean == io.Reader(w) {
		clean = src // which a store may know better how to take
	}
	return clean, mediaType, err
}

// watched remembers what broke a source, which decoders take for a broken file.
type watched struct {
	io.ReadSeeker
	broke error
}

// Read reads on.
func (w *watched) Read(p []byte) (int, error) {
	n, err := w.ReadSeeker.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		w.broke = err
	}
	return n, err
}

// sniff returns the type of content by its first bytes: as browsers do, and for
// the films of phones, which browsers do not tell apart, by the brand in the file
// type box (ISO 14496-12, 4.3).
func sniff(head []byte) string {
	if len(head) >= 12 && string(head[4:8]) == "ftyp" {
		if string(head[8:12]) == "qt  " {
			return "video/quicktime"
		}
		if string(head[8:11]) == "M4A" {
			return "audio/mp4"
		}
		return "video/mp4"
	}
	if len(head) > 2 && head[0] == 0xff && head[1]&0xe0 == 0xe0 && head[1]&0x06 != 0 {
		return "audio/mpeg" // a frame without a tag before it (ISO 11172-3, 2.4.1.3)
	}
	return http.DetectContentType(head)
}

// The media types of tables and packs. By its first bytes a workbook is a zip,
// and a csv is text in whatever encoding; they are read whole where they are used.
const (
	typeXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	typeCSV  = "text/csv"
	typeZip  = "application/zip"
	typeXML  = "text/xml"
)

// asTable returns the type of a table where one is wanted and the content may be it.
func asTable(mediaType string, types []string) string {
	switch {
	case mediaType == typeZip && allowed(types, typeXLSX):
		return typeXLSX
	case strings.HasPrefix(mediaType, "text/xml") && allowed(types, typeXML):
		return typeXML
	case strings.HasPrefix(mediaType, "text/plain") && allowed(types, typeCSV):
		return typeCSV
	}
	return mediaType
}
