package media

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/at-wat/ebml-go"
	"github.com/at-wat/ebml-go/webm"
)

// Numbers of the tracks in our files: every piece has one, a joined file both.
const (
	videoTrack = 1
	audioTrack = 2
)

// videoEntry describes a VP8 track (WebM container guidelines, "Codecs").
func videoEntry(width, height int) webm.TrackEntry {
	return webm.TrackEntry{
		Name: "camera", TrackNumber: videoTrack, TrackUID: videoTrack, CodecID: "V_VP8", TrackType: 1,
		Video: &webm.Video{PixelWidth: uint64(max(width, 1)), PixelHeight: uint64(max(height, 1))},
	}
}

// opusHead is the identification header of two channels at 48 kHz with no
// pre-skip (RFC 7845, section 5.1): a live stream begins in its middle.
var opusHead = []byte{'O', 'p', 'u', 's', 'H', 'e', 'a', 'd', 1, 2, 0, 0, 0x80, 0xbb, 0, 0, 0, 0, 0}

// audioEntry describes an Opus track.
func audioEntry() webm.TrackEntry {
	return webm.TrackEntry{
		Name: "microphone", TrackNumber: audioTrack, TrackUID: audioTrack, CodecID: "A_OPUS", TrackType: 2,
		CodecPrivate: opusHead, SeekPreRoll: 80_000_000, // ns (RFC 7845, section 4.6)
		Audio: &webm.Audio{SamplingFrequency: 48000, Channels: 2},
	}
}

// vp8Head reads a VP8 frame's head: whether it is a keyframe and then its width
// and height in pixels (RFC 6386, section 9.1).
func vp8Head(frame []byte) (key bool, width, height int) {
	if len(frame) < 1 || frame[0]&1 != 0 {
		return false, 0, 0
	}
	if len(frame) < 10 || frame[3] != 0x9d || frame[4] != 0x01 || frame[5] != 0x2a {
		return false, 0, 0
	}
	return true, int(binary.LittleEndian.Uint16(frame[6:]) & 0x3fff), int(binary.LittleEndian.Uint16(frame[8:]) & 0x3fff)
}

// frame is one frame of a piece; ms counts from the piece's start.
type frame struct {
	ms   int64
	key  bool
	data []byte
}

// readPiece reads a piece of one track that [openSegment] wrote. A piece that
// breaks off, as after a killed server, gives the frames before the break and
// no error; one without a head gives an error.
func readPiece(r io.Reader) (webm.TrackEntry, []frame, error) {
	var piece struct {
		Header  webm.EBMLHeader `ebml:"EBML"`
		Segment struct {
			Tracks  webm.Tracks `ebml:"Tracks"`
			Cluster struct {
				Timecode    uint64     `ebml:"Timecode"`
				SimpleBlock ebml.Block `ebml:"SimpleBlock"`
			} `ebml:"Cluster,size=unknown"`
		} `ebml:"Segment,size=unknown"`
	}
	var frames []frame
	var cluster int64
	err := ebml.Unmarshal(r, &piece, ebml.WithElementReadHooks(func(e *ebml.Element) {
		switch v := e.Value.(type) {
		case uint64:
			if e.Type == ebml.ElementTimecode {
				cluster = int64(v)
			}
		case ebml.Block:
			if len(v.Data) == 1 {
				frames = append(frames, frame{cluster + int64(v.Timecode), v.Keyframe, v.Data[0]})
			}
		}
	}))
	if len(piece.Segment.Tracks.TrackEntry) != 1 {
		return webm.TrackEntry{}, nil, errors.Join(fmt.Errorf("no track in this piece"), err)
	}
	return piece.Segment.Tracks.TrackEntry[0], frames, nil
}
