package media

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/Eyevinn/mp4ff/mp4"

	"kaochang/internal/exam"
)

// JoinMP4 writes the pieces of one camera of a take, fragmented MP4 as phones of Apple
// record it, into one fragmented file with length and index, without transcoding,
// fragment by fragment, so that memory does not grow with it. A later piece is placed by
// its first frame's time, or after what the one before has where that is later; what is
// missing stays missing in its place. A piece that breaks off gives its whole fragments.
// A piece of H.264 may have another size, as of a phone that was turned; one of another
// codec is not joined, and the error says so.
func JoinMP4(ctx context.Context, pieces []TakePiece, path string) (JoinedTake, error) {
	j := &mp4Joiner{ctx: ctx}
	heads := make([]*mp4Head, len(pieces))
	for i, p := range pieces {
		var err error
		if heads[i], err = j.head(p); err != nil {
			return j.JoinedTake, err
		}
	}
	if j.head0 == nil {
		return j.JoinedTake, errors.New("no piece is a fragmented MP4")
	}
	var err error
	if j.out, err = os.Create(path); err != nil {
		return j.JoinedTake, fmt.Errorf("make joined take: %w", err)
	}
	err = j.begin()
	for i, p := range pieces {
		if err == nil && heads[i] != nil {
			err = j.add(p, heads[i], p.At.Sub(pieces[0].At))
		}
	}
	if err == nil {
		err = j.finish()
	}
	return j.JoinedTake, errors.Join(err, j.out.Sync(), j.out.Close())
}

// largestHead bounds what is read at once of a piece: a table, never its frames.
const largestHead = 64 << 20

// mp4Joiner is a file that is being joined.
type mp4Joiner struct {
	JoinedTake
	ctx    context.Context
	out    *os.File
	head0  *mp4Head // of the first piece that has one: the file's
	pos    int64
	number uint32 // of the last fragment
	end    time.Duration
	index  map[uint32]*mp4.TfraBox
}

// mp4Head is what a piece says of itself before its fragments.
type mp4Head struct {
	ftyp   mp4.Box
	moov   *mp4.MoovBox
	tracks map[uint32]mp4Track // by the piece's number
}

// mp4Track is a track of a piece, as it is in the joined file.
type mp4Track struct {
	of        *mp4.TrakBox // of the joined file
	trex      *mp4.TrexBox // of the piece
	described uint32       // by which of the joined file's sample descriptions, from 1
	sets      []byte       // what a decoder must know before a frame of this piece
}

func (t mp4Track) scale() int64 { return int64(t.of.Mdia.Mdhd.Timescale) }

// head reads a piece up to its first fragment and notes what the joined file must say of
// it; nil for a piece that breaks off before, which is torn.
func (j *mp4Joiner) head(p TakePiece) (*mp4Head, error) {
	src, err := p.Open()
	if err != nil {
		return nil, fmt.Errorf("open piece: %w", err)
	}
	defer func() { _ = src.Close() }() // only read
	r := &mp4Reader{Reader: bufio.NewReaderSize(src, 64<<10)}
	h := &mp4Head{tracks: map[uint32]mp4Track{}}
	for h.moov == nil {
		hdr, err := r.header()
		if err == nil && hdr.Name != "moov" && hdr.Name != "ftyp" {
			err = r.skip(hdr)
		} else if err == nil {
			err = h.see(hdr, r)
		}
		if err != nil {
			j.Torn++
			return nil, nil //nolint:nilerr // it is torn, and has nothing
		}
	}
	if h.moov.Mvex == nil {
		return nil, errors.New("a piece is no fragmented MP4")
	}
	if j.head0 == nil {
		j.head0 = h
	}
	return h, h.match(j.head0)
}

