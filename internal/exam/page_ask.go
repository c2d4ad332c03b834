package exam

import (
	"slices"
	"strconv"
	"time"
)

// PageFlaw is why staff cannot read a photographed page.
type PageFlaw string

// The flaws.
const (
	FlawBlurred PageFlaw = "blurred"
	FlawDark    PageFlaw = "dark"
	FlawGlare   PageFlaw = "glare"
	FlawCut     PageFlaw = "cut"
	FlawTurned  PageFlaw = "turned"
	FlawOther   PageFlaw = "other"
)

func pageFlaws() []PageFlaw {
	return []PageFlaw{FlawBlurred, FlawDark, FlawGlare, FlawCut, FlawTurned, FlawOther}
}

// PageAsk is a page of a set that staff want photographed again. It stands until a set
// without the page is sent.
type PageAsk struct {
	FileID string    `json:"file_id"`
	Flaw   PageFlaw  `json:"flaw"`
	At     time.Time `json:"at"`
}

// AskPage asks for a page of the set that counts again (FEATURES D13), while she may
// still send one: until the end and within the grace. Asked twice, the last reason
// stands. It is CodeNotFound for a page that is not in the set, CodeInvalid for a flaw
// that is none, and what [Sitting.CheckAnswering] refuses.
func (s *Sitting) AskPage(by Actor, set *PageSet, fileID string, flaw PageFlaw, now time.Time) error {
	if !by.isAny([]Party{PartyProctor}) {
		return Errorf(CodeForbidden, "only proctors ask for pages")
	}
	if !slices.Contains(pageFlaws(), flaw) {
		return wrongField("flaw", "is not one of the list")
	}
	if err := s.CheckAnswering(now); err != nil {
		return err
	}
	at := slices.Index(set.FileIDs, fileID)
	if at < 0 {
		return Errorf(CodeNotFound, "this page is not in her answer any more")
	}
	set.Asked = slices.DeleteFunc(slices.Clone(set.Asked), func(one PageAsk) bool { return one.FileID == fileID })
	set.Asked = append(set.Asked, PageAsk{FileID: fileID, Flaw: flaw, At: now})
	s.note("page.asked", "pages", by, now, map[string]string{"set": set.ID, "file": fileID, "page": strconv.Itoa(at + 1), "flaw": string(flaw)})
	return nil
}

// StillAsked returns what stays asked of a set when another takes its place: the pages
// that are in that one, too.
func (p PageSet) StillAsked(next PageSet) []PageAsk {
	var left []PageAsk
	for _, one := range p.Asked {
		if slices.Contains(next.FileIDs, one.FileID) {
			left = append(left, one)
		}
	}
	return left
}
