package media

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// pieceName is what the file name of a piece tells, so that pieces which a
// killed server left behind can be kept with nothing but the folder.
type pieceName struct {
	Source    string // "1", "2" or "staff:<id>"
	Video     bool
	Run       int
	Seq       int
	StartedAt time.Time // of the first frame
}

const pieceEnding = ".webm"

// String returns the file name, such as 1_video_1764028800000_3_1764028827123.webm.
func (n pieceName) String() string {
	kind := "audio"
	if n.Video {
		kind = "video"
	}
	return fmt.Sprintf("%s_%s_%d_%d_%d%s", strings.ReplaceAll(n.Source, ":", "-"), kind, n.Run, n.Seq, n.StartedAt.UnixMilli(), pieceEnding)
}

var pieceForm = regexp.MustCompile(`^(1|2|staff-[0-9a-f-]+)_(audio|video)_(\d+)_(\d+)_(\d+)\.webm$`)

// parsePieceName is the way back; false for any other name.
func parsePieceName(name string) (pieceName, bool) {
	m := pieceForm.FindStringSubmatch(name)
	if m == nil {
		return pieceName{}, false
	}
	run, err1 := strconv.Atoi(m[3])
	seq, err2 := strconv.Atoi(m[4])
	ms, err3 := strconv.ParseInt(m[5], 10, 64)
	if err1 != nil || err2 != nil || err3 != nil {
		return pieceName{}, false
	}
	source := m[1]
	if id, ok := strings.CutPrefix(source, "staff-"); ok {
		source = "staff:" + id
	}
	return pieceName{Source: source, Video: m[2] == "video", Run: run, Seq: seq, StartedAt: time.UnixMilli(ms).UTC()}, true
}
