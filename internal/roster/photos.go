package roster

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/picture"
)

// The limits of a pack of photos. A zip may unfold to far more than it is.
const (
	maxPhoto      = 10 << 20 // bytes of one
	maxPhotoFiles = 50_000
	maxUnfolding  = 20      // times the pack's own size, and
	freeUnfolding = 1 << 28 // this many bytes on top: 256 MiB
)

// PhotoVerdict is what became of one file of a pack.
type PhotoVerdict string

// The verdicts on a file.
const (
	PhotoSet       PhotoVerdict = "set"
	PhotoReplaced  PhotoVerdict = "replaced"
	PhotoUnknown   PhotoVerdict = "unknown_candidate"
	PhotoNotYours  PhotoVerdict = "not_yours"
	PhotoWrongType PhotoVerdict = "not_an_image"
	PhotoTooLarge  PhotoVerdict = "too_large"
	PhotoTwice     PhotoVerdict = "twice"
	PhotoBroken    PhotoVerdict = "broken"
)

// PhotoResult is a file of a pack with its verdict.
type PhotoResult struct {
	Name    string       `json:"name"`
	Number  string       `json:"number"`
	Verdict PhotoVerdict `json:"verdict" enum:"set,replaced,unknown_candidate,not_yours,not_an_image,too_large,twice,broken"`
}

// TakePhotos begins to take reference photos from a zip that was sent, whose
// files are named by the candidate's number (2026100001.jpg), and returns the
// plan that tells of it. Each image is decoded and encoded anew; a file that is
// refused does not stop the others.
func (s *Service) TakePhotos(ctx context.Context, by exam.Actor, fileID string) (string, error) {
	r, err := reachOf(by)
	if err != nil {
		return "", err
	}
	file, err := s.sent(ctx, by, exam.PurposeRosterPhotos, fileID)
	if err != nil {
		return "", err
	}
	return s.start(ctx, by, "photos", file, func(ctx context.Context, plan *exam.RosterPlan, p *progress) (content, error) {
		c, err := s.takePhotos(ctx, by, plan, file, r, p)
		if err == nil {
			plan.State = exam.RosterImported
		}
		return c, err
	})
}

// pack is a zip of photos that is being taken.
type pack struct {
	s        *Service
	by       exam.Actor
	plan     *exam.RosterPlan
	reach    reach
	byNumber map[string]exam.RosterCandidate
	college  map[string]string // of a major
	seen     map[string]bool   // numbers that a photo was taken for
	left     int64             // bytes that may yet unfold
	waiting  []exam.File       // kept, not yet set
	numbers  []string
}

// photoBatch is how many photos one transaction sets.
const photoBatch = 50

func (s *Service) takePhotos(ctx context.Context, by exam.Actor, plan *exam.RosterPlan, file exam.File, r reach, p *progress) (content, error) {
	var c content
	src, err := s.Blobs.Open(ctx, file.SHA256)
	if err != nil {
		return c, fmt.Errorf("open photos of plan %s: %w", plan.ID, err)
	}
	defer func() { _ = src.Close() }() // only read
	at, ok := src.(io.ReaderAt)
	if !ok {
		return c, errors.New("these blobs cannot be read at a place")
	}
	archive, err := zip.NewReader(at, file.Bytes)
	if err != nil {
		return c, exam.Errorf(exam.CodeWrongType, "this is not a zip, or it is broken").With("why", "no_zip")
	}
	photos := photosIn(archive)
	if len(photos) == 0 {
		return c, exam.Errorf(exam.CodeInvalid, "this zip holds no files").With("why", "no_photos")
	}
	if len(photos) > maxPhotoFiles {
		return c, exam.Errorf(exam.CodeTooLarge, "a pack has at most %d photos", maxPhotoFiles)
	}
	base, err := s.Store.RosterBase(ctx, plan.SchoolID)
	if err != nil {
		return c, fmt.Errorf("read roster of school %s: %w", plan.SchoolID, err)
	}
	k := &pack{s: s, by: by, plan: plan, reach: r, byNumber: map[string]exam.RosterCandidate{}, college: map[string]string{}, seen: map[string]bool{}, left: file.Bytes*maxUnfolding + freeUnfolding}
	for _, one := range base.Candidates {
		k.byNumber[one.Number] = one
	}
	for _, m := range base.Majors {
		k.college[m.ID] = m.CollegeID
	}
	for i, f := range photos {
		p.set(StageKeeping, i, len(photos))
		result, err := k.take(ctx, f)
		if err != nil {
			return c, errors.Join(err, k.flush(ctx))
		}
		c.Photos = append(c.Photos, result)
	}
	return c, k.flush(ctx)
}

