package upload

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sort"
)

// inRow returns what is needed of pieces in the order of their starts: one behind
// another, with neither a gap nor a byte twice.
func inRow(sorted []span) (row []span) {
	end := int64(0)
	for _, one := range sorted {
		if one.from > end {
			break // a gap
		}
		if one.to <= end {
			continue
		}
		if last := len(row) - 1; last >= 0 && row[last].from == one.from {
			row = row[:last] // the longer of two
		}
		if last := len(row) - 1; last >= 0 {
			row[last].to = min(row[last].to, one.from)
		}
		row, end = append(row, one), one.to
	}
	return row
}

// joined reads the pieces of an upload as the one file that they are.
type joined struct {
	ctx   context.Context // of finishing the upload
	get   func(ctx context.Context, key string, from int64) (io.ReadCloser, error)
	spans []span // in a row

	next   int64 // what Read gives next
	stream io.ReadCloser
	at     int64 // where stream stands
	until  int64 // where its piece ends
}

func (j *joined) size() int64 {
	if len(j.spans) == 0 {
		return 0
	}
	return j.spans[len(j.spans)-1].to
}

// Read reads on.
func (j *joined) Read(p []byte) (int, error) {
	if j.next >= j.size() {
		return 0, io.EOF
	}
	if j.stream == nil || j.at != j.next || j.at == j.until {
		if err := j.reach(j.next); err != nil {
			return 0, err
		}
	}
	n, err := j.stream.Read(p[:min(int64(len(p)), j.until-j.at)])
	j.at, j.next = j.at+int64(n), j.next+int64(n)
	if errors.Is(err, io.EOF) {
		err = nil
		if j.at < j.until && n == 0 {
			err = fmt.Errorf("a piece ends at byte %d, want %d: %w", j.at, j.until, io.ErrUnexpectedEOF)
		}
	}
	return n, err
}

// reach opens the piece that holds a byte.
func (j *joined) reach(off int64) error {
	_ = j.Close() // it is of no use any more
	one := j.spans[sort.Search(len(j.spans), func(i int) bool { return j.spans[i].to > off })]
	stream, err := j.get(j.ctx, one.key, off-one.from)
	if err != nil {
		return fmt.Errorf("open piece at byte %d: %w", off, err)
	}
	j.stream, j.at, j.until = stream, off, one.to
	return nil
}

// Seek sets where Read goes on.
func (j *joined) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += j.next
	case io.SeekEnd:
		offset += j.size()
	}
	if offset < 0 {
		return 0, errors.New("seek before the beginning")
	}
	j.next = offset
	return offset, nil
}

// Close ends the stream.
func (j *joined) Close() error {
	if j.stream == nil {
		return nil
	}
	err := j.stream.Close()
	j.stream = nil
	return err
}
