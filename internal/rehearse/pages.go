package rehearse

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/pdf"
)

const typeWrittenPDF = "written-pdf"

const (
	defaultPages     = exam.DefaultMaxPages
	defaultPageBytes = 1_500_000
)

// PagesReport is what came of photographed pages. A page is acknowledged when the
// server says that it has the file, and lost when it is not in what was handed in.
type PagesReport struct {
	Sent    int         `json:"sent"` // begun
	Acked   int         `json:"acked"`
	Lost    int         `json:"lost"`
	Bytes   int64       `json:"bytes"`   // of those acknowledged
	Seconds float64     `json:"seconds"` // from the first one's first byte to the last one's acknowledgement
	MBPerS  float64     `json:"mb_per_s"`
	Errors  int         `json:"errors"`  // after which a phone tried again
	Page    Percentiles `json:"page_ms"` // from a page's first byte to its acknowledgement
}

func (p *PagesReport) writeTable(w io.Writer) {
	_, _ = fmt.Fprintf(w, "\n%d pages sent, %d acknowledged, %d lost; %.0f MB in %.1f s, %.1f MB/s; %d errors\n",
		p.Sent, p.Acked, p.Lost, float64(p.Bytes)/1e6, p.Seconds, p.MBPerS, p.Errors)
}

// RunWrittenPDF sends the whole cohort through a written exam on paper, without media:
// sign-in, seat, the second phone, the release, Options.Pages photographs that each
// candidate sends one after another within Options.Within, and handing in. Then what was
// handed in is compared with what was sent, by the digest of the receipt, and a page of
// each is looked at. It returns an error when it could not be held at all, as [Run] does.
func RunWrittenPDF(ctx context.Context, o Options) (Report, error) {
	if o.Within == 0 {
		o.Within = defaultArrival
	}
	if o.Pages == 0 {
		o.Pages = defaultPages
	}
	if o.PageBytes == 0 {
		o.PageBytes = defaultPageBytes
	}
	image, err := takePhoto(o.PageBytes)
	if err != nil {
		return Report{}, err
	}
	transport := newTransport()
	defer transport.CloseIdleConnections()
	r := &rehearsal{Options: o, transport: transport, report: newReport(typeWrittenPDF, o.Candidates)}
	s := &storm{image: image}
	r.report.Written = &WrittenReport{Pages: &s.report}
	err = r.runWritten(ctx, writing{paper: makePDF, sit: (*writer).sitWithTwo, answer: func(w *writer, ctx context.Context, staff office, released time.Time) error {
		return s.photograph(ctx, w, staff, released)
	}})
	if err != nil {
		return Report{}, err
	}
	s.compareAll(ctx, r)
	s.report.Page = r.times.percentiles("page")
	if s.report.Seconds = s.last.Sub(s.first).Seconds(); s.report.Seconds > 0 {
		s.report.MBPerS = float64(s.report.Bytes) / 1e6 / s.report.Seconds
	}
	return r.report, nil
}

// storm is all candidates' pages.
type storm struct {
	image *photo

	mu          sync.Mutex
	report      PagesReport
	first, last time.Time
	handedIn    []*album
}

// album is what one candidate handed in.
type album struct {
	w     *writer
	staff office
	files []string // their identifiers, in order
}

// number says which variant of the photograph page i is.
func (a *album) number(i int) int { return a.w.n*a.w.r.Pages + i }

func makePDF(ctx context.Context, staff office) (string, error) {
	f := outgoing{purpose: string(exam.PurposePaperFile), owner: staff.session, name: "演练.pdf", mediaType: "application/pdf"}
	var file bytes.Buffer
	if err := pdf.Text(&file, "演练", []string{"一、论述题（60 分）\n谈谈你的理解。"}); err != nil {
		return "", err
	}
	f.content = file.Bytes()
	if err := staff.chair.send(ctx, &f); err != nil {
		return "", err
	}
	var made struct {
		ID string `json:"id"`
	}
	in := map[string]any{"kind": "pdf", "title": "演练", "grace_minutes": 0, "file_id": f.fileID}
	if err := staff.chair.call(ctx, "POST", "/api/sessions/"+staff.session+"/papers", in, &made); err != nil {
		return "", err
	}
	return made.ID, staff.chair.call(ctx, "POST", "/api/papers/"+made.ID+"/ready", nil, nil)
}

// sitWithTwo sits down and joins the second phone, which photographs.
func (w *writer) sitWithTwo(ctx context.Context) error {
	if err := w.sit(ctx); err != nil {
		return err
	}
	w.second = w.r.browser()
	return w.browser.pair(ctx, w.SittingID, w.second)
}