// photosIn lists the files of a zip, without folders and what systems add.
func photosIn(archive *zip.Reader) []*zip.File {
	var files []*zip.File
	for _, f := range archive.File {
		base := path.Base(f.Name)
		if f.FileInfo().IsDir() || strings.HasPrefix(f.Name, "__MACOSX/") || strings.HasPrefix(base, ".") || strings.EqualFold(base, "Thumbs.db") {
			continue
		}
		files = append(files, f)
	}
	return files
}

// take keeps one photo, or says why not. Errors end the whole pack.
func (k *pack) take(ctx context.Context, f *zip.File) (PhotoResult, error) {
	base := path.Base(strings.ReplaceAll(f.Name, `\`, "/"))
	result := PhotoResult{Name: short(strings.ToValidUTF8(f.Name, "�")), Number: tidyCode(strings.TrimSuffix(base, path.Ext(base)))}
	one, known := k.byNumber[result.Number]
	switch {
	case !known:
		result.Verdict = PhotoUnknown
	case !k.mayChange(one):
		result.Verdict = PhotoNotYours
	case k.seen[result.Number]:
		result.Verdict = PhotoTwice
	case f.UncompressedSize64 > maxPhoto:
		result.Verdict = PhotoTooLarge
	}
	if result.Verdict != "" {
		return result, nil
	}
	raw, verdict, err := k.unfold(f)
	if err != nil || verdict != "" {
		result.Verdict = verdict
		return result, err
	}
	mediaType := http.DetectContentType(raw)
	if mediaType != "image/jpeg" && mediaType != "image/png" {
		result.Verdict = PhotoWrongType
		return result, nil
	}
	clean, err := picture.Redraw(bytes.NewReader(raw), mediaType)
	if refusal, meant := refusalOf(err); meant {
		result.Verdict = PhotoWrongType
		if refusal.Code == exam.CodeTooLarge {
			result.Verdict = PhotoTooLarge
		}
		return result, nil
	}
	if err != nil {
		return result, fmt.Errorf("draw photo of %s anew: %w", result.Number, err)
	}
	result.Verdict = PhotoSet
	if one.PhotoID != "" {
		result.Verdict = PhotoReplaced
	}
	k.seen[result.Number] = true
	return result, k.keep(ctx, one, result.Number+path.Ext(base), mediaType, clean)
}

func (k *pack) mayChange(c exam.RosterCandidate) bool {
	return k.reach.all || slices.ContainsFunc(c.MajorIDs, func(id string) bool { return k.reach.covers(k.college[id]) })
}

// unfold reads a file, never more than a photo may have, and counts what the
// whole pack unfolds to, whatever the zip says of itself.
func (k *pack) unfold(f *zip.File) ([]byte, PhotoVerdict, error) {
	src, err := f.Open()
	if err != nil {
		return nil, PhotoBroken, nil //nolint:nilerr // one broken file does not end the pack; its verdict tells
	}
	defer func() { _ = src.Close() }() // only read
	raw, err := io.ReadAll(io.LimitReader(src, maxPhoto+1))
	k.left -= int64(len(raw))
	switch {
	case k.left < 0:
		return nil, "", exam.Errorf(exam.CodeTooLarge, "this zip unfolds to far more than photos do").With("why", "zip_bomb")
	case len(raw) > maxPhoto:
		return nil, PhotoTooLarge, nil
	case err != nil:
		return nil, PhotoBroken, nil
	}
	return raw, "", nil
}

func (k *pack) keep(ctx context.Context, one exam.RosterCandidate, name, mediaType string, clean io.Reader) error {
	sum, size, err := k.s.Blobs.Put(ctx, clean)
	if err != nil {
		return fmt.Errorf("keep photo of candidate %s: %w", one.ID, err)
	}
	k.waiting = append(k.waiting, exam.File{
		ID: ident.New(), SchoolID: k.plan.SchoolID, OwnerID: one.ID, Purpose: exam.PurposePhoto, Name: name, Type: mediaType,
		SHA256: sum, Bytes: size, CreatedAt: k.s.Now(),
	})
	k.numbers = append(k.numbers, one.Number)
	if len(k.waiting) < photoBatch {
		return nil
	}
	return k.flush(ctx)
}

func (k *pack) flush(ctx context.Context) error {
	if len(k.waiting) == 0 {
		return nil
	}
	fact := exam.Fact{Kind: "roster.photos_set", Actor: k.by, At: k.s.Now(), Data: map[string]string{
		"plan": k.plan.ID, "file": k.plan.FileName, "count": strconv.Itoa(len(k.waiting)), "numbers": strings.Join(k.numbers, " "),
	}}
	if err := k.s.Store.SetPhotos(ctx, k.waiting, []exam.Fact{fact}); err != nil {
		return fmt.Errorf("set photos of plan %s: %w", k.plan.ID, err)
	}
	k.waiting, k.numbers = nil, nil
	return nil
}
