package media

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/jpeg"
	"io"
	"os"
	"time"

	"github.com/at-wat/ebml-go"
	"github.com/at-wat/ebml-go/mkvcore"
	"github.com/at-wat/ebml-go/webm"
	"golang.org/x/image/vp8"

	"kaochang/internal/exam"
)

// TakePiece is one segment of a camera's take, as a browser's recorder wrote it.
type TakePiece struct {
	Open func() (io.ReadCloser, error)
	At   time.Time // of its first frame
}

// JoinedTake is what came of joining: the time line begins with the first frame.
type JoinedTake struct {
	Duration time.Duration
	Gaps     []exam.Gap
	Thumb    []byte // a JPEG, nil where the codec is not read here
	Torn     int    // pieces that break off; what they have before that is there
}

// longestTake bounds the index that is reserved.
const longestTake = exam.MaxTakeLength + 10*time.Minute

// JoinWebM writes the pieces of one camera of a take into one WebM file with length and
// index, without transcoding, frame by frame, so that memory does not grow with it. A
// later piece is placed by its first frame's time; what is missing stays missing in its
// place. A piece that breaks off gives what it has.
func JoinWebM(ctx context.Context, pieces []TakePiece, path string) (JoinedTake, error) {
	j := &takeJoiner{ctx: ctx, path: path, pieces: len(pieces), thumbAfter: time.Second.Milliseconds()}
	for _, p := range pieces {
		if err := j.add(p, p.At.Sub(pieces[0].At).Milliseconds()); err != nil {
			return j.JoinedTake, errors.Join(err, j.close())
		}
	}
	if j.writers == nil {
		return j.JoinedTake, errors.New("no frame in these pieces")
	}
	if err := j.close(); err != nil {
		return j.JoinedTake, fmt.Errorf("write joined take: %w", err)
	}
	j.Duration = time.Duration(j.end) * time.Millisecond
	return j.JoinedTake, nil
}

// takeJoiner is a file that is being joined.
type takeJoiner struct {
	JoinedTake
	ctx        context.Context
	path       string
	pieces     int
	out        *indexed
	writers    map[uint64]webm.BlockWriteCloser // by our number
	codecs     map[uint64]string
	last       map[uint64]int64 // of each track, in ms
	wait       bool             // for a keyframe, since frames were left out
	begun      bool             // of this piece, a frame was written
	end        int64
	thumbAfter int64
}

// takeFile is as much of a recorder's file as is read.
type takeFile struct {
	Header  webm.EBMLHeader `ebml:"EBML"`
	Segment struct {
		Tracks  webm.Tracks `ebml:"Tracks"`
		Cluster struct {
			Timecode    uint64     `ebml:"Timecode"`
			SimpleBlock ebml.Block `ebml:"SimpleBlock"`
			BlockGroup  struct {
				Block ebml.Block `ebml:"Block"`
			} `ebml:"BlockGroup"`
		} `ebml:"Cluster,size=unknown"`
	} `ebml:"Segment,size=unknown"`
}

// add writes the frames of a piece whose first frame is at so many milliseconds.
func (j *takeJoiner) add(p TakePiece, base int64) error {
	src, err := p.Open()
	if err != nil {
		return fmt.Errorf("open piece: %w", err)
	}
	defer func() { _ = src.Close() }() // only read
	var file takeFile
	var cluster, first int64
	var failed error
	j.begun, j.wait = false, true
	seen := false
	err = ebml.Unmarshal(bufio.NewReaderSize(src, 256<<10), &file, ebml.WithElementReadHooks(func(e *ebml.Element) {
		switch v := e.Value.(type) {
		case uint64:
			if e.Type == ebml.ElementTimecode {
				cluster = int64(v)
			}
		case ebml.Block:
			if failed != nil || len(v.Data) != 1 {
				return
			}
			at := cluster + int64(v.Timecode)
			if !seen {
				first, seen = at, true
			}
			failed = j.frame(file.Segment.Tracks.TrackEntry, v, base+at-first)
		}
	}))
	if failed == nil {
		failed = j.ctx.Err()
	}
	if failed != nil {
		return failed
	}
	if err != nil && !errors.Is(err, io.EOF) || !seen {
		j.Torn++
	}
	return nil
}

