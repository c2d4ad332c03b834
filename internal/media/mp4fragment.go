package media

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/Eyevinn/mp4ff/mp4"
)

// mp4Reader reads a piece box after box and knows where it is.
type mp4Reader struct {
	*bufio.Reader
	pos int64
}

// Read reads bytes.
func (r *mp4Reader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.pos += int64(n)
	return n, err
}

func (r *mp4Reader) header() (mp4.BoxHeader, error) { return mp4.DecodeHeader(r) }

func (r *mp4Reader) skip(hdr mp4.BoxHeader) error {
	_, err := io.CopyN(io.Discard, r, int64(hdr.Size)-int64(hdr.Hdrlen))
	return err
}

func (r *mp4Reader) decode(hdr mp4.BoxHeader) (mp4.Box, error) {
	at := uint64(r.pos - int64(hdr.Hdrlen))
	switch hdr.Name {
	case "moov":
		return mp4.DecodeMoov(hdr, at, r)
	case "moof":
		return mp4.DecodeMoof(hdr, at, r)
	}
	return mp4.DecodeFtyp(hdr, at, r)
}

// moof reads the box before a fragment's frames.
func (r *mp4Reader) moof(hdr mp4.BoxHeader) (*mp4.MoofBox, error) {
	box, err := r.decode(hdr)
	if err != nil {
		return nil, err
	}
	moof, is := box.(*mp4.MoofBox)
	if !is {
		return nil, fmt.Errorf("a moof box is read as %T", box)
	}
	return moof, nil
}

// fragment is one that waits for its frames.
type fragment struct {
	moof  *mp4.MoofBox
	end   time.Duration
	index map[uint32]uint64 // when it begins, of tracks whose first frame needs none before it
	sets  insertion
}

// add writes the fragments of a piece whose first frame is at a moment of the joined
// time line.
func (j *mp4Joiner) add(p TakePiece, h *mp4Head, base time.Duration) error {
	src, err := p.Open()
	if err != nil {
		return fmt.Errorf("open piece: %w", err)
	}
	defer func() { _ = src.Close() }() // only read
	r := &mp4Reader{Reader: bufio.NewReaderSize(src, 256<<10)}
	base = max(base, j.end)
	var f *fragment
	var shift *time.Duration // from the piece's time line to the joined one
	for {
		if err := j.ctx.Err(); err != nil {
			return err
		}
		hdr, err := r.header()
		if errors.Is(err, io.EOF) && f == nil {
			return nil
		}
		switch {
		case err != nil:
		case hdr.Name == "moof" && hdr.Size <= largestHead:
			var moof *mp4.MoofBox
			if moof, err = r.moof(hdr); err != nil {
				break
			}
			if shift == nil {
				by, err := h.shift(moof, base)
				if err != nil {
					return err
				}
				j.gap(j.end, base)
				shift = &by
			}
			if f, err = h.place(moof, *shift); err != nil {
				return err
			}
		case hdr.Name == "mdat" && f != nil:
			var torn bool
			if torn, err = j.write(f, hdr, r); err != nil {
				return err
			}
			f = nil
			if torn {
				err = io.ErrUnexpectedEOF
			}
		default:
			err = r.skip(hdr)
		}
		if err != nil {
			j.Torn++
			return nil //nolint:nilerr // it is torn: what it has before that is there
		}
	}
}

// shift returns by how much a piece is moved so that its first frame is at a moment.
func (h *mp4Head) shift(moof *mp4.MoofBox, to time.Duration) (time.Duration, error) {
	first := time.Duration(-1)
	for _, traf := range moof.Trafs {
		t, ok := h.tracks[traf.Tfhd.TrackID]
		if !ok || traf.Tfdt == nil {
			return 0, errors.New("a fragment does not say when it is shown")
		}
		if at := span(int64(traf.Tfdt.BaseMediaDecodeTime()), t.scale()); first < 0 || at < first {
			first = at
		}
	}
	return to - max(first, 0), nil
}

// place moves a fragment to its moment and gives it the joined file's numbers.
func (h *mp4Head) place(moof *mp4.MoofBox, shift time.Duration) (*fragment, error) {
	f := &fragment{moof: moof, index: map[uint32]uint64{}}
	was := int64(moof.Size())
	fromItsStart(moof)
	for _, traf := range moof.Trafs {
		t, ok := h.tracks[traf.Tfhd.TrackID]
		if !ok || traf.Tfdt == nil {
			return nil, errors.New("a fragment does not say when it is shown")
		}
		tfhd := traf.Tfhd
		if startsAnew(traf) && t.needSets() {
			f.sets = bringSets(moof, traf, t)
		}
		explicit(tfhd, t)
		began := max(int64(traf.Tfdt.BaseMediaDecodeTime())+ticks(shift, t.scale()), 0)
		traf.Tfdt.SetBaseMediaDecodeTime(uint64(began))
		end := began
		for _, trun := range traf.Truns {
			end += int64(trun.Duration(tfhd.DefaultSampleDuration))
		}
		f.end = max(f.end, span(end, t.scale()))
		if startsAnew(traf) {
			f.index[tfhd.TrackID] = uint64(began)
		}
	}
	grown := int32(int64(moof.Size()) - was)
	for _, traf := range moof.Trafs {
		for _, trun := range traf.Truns {
			if trun.HasDataOffset() {
				trun.DataOffset += grown
			}
		}
	}
	return f, nil
}

