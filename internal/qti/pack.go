package qti

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"

	"kaochang/internal/exam"
)

// pack is a content package being read. Nothing of it is ever written to a disk.
type pack struct {
	files map[string]*zip.File
	left  int64 // bytes that may still be taken out
}

// openPack opens a package; a refusal has a code and says why.
func openPack(data []byte) (*pack, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, exam.Errorf(exam.CodeWrongType, "this zip cannot be opened").With("why", "zip")
	}
	if len(z.File) > maxEntries {
		return nil, exam.Errorf(exam.CodeTooLarge, "a package has at most %d files, this one %d", maxEntries, len(z.File)).With("why", "entries")
	}
	p := &pack{files: map[string]*zip.File{}, left: maxUnfold}
	for _, f := range z.File {
		if f.FileInfo().IsDir() {
			continue
		}
		if !local(f.Name) {
			return nil, exam.Errorf(exam.CodeWrongType, "a file of this package would lie outside of it: %.80q", f.Name).With("why", "path")
		}
		if p.files[f.Name] != nil {
			return nil, exam.Errorf(exam.CodeWrongType, "a file stands twice in this package: %.80q", f.Name).With("why", "file_twice")
		}
		p.files[f.Name] = f
	}
	return p, nil
}

// local reports whether a name stays within its package.
func local(name string) bool {
	return name != "" && !strings.ContainsAny(name, "\\\x00:") && !strings.HasPrefix(name, "/") && path.Clean(name) == name && name != ".." && !strings.HasPrefix(name, "../")
}

// resolve returns the name of what a document of the package refers to; ok is false
// for what lies elsewhere.
func resolve(from, href string) (name string, ok bool) {
	href, _, _ = strings.Cut(href, "#")
	plain, err := url.PathUnescape(href)
	if err != nil || strings.HasPrefix(plain, "/") {
		return href, false
	}
	name = path.Join(path.Dir(from), plain)
	return name, local(name)
}

// read takes a file out, at most limit bytes of it.
func (p *pack) read(name string, limit int64) ([]byte, error) {
	f := p.files[name]
	if f == nil {
		return nil, unfit{"file_missing", name}
	}
	src, err := f.Open()
	if err != nil {
		return nil, unfit{"file_broken", name}
	}
	limit = min(limit, p.left)
	data, err := io.ReadAll(io.LimitReader(src, limit+1))
	if err = errors.Join(err, src.Close()); int64(len(data)) > limit {
		return nil, unfit{"large", name}
	}
	p.left -= int64(len(data))
	if err != nil {
		return nil, unfit{"file_broken", name}
	}
	return data, nil
}

// document reads a file as a tree.
func (p *pack) document(name string) (*node, string, error) {
	data, err := p.read(name, maxXML)
	if err != nil {
		return nil, "", err
	}
	return parse(data)
}

// manifest returns where the manifest is: at the top, or in the one folder that all
// is in.
func (p *pack) manifest() (string, bool) {
	if p.files[manifestFile] != nil {
		return manifestFile, true
	}
	for name := range p.files {
		if path.Base(name) == manifestFile && strings.Count(name, "/") == 1 {
			return name, true
		}
	}
	return "", false
}

// flawOf words an error about a file as a flaw that stands against an import.
func flawOf(err error, file string) exam.ImportFlaw {
	var u unfit
	if errors.As(err, &u) {
		return exam.ImportFlaw{Column: file, Why: u.why, What: u.what, Blocks: true}
	}
	return exam.ImportFlaw{Column: file, Why: "xml", What: fmt.Sprint(err), Blocks: true}
}

// mediaType returns the type of an image or a sound by its first bytes, "" for
// another. An MP3 without a tag begins with a frame's eleven set bits (ISO 11172-3,
// 2.4.1.3).
func mediaType(data []byte) string {
	if len(data) > 12 && string(data[4:8]) == "ftyp" {
		if string(data[8:11]) == "M4A" {
			return "audio/mp4"
		}
		return ""
	}
	if len(data) > 2 && data[0] == 0xff && data[1]&0xe0 == 0xe0 && data[1]&0x06 != 0 {
		return "audio/mpeg"
	}
	found := http.DetectContentType(data)
	for _, one := range exam.MediaTypes() {
		if one == found {
			return found
		}
	}
	return ""
}
