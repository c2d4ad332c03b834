package exam

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"
)

// PageSet is the photographed pages of an answer, as they were sent together. The
// last one counts, the earlier ones stay in the record (manual 2.2.1a (e)).
type PageSet struct {
	ID, SchoolID, SittingID string
	Version                 int      // from 1
	FileIDs                 []string // in page order
	SentAt                  time.Time
	Late                    bool // after the end of answering, within the grace
	LoginID                 string
	Asked                   []PageAsk // pages that staff want again
}

// SendPages refuses or admits a set of pages (FEATURES D4-D7): CodeDeviceReplaced for
// any device but the second camera, or the first where there is no second; CodeInvalid
// for no page or one twice; CodeTooMany with "max_pages"; and what
// [Sitting.CheckAnswering] refuses.
func (s *Sitting) SendPages(by Actor, set *PageSet, now time.Time) error {
	if p := s.PositionOf(by.LoginID); p == 0 || p == FirstPosition && s.Device(SecondPosition) != nil {
		return Errorf(CodeDeviceReplaced, "pages are sent from the second camera")
	}
	if err := s.CheckAnswering(now); err != nil {
		return err
	}
	given := s.Paper()
	if given.Kind != PaperPDF {
		return Errorf(CodeConflict, "this paper is answered on the screen").With("why", "kind")
	}
	if n := len(set.FileIDs); n > given.MaxPages {
		return Errorf(CodeTooMany, "an answer has at most %d pages, these are %d", given.MaxPages, n).With("max_pages", given.MaxPages)
	} else if n == 0 || n != len(slices.Compact(slices.Sorted(slices.Values(set.FileIDs)))) {
		return wrongField("file_ids", "are none, or one twice")
	}
	set.SchoolID, set.SittingID, set.SentAt, set.Late, set.LoginID = s.SchoolID, s.ID, now, s.Late(now), by.LoginID
	s.note("pages.sent", "pages", by, now, map[string]string{"set": set.ID, "pages": strconv.Itoa(len(set.FileIDs)), "late": strconv.FormatBool(set.Late)})
	return nil
}

// Counted returns what the ledger keeps of a page set when it is handed in: how many
// pages, which version, and the SHA-256 over the hashes of its files in order.
func (p PageSet) Counted(hashes []string) map[string]string {
	sum := sha256.Sum256([]byte(strings.Join(hashes, "\n")))
	return map[string]string{"pages": strconv.Itoa(len(p.FileIDs)), "version": strconv.Itoa(p.Version), "digest": hex.EncodeToString(sum[:])}
}
