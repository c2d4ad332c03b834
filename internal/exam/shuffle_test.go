package exam_test

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"slices"
	"testing"

	"kaochang/internal/exam"
)

// shuffled is a paper whose first section is shuffled in full, its second not at all.
func shuffled() exam.PaperContent {
	four := []string{"甲", "乙", "丙", "丁"}
	return exam.PaperContent{Sections: []exam.PaperSection{
		{ShuffleItems: true, ShuffleOptions: true, Items: []exam.PaperItem{
			{ID: "1", Kind: exam.ItemSingle, Text: "一", Options: four}, {ID: "2", Kind: exam.ItemMultiple, Text: "二", Options: four},
			{ID: "3", Kind: exam.ItemTrue, Text: "三"}, {ID: "4", Kind: exam.ItemEssay, Text: "四"}, {ID: "5", Kind: exam.ItemShort, Text: "五"},
		}},
		{Items: []exam.PaperItem{{ID: "6", Kind: exam.ItemSingle, Text: "六", Options: four}, {ID: "7", Kind: exam.ItemShort, Text: "七"}}},
	}}
}

// FEATURES: D1
func TestEachCandidateHasHerOwnOrder(t *testing.T) {
	c := shuffled()
	seed := exam.ShuffleSeed("paper", "sitting")
	if seed != exam.ShuffleSeed("paper", "sitting") || seed == exam.ShuffleSeed("paper", "other") || seed == exam.ShuffleSeed("other", "sitting") {
		t.Error("a seed is a paper's and a sitting's own, and always the same")
	}
	order := c.Order(seed)
	if !reflect.DeepEqual(order, c.Order(seed)) {
		t.Error("the same seed gives another order")
	}
	var ids []string
	for _, one := range order[0] {
		ids = append(ids, one.Item)
		want := one.Item == "1" || one.Item == "2"
		keys := slices.Sorted(slices.Values(one.Options))
		if want != (len(keys) == 4) || want && !slices.Equal(keys, []string{"A", "B", "C", "D"}) {
			t.Errorf("item %s has the options %v", one.Item, one.Options)
		}
	}
	if slices.Sort(ids); !slices.Equal(ids, []string{"1", "2", "3", "4", "5"}) {
		t.Errorf("the items are %v", ids)
	}
	if want := []exam.ItemOrder{{Item: "6"}, {Item: "7"}}; !reflect.DeepEqual(order[1], want) {
		t.Errorf("a section that is not shuffled: %+v", order[1])
	}
}

func TestOrdersAreSpreadEvenly(t *testing.T) {
	c, first := shuffled(), map[string]int{}
	const candidates = 2000
	for n := range candidates {
		first[c.Order(exam.ShuffleSeed("paper", fmt.Sprint(n)))[0][0].Item]++
	}
	for id, n := range first {
		if n < candidates/5*8/10 || n > candidates/5*12/10 {
			t.Errorf("item %s comes first %d times of %d, want about a fifth", id, n, candidates)
		}
	}
}

// The candidate's page orders by itself; both are held to the same file.
func TestOrdersAreThoseThatPagesMake(t *testing.T) {
	const file = "testdata/shuffle.json"
	text, err := os.ReadFile(file)
	must(t, err)
	var cases []struct {
		Paper   string             `json:"paper"`
		Sitting string             `json:"sitting"`
		Seed    string             `json:"seed"`
		Order   [][]exam.ItemOrder `json:"order"`
	}
	must(t, json.Unmarshal(text, &cases))
	for _, one := range cases {
		if got := exam.ShuffleSeed(one.Paper, one.Sitting); got != one.Seed {
			t.Errorf("seed of %s, %s: %s, want %s", one.Paper, one.Sitting, got, one.Seed)
		}
		if got := shuffled().Order(one.Seed); !reflect.DeepEqual(got, one.Order) {
			t.Errorf("order of %s, %s: %+v, want %+v", one.Paper, one.Sitting, got, one.Order)
		}
	}
	if len(cases) < 3 {
		t.Errorf("%s has %d cases", file, len(cases))
	}
}
