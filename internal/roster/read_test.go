package roster_test

import (
	"reflect"
	"testing"

	"kaochang/internal/exam"
	"kaochang/internal/roster"
)

func table(rows ...[]string) []roster.Row {
	var all []roster.Row
	for i, cells := range rows {
		if len(cells) > 0 {
			all = append(all, roster.Row{Number: i + 1, Cells: cells})
		}
	}
	return all
}

func TestFindHeader(t *testing.T) {
	for _, c := range []struct {
		rule string
		rows []roster.Row
		want map[roster.Field]string // letters
		code exam.Code
	}{
		{
			"columns in any order, with signs and remarks",
			table([]string{"* 姓 名", "联系电话（必填）", "序号", "报考专业：", "准考证号"}),
			map[roster.Field]string{"name": "A", "phone": "B", "major": "D", "number": "E"}, "",
		},
		{
			"English headings",
			table([]string{"Candidate No.", "Full Name", "Mobile Phone", "Major", "College", "Exam", "ID Number", "Remarks"}),
			map[roster.Field]string{"number": "A", "name": "B", "phone": "C", "major": "D", "college": "E", "exam": "F", "id_number": "G", "note": "H"}, "",
		},
		{
			"titles and remarks above",
			table([]string{"云岭大学 2026 年复试名单"}, nil, []string{"填表人：王老师", "", "电话：010-1234"}, []string{"考生编号", "姓名", "手机", "专业"}),
			map[roster.Field]string{"number": "A", "name": "B", "phone": "C", "major": "D"}, "",
		},
		{
			"merged cells above and below",
			table([]string{"考生编号", "姓名", "联系", "", "报考", ""}, []string{"", "", "手机号", "邮箱", "学院", "专业"}),
			map[roster.Field]string{"number": "A", "name": "B", "phone": "C", "college": "E", "major": "F"}, "",
		},
		{
			"of two columns for one field the better named counts",
			table([]string{"准考证号", "考生编号", "姓名", "电话", "手机号", "专业"}),
			map[roster.Field]string{"number": "B", "name": "C", "phone": "E", "major": "F"}, "",
		},
		{"a column that every roster has is missing", table([]string{"考生编号", "姓名", "专业"}), map[roster.Field]string{"number": "A", "name": "B", "major": "C"}, exam.CodeInvalid},
		{"no header at all", table([]string{"2026000001", "张三", "13800000001"}), map[roster.Field]string{}, exam.CodeInvalid},
		{"nothing", nil, map[roster.Field]string{}, exam.CodeInvalid},
	} {
		h, err := roster.FindHeader(c.rows)
		got := map[roster.Field]string{}
		for _, col := range h.Columns {
			got[col.Field] = col.Letter
		}
		if !reflect.DeepEqual(got, c.want) || exam.CodeOf(err) != c.code {
			t.Errorf("%s: columns %v with %v, want %v with %q", c.rule, got, err, c.want, c.code)
		}
	}
}

// read returns the only row of a sheet with the given columns.
func read(t *testing.T, s roster.Sheet) roster.Entry {
	t.Helper()
	h, err := roster.FindHeader(s.Rows)
	if err != nil {
		t.Fatal(err)
	}
	entries := roster.ReadEntries(s, h, func(int) {})
	if len(entries) != 1 {
		t.Fatalf("%d entries, want 1", len(entries))
	}
	return entries[0]
}

func TestCellsAreReadAsOfficesWriteThem(t *testing.T) {
	head := []string{"考生编号", "姓名", "手机号", "专业", "出生日期", "身份证号"}
	for _, c := range []struct {
		rule     string
		cells    []string
		date1904 bool
		want     roster.Entry
	}{
		{
			"full width digits, spaces and an apostrophe", []string{"'２０２６０１", "张　三", "１３８ ０００００００１", " 声乐 ", "２００８/３/５", "11010519491231002x"}, false,
			roster.Entry{Number: "202601", Name: "张三", Phone: "13800000001", Major: "声乐", Birth: "2008-03-05", Identity: "11010519491231002X"},
		},
		{
			"numbers as a spreadsheet keeps them", []string{"2.026000001E9", "Anna  Maria", "1.3800000001E10", "声乐", "39512", ""}, false,
			roster.Entry{Number: "2026000001", Name: "Anna Maria", Phone: "13800000001", Major: "声乐", Birth: "2008-03-05"},
		},
		{
			"the same from 1904, with a zero behind the point", []string{"2026000001.0", "王·五", "13800000001.00", "声乐", "38050", ""}, true,
			roster.Entry{Number: "2026000001", Name: "王·五", Phone: "13800000001", Major: "声乐", Birth: "2008-03-05"},
		},
		{
			"a plus, hyphens and signs nobody sees", []string{"a-1_b", "\u200e李四\u200b", "+86-138-0000-0001", "声乐", "2008年3月5日", ""}, false,
			roster.Entry{Number: "a-1_b", Name: "李四", Phone: "13800000001", Major: "声乐", Birth: "2008-03-05"},
		},
		{
			"a day with a time", []string{"1", "李四", "13800000001", "声乐", "2008-03-05 00:00:00", ""}, false,
			roster.Entry{Number: "1", Name: "李四", Phone: "13800000001", Major: "声乐", Birth: "2008-03-05"},
		},
		{
			"dots, and eight digits are a day too", []string{"1", "李四", "13800000001", "声乐", "20080305", "110***********002X"}, false,
			roster.Entry{Number: "1", Name: "李四", Phone: "13800000001", Major: "声乐", Birth: "2008-03-05"},
		},
	} {
		c.want.Row = 2
		got := read(t, roster.Sheet{Rows: table(head, c.cells), Exact: true, Date1904: c.date1904})
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", c.rule, got, c.want)
		}
	}
}

func TestDaysThatAreNone(t *testing.T) {
	for _, day := range []string{"2008/2/30", "2008-13-01", "3/5/2008", "昨天", "2008年3月", "-1", "99999999"} {
		e := read(t, roster.Sheet{Rows: table([]string{"考生编号", "姓名", "手机号", "专业", "出生日期"}, []string{"1", "李四", "13800000001", "声乐", day}), Exact: true})
		if len(e.Problems) != 1 || e.Problems[0].Reason != roster.ReasonDateForm {
			t.Errorf("%q: %+v, want a wrong date", day, e)
		}
	}
}

func TestOtherDocuments(t *testing.T) {
	for _, c := range []struct {
		heading, number string
		reason          roster.Reason
	}{
		{"证件号码", "H12345678", ""},
		{"证件号码", "c1234567", ""},
		{"证件号码", "110105194912310021", "id_number_check"},
		{"证件号码", "护照", "document_form"},
		{"身份证号", "H12345678", "id_number_form"},
	} {
		e := read(t, roster.Sheet{Rows: table([]string{"考生编号", "姓名", "手机号", "专业", c.heading}, []string{"1", "李四", "13800000001", "声乐", c.number}), Exact: true})
		got := roster.Reason("")
		if len(e.Problems) > 0 {
			got = e.Problems[0].Reason
		}
		if got != c.reason {
			t.Errorf("%s %s: %+v, want %q", c.heading, c.number, e, c.reason)
		}
	}
}
