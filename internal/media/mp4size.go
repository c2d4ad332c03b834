package media

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"

	"github.com/Eyevinn/mp4ff/mp4"
)

// Pieces of another size share a track in two ways at once, for players differ. Each has a
// sample description of its own, to which its fragments point (ISO/IEC 14496-12, 8.5.2 and
// 8.8.7). And where a track has several, every frame with which a player may begin brings
// its parameter sets along (ISO/IEC 14496-15, 5.3), since FFmpeg, and so Chromium, reads the
// first description only.

// describe returns the number of the joined file's sample description that says how a
// piece is encoded, which it adds where there is none yet, and the parameter sets in it.
func describe(joined, piece *mp4.StsdBox) (number uint32, sets []byte, err error) {
	if len(piece.Children) != 1 {
		return 0, nil, fmt.Errorf("a piece has %d sample descriptions, want 1", len(piece.Children))
	}
	box := piece.Children[0]
	want, err := encoded(box)
	if err != nil {
		return 0, nil, err
	}
	sets = parameterSets(box)
	for i, one := range joined.Children {
		if one.Type() != box.Type() {
			return 0, nil, fmt.Errorf("a piece is encoded as %s, the first as %s", box.Type(), one.Type())
		}
		have, err := encoded(one)
		if err != nil {
			return 0, nil, err
		}
		if bytes.Equal(have, want) {
			return uint32(i + 1), sets, nil
		}
	}
	if _, isVideo := box.(*mp4.VisualSampleEntryBox); isVideo && sets == nil {
		return 0, nil, fmt.Errorf("a piece of %s is encoded in another way than the first, as of another size", box.Type())
	}
	joined.AddChild(box)
	return uint32(len(joined.Children)), sets, nil
}

func encoded(box mp4.Box) ([]byte, error) {
	var out bytes.Buffer
	if err := box.Encode(&out); err != nil {
		return nil, fmt.Errorf("read sample description: %w", err)
	}
	return out.Bytes(), nil
}

// parameterSets returns those of H.264 as they stand before a frame, each behind its
// length in four bytes; nil for another codec.
func parameterSets(box mp4.Box) (sets []byte) {
	entry, is := box.(*mp4.VisualSampleEntryBox)
	if !is || entry.AvcC == nil {
		return nil
	}
	for _, all := range [][][]byte{entry.AvcC.SPSnalus, entry.AvcC.PPSnalus} {
		for _, one := range all {
			sets = append(binary.BigEndian.AppendUint32(sets, uint32(len(one))), one...)
		}
	}
	return sets
}

// needSets reports whether the frames of a track must bring their parameter sets along.
func (t mp4Track) needSets() bool { return t.sets != nil && len(t.of.Mdia.Minf.Stbl.Stsd.Children) > 1 }

// insertion is what a fragment's frames get besides what the piece has.
type insertion struct {
	at    int64 // in bytes of the piece
	bytes []byte
}

// bringSets makes room before the first frame of a track's fragment: that frame grows,
// and what lies behind it moves. It returns nothing where the fragment does not say where
// its frames lie.
func bringSets(moof *mp4.MoofBox, traf *mp4.TrafBox, t mp4Track) insertion {
	run := traf.Trun
	if !run.HasDataOffset() {
		return insertion{}
	}
	run.AddSampleDefaultValues(traf.Tfhd, t.trex)
	run.Flags |= mp4.TrunSampleSizePresentFlag
	run.Samples[0].Size += uint32(len(t.sets))
	for _, other := range moof.Trafs {
		for _, behind := range other.Truns {
			if behind.DataOffset > run.DataOffset {
				behind.DataOffset += int32(len(t.sets))
			}
		}
	}
	return insertion{int64(moof.StartPos) + int64(run.DataOffset), t.sets}
}

// into returns a piece's frames with the insertion at its place; at is where the frames
// begin.
func (i insertion) into(frames io.Reader, at int64) io.Reader {
	if len(i.bytes) == 0 {
		return frames
	}
	return io.MultiReader(io.LimitReader(frames, i.at-at), bytes.NewReader(i.bytes), frames)
}