func (h *mp4Head) see(hdr mp4.BoxHeader, r *mp4Reader) error {
	if hdr.Size > largestHead {
		return errors.New("a head of this size is none")
	}
	box, err := r.decode(hdr)
	if err != nil {
		return err
	}
	if moov, is := box.(*mp4.MoovBox); is {
		h.moov = moov
	} else {
		h.ftyp = box
	}
	return nil
}

// match finds the track of the joined file for each of the piece's.
func (h *mp4Head) match(first *mp4Head) error {
	for _, trak := range h.moov.Traks {
		trex, ok := h.moov.Mvex.GetTrex(trak.Tkhd.TrackID)
		if !ok {
			return fmt.Errorf("track %d of a piece has no fragments", trak.Tkhd.TrackID)
		}
		t := mp4Track{trex: trex}
		for _, one := range first.moov.Traks {
			if one.Mdia.Hdlr.HandlerType == trak.Mdia.Hdlr.HandlerType && t.of == nil {
				t.of = one
			}
		}
		if t.of == nil || t.of.Mdia.Mdhd.Timescale != trak.Mdia.Mdhd.Timescale {
			return fmt.Errorf("a piece has a track of %q that the first has not", trak.Mdia.Hdlr.HandlerType)
		}
		var err error
		if t.described, t.sets, err = describe(t.of.Mdia.Minf.Stbl.Stsd, trak.Mdia.Minf.Stbl.Stsd); err != nil {
			return err
		}
		h.tracks[trak.Tkhd.TrackID] = t
	}
	return nil
}

// begin writes the file's head; the length comes at the end into the room that it has.
func (j *mp4Joiner) begin() error {
	moov := j.head0.moov
	if moov.Mvex.Mehd == nil {
		moov.Mvex.AddChild(&mp4.MehdBox{})
	}
	moov.Mvex.Mehd.Version = 1
	j.index = map[uint32]*mp4.TfraBox{}
	for _, trak := range moov.Traks {
		if trak.Mdia.Hdlr.HandlerType == "vide" {
			j.index[trak.Tkhd.TrackID] = &mp4.TfraBox{Version: 1, TrackID: trak.Tkhd.TrackID}
		}
	}
	return j.writeHead()
}

func (j *mp4Joiner) writeHead() error {
	var head bytes.Buffer
	if j.head0.ftyp != nil {
		if err := j.head0.ftyp.Encode(&head); err != nil {
			return fmt.Errorf("write head: %w", err)
		}
	}
	if err := j.head0.moov.Encode(&head); err != nil {
		return fmt.Errorf("write head: %w", err)
	}
	j.pos = max(j.pos, int64(head.Len()))
	if _, err := j.out.WriteAt(head.Bytes(), 0); err != nil {
		return fmt.Errorf("write head: %w", err)
	}
	return nil
}

// finish writes the index behind the last fragment and the length into the head.
func (j *mp4Joiner) finish() error {
	if j.number == 0 {
		return errors.New("no frame in these pieces")
	}
	mfra := &mp4.MfraBox{}
	for _, tfra := range j.index {
		if err := mfra.AddChild(tfra); err != nil {
			return fmt.Errorf("write index: %w", err)
		}
	}
	mfro := &mp4.MfroBox{}
	if err := mfra.AddChild(mfro); err != nil {
		return fmt.Errorf("write index: %w", err)
	}
	mfro.ParentSize = uint32(mfra.Size())
	if err := mfra.Encode(io.NewOffsetWriter(j.out, j.pos)); err != nil {
		return fmt.Errorf("write index: %w", err)
	}
	j.Duration = j.end
	j.head0.moov.Mvex.Mehd.FragmentDuration = ticks(j.end, int64(j.head0.moov.Mvhd.Timescale))
	return j.writeHead()
}

// gap notes a hole before a piece.
func (j *mp4Joiner) gap(from, to time.Duration) {
	if from > 0 && to-from >= countedGap {
		j.Gaps = append(j.Gaps, exam.Gap{From: from.Truncate(time.Millisecond), To: to.Truncate(time.Millisecond)})
	}
}