// fromItsStart lets a fragment say where its frames lie by the distance from itself.
func fromItsStart(moof *mp4.MoofBox) {
	for _, traf := range moof.Trafs {
		if !traf.Tfhd.HasBaseDataOffset() {
			continue
		}
		for _, trun := range traf.Truns {
			trun.DataOffset += int32(int64(traf.Tfhd.BaseDataOffset) - int64(moof.StartPos))
		}
		traf.Tfhd.BaseDataOffset = moof.StartPos
	}
}

// explicit lets a fragment say itself what it left to its own piece's head.
func explicit(tfhd *mp4.TfhdBox, t mp4Track) {
	if !tfhd.HasDefaultSampleDuration() {
		tfhd.DefaultSampleDuration = t.trex.DefaultSampleDuration
	}
	if !tfhd.HasDefaultSampleSize() {
		tfhd.DefaultSampleSize = t.trex.DefaultSampleSize
	}
	if !tfhd.HasDefaultSampleFlags() {
		tfhd.DefaultSampleFlags = t.trex.DefaultSampleFlags
	}
	tfhd.TrackID, tfhd.BaseDataOffset, tfhd.SampleDescriptionIndex = t.of.Tkhd.TrackID, 0, t.described
	tfhd.Flags &^= mp4.TfhdBaseDataOffsetPresentFlag
	tfhd.Flags |= mp4.TfhdDefaultBaseIsMoofFlag | mp4.TfhdSampleDescriptionIndexPresentFlag |
		mp4.TfhdDefaultSampleDurationPresentFlag | mp4.TfhdDefaultSampleSizePresentFlag | mp4.TfhdDefaultSampleFlagsPresentFlag
}

// startsAnew reports whether a player may begin with a fragment's first frame.
func startsAnew(traf *mp4.TrafBox) bool {
	if traf.Trun == nil || traf.Trun.SampleCount() == 0 {
		return false
	}
	flags, said := traf.Trun.FirstSampleFlags()
	switch {
	case said:
	case traf.Trun.HasSampleFlags():
		flags = traf.Trun.Samples[0].Flags
	default:
		flags = traf.Tfhd.DefaultSampleFlags
	}
	return mp4.IsSyncSampleFlags(flags)
}

// write writes a fragment and its frames; one whose frames break off leaves nothing.
func (j *mp4Joiner) write(f *fragment, hdr mp4.BoxHeader, r *mp4Reader) (torn bool, err error) {
	f.moof.Mfhd.SequenceNumber = j.number + 1
	out := io.NewOffsetWriter(j.out, j.pos)
	if err := f.moof.Encode(out); err != nil {
		return false, fmt.Errorf("write fragment: %w", err)
	}
	size := hdr.Size + uint64(len(f.sets.bytes))
	if err := mp4.EncodeHeaderWithSize("mdat", size, hdr.Hdrlen > 8, out); err != nil {
		return false, fmt.Errorf("write fragment: %w", err)
	}
	_, err = io.CopyN(out, f.sets.into(r, r.pos), int64(size)-int64(hdr.Hdrlen))
	if errors.Is(err, io.EOF) {
		return true, j.out.Truncate(j.pos)
	}
	if err != nil {
		return false, fmt.Errorf("write frames: %w", err)
	}
	for id, at := range f.index {
		if tfra := j.index[id]; tfra != nil {
			tfra.Entries = append(tfra.Entries, mp4.TfraEntry{Time: at, MoofOffset: uint64(j.pos), TrafNumber: 1, TrunNumber: 1, SampleNumber: 1})
		}
	}
	j.pos += int64(f.moof.Size()) + int64(size)
	j.number++
	j.end = max(j.end, f.end)
	return false, nil
}

func ticks(d time.Duration, scale int64) int64 {
	return int64(d/time.Second)*scale + (int64(d%time.Second)*scale+int64(time.Second)/2)/int64(time.Second)
}

func span(ticks, scale int64) time.Duration {
	return time.Duration(ticks/scale)*time.Second + time.Duration(ticks%scale)*time.Second/time.Duration(scale)
}
