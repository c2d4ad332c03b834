package exam

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
)

// ShuffleSeed is what a candidate's order of a paper comes from: the SHA-256 of
// "kaochang/shuffle/1", the paper's and the sitting's identifiers, a line each, in hex.
// It is the same on each of her devices, and anyone who knows both identifiers can
// work it out again.
func ShuffleSeed(paperID, sittingID string) string {
	sum := sha256.Sum256([]byte("kaochang/shuffle/1\n" + paperID + "\n" + sittingID))
	return hex.EncodeToString(sum[:])
}

// ItemOrder is an item as a candidate sees it: its identifier and, where options were
// shuffled, their keys in the order on her screen.
type ItemOrder struct {
	Item    string   `json:"item"`
	Options []string `json:"options,omitempty"`
}

// Order returns what a candidate with a seed sees: of each section the items in their
// order. A section that is not shuffled stays as it was written. Items are sorted by
// the SHA-256 of the seed, the section's number from 0 and the item's identifier, a
// line each; the options of a choice by that of the seed, the item's identifier and
// the option's key. The candidate's page does the same
// (web/candidate/src/features/sitting/written/shuffle.ts).
func (c PaperContent) Order(seed string) [][]ItemOrder {
	all := make([][]ItemOrder, len(c.Sections))
	for n, section := range c.Sections {
		items := slices.Clone(section.Items)
		if section.ShuffleItems {
			sortBy(items, func(item PaperItem) string { return place(seed, strconv.Itoa(n), item.ID) })
		}
		all[n] = []ItemOrder{}
		for _, item := range items {
			one := ItemOrder{Item: item.ID}
			if section.ShuffleOptions && item.Kind.Chosen() {
				one.Options = item.Keys()
				sortBy(one.Options, func(key string) string { return place(seed, item.ID, key) })
			}
			all[n] = append(all[n], one)
		}
	}
	return all
}

// place is where something stands among others of its kind.
func place(seed, within, what string) string {
	sum := sha256.Sum256([]byte(seed + "\n" + within + "\n" + what))
	return hex.EncodeToString(sum[:])
}

func sortBy[T any](all []T, key func(T) string) {
	slices.SortStableFunc(all, func(a, b T) int { return cmp.Compare(key(a), key(b)) })
}