// photograph reads the paper, sends the pages and hands in.
func (s *storm) photograph(ctx context.Context, w *writer, staff office, released time.Time) error {
	defer w.ear.close()
	paper, err := w.reads(ctx, released)
	if err != nil {
		return err
	}
	if err := until(ctx, time.Now().Add(paper.askAfter())); err != nil {
		return err
	}
	if err := w.call(ctx, "POST", w.path("/paper-openings"), map[string]any{"release_id": paper.ReleaseID}, nil); err != nil {
		return err
	}
	a := &album{w: w, staff: staff}
	moments := make([]time.Duration, w.r.Pages)
	for i := range moments {
		moments[i] = rand.N(w.r.Within)
	}
	slices.Sort(moments)
	for i, after := range moments {
		if err := until(ctx, released.Add(after)); err != nil {
			return err
		}
		if err := s.page(ctx, a, i); err != nil {
			return fmt.Errorf("page %d: %w", i+1, err)
		}
	}
	return s.handIn(ctx, a)
}

// page sends one page until the server says that it has it.
func (s *storm) page(ctx context.Context, a *album, i int) error {
	content := s.image.variant(a.number(i))
	defer s.image.giveBack(content)
	f := &outgoing{purpose: string(exam.PurposePhotoPage), owner: a.w.SittingID, name: strconv.Itoa(i+1) + ".jpg", mediaType: "image/jpeg", content: content}
	began := time.Now()
	s.mu.Lock()
	s.report.Sent++
	if s.first.IsZero() {
		s.first = began
	}
	s.mu.Unlock()
	if err := s.again(ctx, func() error { return a.w.second.send(ctx, f) }); err != nil {
		return err
	}
	a.w.r.times.add("page", time.Since(began))
	a.files = append(a.files, f.fileID)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.report.Acked++
	s.report.Bytes += int64(len(content))
	s.last = time.Now()
	return nil
}

func (s *storm) handIn(ctx context.Context, a *album) error {
	w := a.w
	if err := s.again(ctx, func() error {
		return w.second.call(ctx, "POST", w.path("/pages"), map[string]any{"file_ids": a.files}, nil)
	}); err != nil {
		return err
	}
	began := time.Now()
	if err := w.second.call(ctx, "POST", w.path("/submissions"), nil, nil); err != nil {
		return err
	}
	w.r.times.add("submit", time.Since(began))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.handedIn = append(s.handedIn, a)
	return nil
}

// pageWithin bounds how long a phone tries to send a page.
const pageWithin = 5 * time.Minute

// again tries until something works or is refused for good, as the page does.
func (s *storm) again(ctx context.Context, do func() error) error {
	ctx, cancel := context.WithTimeout(ctx, pageWithin)
	defer cancel()
	for {
		err := do()
		if err == nil || !exam.Passing(err) {
			return err
		}
		s.mu.Lock()
		s.report.Errors++
		s.mu.Unlock()
		select {
		case <-time.After(againAfter):
		case <-ctx.Done():
			return errors.Join(err, ctx.Err())
		}
	}
}

// compareAll looks at what the server has of each candidate, a few at a time.
func (s *storm) compareAll(ctx context.Context, r *rehearsal) {
	next := make(chan *album)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for a := range next {
				lost, err := a.compare(ctx, s.image)
				if err != nil {
					r.fail(a.w.Name, "compare", err)
				}
				r.mu.Lock()
				s.report.Lost += lost
				if err == nil {
					r.report.Completed++
				}
				r.mu.Unlock()
			}
		})
	}
	for _, a := range s.handedIn {
		next <- a
	}
	close(next)
	all.Wait()
}

// compare returns how many acknowledged pages are not in what staff are told was handed
// in, by their hashes, and looks at one of them.
func (a *album) compare(ctx context.Context, image *photo) (lost int, err error) {
	var now struct {
		Pages *struct {
			Version int                        `json:"version"`
			Files   []struct{ ID, URL string } `json:"files"`
		} `json:"pages"`
		Receipt *struct {
			Digest string `json:"digest"`
		} `json:"receipt"`
	}
	if err := a.staff.chair.call(ctx, "GET", a.w.path("/written"), nil, &now); err != nil {
		return 0, err
	}
	if now.Pages == nil || now.Receipt == nil {
		return len(a.files), errors.New("nothing was handed in")
	}
	kept := map[string]bool{}
	for _, f := range now.Pages.Files {
		kept[f.ID] = true
	}
	for _, id := range a.files {
		if !kept[id] {
			lost++
		}
	}
	sums := make([]string, len(a.files))
	for i := range sums {
		sums[i] = image.sum(a.number(i))
	}
	want := exam.PageSet{FileIDs: a.files, Version: now.Pages.Version}.Counted(sums)["digest"]
	if lost == 0 && now.Receipt.Digest != want {
		return len(a.files), errors.New("the pages that were handed in are not those that were sent")
	}
	if lost > 0 {
		return lost, fmt.Errorf("%d pages are missing", lost)
	}
	if _, err := a.staff.chair.bytes(ctx, now.Pages.Files[rand.IntN(len(now.Pages.Files))].URL+"?small=true"); err != nil {
		return 1, err
	}
	return 0, nil
}
