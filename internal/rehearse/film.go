package rehearse

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/at-wat/ebml-go/mkvcore"
	"github.com/at-wat/ebml-go/webm"
)

// sliceTime is how often a recorder gives a slice, as the page's does.
const sliceTime = time.Second

// filmMark is a word in the film's head that is another in each phone's, so that no two
// files are the same.
const filmMark = "rehearsal-0000000000"

// memory is a file that is made in memory.
type memory struct{ bytes.Buffer }

// Close has nothing to give back.
func (*memory) Close() error { return nil }

// newFilm returns what a phone's recorder gives in so many seconds: WebM of the clip,
// without a length. Its pictures are padded, so that it has at least so many bytes.
func newFilm(seconds, atLeast int) ([]byte, error) {
	pictures, err := frames()
	if err != nil {
		return nil, err
	}
	sounds, err := packets()
	if err != nil {
		return nil, err
	}
	var out memory
	writers, err := webm.NewSimpleBlockWriter(&out, []webm.TrackEntry{
		{Name: "Video", TrackNumber: 1, TrackUID: 1, CodecID: "V_VP8", TrackType: 1, Video: &webm.Video{PixelWidth: clipWidth, PixelHeight: clipHeight}},
		{Name: "Audio", TrackNumber: 2, TrackUID: 2, CodecID: "A_OPUS", TrackType: 2, Audio: &webm.Audio{SamplingFrequency: 48000, Channels: 2}},
	}, mkvcore.WithSegmentInfo(&webm.Info{TimecodeScale: 1_000_000, MuxingApp: "ebml-go", WritingApp: filmMark}), mkvcore.WithBlockInterceptor(nil))
	if err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	sound, count := 0, seconds*int(time.Second/frameTime)
	padding := make([]byte, atLeast/count)
	out.Grow(atLeast)
	for n := range count {
		at, one := time.Duration(n)*frameTime, pictures[n%len(pictures)]
		for ; time.Duration(sound)*packetTime <= at; sound++ {
			if _, err := writers[1].Write(true, (time.Duration(sound) * packetTime).Milliseconds(), sounds[sound%len(sounds)]); err != nil {
				return nil, fmt.Errorf("record a sound: %w", err)
			}
		}
		if _, err := writers[0].Write(isKeyframe(one), at.Milliseconds(), slices.Concat(one, padding)); err != nil {
			return nil, fmt.Errorf("record a picture: %w", err)
		}
	}
	for _, w := range writers {
		if err := w.Close(); err != nil {
			return nil, fmt.Errorf("end the film: %w", err)
		}
	}
	return out.Bytes(), nil
}

// film is a phone's own: what all phones share, but for its mark.
type film struct {
	shared []byte // never written
	markAt int
	mark   string
}

// filmOf returns a phone's own film.
func filmOf(shared []byte) film {
	return film{shared, max(0, bytes.Index(shared, []byte(filmMark))), fmt.Sprintf("rehearsal-%010d", rand.IntN(1_000_000_000))}
}

// part returns some of the film's bytes; they are not to be written.
func (f film) part(from, to int64) []byte {
	marked := int64(f.markAt)
	if to <= marked || from >= marked+int64(len(f.mark)) {
		return f.shared[from:to]
	}
	own := bytes.Clone(f.shared[from:to])
	copy(own[max(0, marked-from):], f.mark[max(0, from-marked):])
	return own
}

// sliced returns how many bytes of a film there are after some of its time.
func sliced(film []byte, after, of time.Duration) int {
	return int(int64(len(film)) * int64(min(after, of)) / int64(of))
}