// frame writes one frame at a moment of the joined time line.
func (j *takeJoiner) frame(tracks []webm.TrackEntry, b ebml.Block, ms int64) error {
	var of *webm.TrackEntry
	for i := range tracks {
		if tracks[i].TrackNumber == b.TrackNumber {
			of = &tracks[i]
		}
	}
	if of == nil || (of.TrackType != 1 && of.TrackType != 2) {
		return nil
	}
	if j.writers == nil {
		if err := j.open(tracks); err != nil {
			return err
		}
	}
	number := of.TrackType // video 1, audio 2, as ours
	if codec := j.codecs[number]; codec != of.CodecID {
		return fmt.Errorf("a piece has %s in a take of %q", of.CodecID, codec)
	}
	key := b.Keyframe || number == audioTrack
	if of.CodecID == "V_VP8" {
		key, _, _ = vp8Head(b.Data[0])
	}
	if ms = max(ms, 0); !j.takes(number, key, ms) {
		return nil
	}
	if number == videoTrack {
		j.see(of.CodecID, key, b.Data[0], ms)
	}
	if !j.begun && j.end > 0 && ms-j.end >= countedGap.Milliseconds() {
		j.Gaps = append(j.Gaps, exam.Gap{From: time.Duration(j.end) * time.Millisecond, To: time.Duration(ms) * time.Millisecond})
	}
	j.begun = true
	if _, err := j.writers[number].Write(key, ms, b.Data[0]); err != nil {
		return fmt.Errorf("write frame: %w", err)
	}
	j.last[number], j.end = ms, max(j.end, ms)
	return j.out.err
}

// takes reports whether a frame has a place: what the piece before has is left out, and
// pictures until the next that needs none before it.
func (j *takeJoiner) takes(number uint64, key bool, ms int64) bool {
	if ms <= j.last[number] && j.last[number] > 0 {
		j.wait = j.wait || number == videoTrack
		return false
	}
	if number == videoTrack {
		if j.wait && !key {
			return false
		}
		j.wait = false
	}
	return true
}

// open begins the file with the tracks of the first piece.
func (j *takeJoiner) open(tracks []webm.TrackEntry) error {
	file, err := os.Create(j.path)
	if err != nil {
		return fmt.Errorf("make joined take: %w", err)
	}
	j.out = &indexed{file: file, buffered: bufio.NewWriterSize(file, 256<<10)}
	var ours []webm.TrackEntry
	j.codecs, j.last, j.writers = map[uint64]string{}, map[uint64]int64{}, map[uint64]webm.BlockWriteCloser{}
	for _, kind := range []uint64{videoTrack, audioTrack} {
		for _, t := range tracks {
			if t.TrackType == kind && j.codecs[kind] == "" {
				t.TrackNumber, t.TrackUID, j.codecs[kind] = kind, kind, t.CodecID
				ours = append(ours, t)
			}
		}
	}
	writers, err := webm.NewSimpleBlockWriter(j.out, ours,
		mkvcore.WithSegmentInfo(&webm.Info{TimecodeScale: 1_000_000, MuxingApp: "ebml-go", WritingApp: "kaochang"}),
		mkvcore.WithBlockInterceptor(nil), mkvcore.WithSeekHead(true), mkvcore.WithCues(indexSize(longestTake, j.pieces)),
		mkvcore.WithMaxKeyframeInterval(ours[0].TrackNumber, 0x7fff-indexEvery.Milliseconds()),
		mkvcore.WithOnFatalHandler(j.out.fail))
	if err != nil {
		return errors.Join(fmt.Errorf("begin joined take: %w", err), file.Close())
	}
	for i, t := range ours {
		j.writers[t.TrackNumber] = writers[i]
	}
	return nil
}

// close finishes the file.
func (j *takeJoiner) close() (err error) {
	for _, w := range j.writers {
		err = errors.Join(err, w.Close())
	}
	if j.out != nil {
		err = errors.Join(err, j.out.err)
	}
	return err
}

// see makes the picture of a keyframe: of the first one, and of the first a second on.
func (j *takeJoiner) see(codec string, key bool, data []byte, ms int64) {
	if codec != "V_VP8" || !key || (j.Thumb != nil && j.thumbAfter < 0) || (j.Thumb != nil && ms < j.thumbAfter) {
		return
	}
	if ms >= j.thumbAfter {
		j.thumbAfter = -1
	}
	d := vp8.NewDecoder()
	d.Init(bytes.NewReader(data), len(data))
	if _, err := d.DecodeFrameHeader(); err != nil {
		return
	}
	picture, err := d.DecodeFrame()
	if err != nil {
		return
	}
	var out bytes.Buffer
	if jpeg.Encode(&out, picture, &jpeg.Options{Quality: 75}) == nil {
		j.Thumb = out.Bytes()
	}
}
