package roster_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"kaochang/internal/exam"
	"kaochang/internal/roster"
)

const header = "考生编号,姓名,手机号,学院,专业,身份证号,备注"

// TestNothingIsWrittenUntilSomebodySaysSo is the road of a sheet with a wrong
// row: told, refused, corrected, imported, and imported again for nothing.
func TestNothingIsWrittenUntilSomebodySaysSo(t *testing.T) {
	w := newWorld(t)
	good := "2026000001,张　三,138 0000 0001,艺术学院,声乐,11010519491231002X,加试"
	plan := w.checks(w.admin, roster.RosterOptions{}, header, good, "2026000002,李四,1380000,艺术学院,声乐,,")
	rows := w.rows(w.admin, plan)
	if rows[0].Verdict != roster.VerdictNew || rows[1].Verdict != roster.VerdictWrong {
		t.Fatalf("verdicts %+v, want new and wrong", rows)
	}
	want := []roster.CellProblem{{Field: roster.FieldPhone, Letter: "C", Heading: "手机号", Value: "1380000", Reason: roster.ReasonPhoneForm}}
	if rows[1].Row != 3 || !reflect.DeepEqual(rows[1].Problems, want) {
		t.Errorf("row %d: %+v, want row 3: %+v", rows[1].Row, rows[1].Problems, want)
	}
	w.refused("an import with a wrong row", w.Import(w.ctx, w.admin, plan, false), exam.CodeInvalid)
	if n := len(w.list()); n != 0 {
		t.Fatalf("%d candidates after a dry run, want none", n)
	}

	plan = w.checks(w.admin, roster.RosterOptions{}, header, good, "2026000002,李四,13800000002,艺术学院,声乐,,")
	w.no(w.Import(w.ctx, w.admin, plan, false))
	w.no(w.Import(w.ctx, w.admin, plan, false)) // again, as after a cut line
	list := w.list()
	if len(list) != 2 || list[0].Name != "张三" || list[0].Phone != "13800000001" || list[0].Note != "加试" || list[0].Enrolled[0].MajorName != "声乐" {
		t.Fatalf("roster %+v", list)
	}
	if list[0].Sealed == "" || strings.Contains(list[0].Sealed, "110105") || list[1].Sealed != "" {
		t.Errorf("identity numbers are kept as %q and %q, want the first sealed", list[0].Sealed, list[1].Sealed)
	}
	if got := w.kinds(); !reflect.DeepEqual(got, []string{"roster.imported"}) {
		t.Errorf("ledger %q, want one import", got)
	}

	again := w.rows(w.admin, w.checks(w.admin, roster.RosterOptions{}, header, good))
	if again[0].Verdict != roster.VerdictUnchanged {
		t.Errorf("the same row again is %+v, want unchanged", again[0])
	}
}

func TestWrongRowsAreLeftOutWhenSomebodySaysSo(t *testing.T) {
	w := newWorld(t)
	plan := w.checks(w.admin, roster.RosterOptions{}, header, "1,张三,13800000001,,声乐,,", "2,李四,x,,声乐,,")
	w.no(w.Import(w.ctx, w.admin, plan, true))
	if list := w.list(); len(list) != 1 || list[0].Number != "1" {
		t.Errorf("roster %+v, want the right row alone", list)
	}
}

func TestChangesAreToldFromAndTo(t *testing.T) {
	w := newWorld(t)
	w.no(w.Import(w.ctx, w.admin, w.checks(w.admin, roster.RosterOptions{}, header, "1,张三,13800000001,,声乐,11010519491231002X,"), false))
	plan := w.checks(w.admin, roster.RosterOptions{}, header, "1,张叁,13800000009,,民商法学,440524188001010014,补")
	want := []roster.FieldChange{
		{Field: "name", From: "张三", To: "张叁"}, {Field: "phone", From: "13800000001", To: "13800000009"},
		{Field: "id_number", From: "110***********002X", To: "440***********0014"}, {Field: "note", To: "补"}, {Field: "major", To: "民商法学"},
	}
	row := w.rows(w.admin, plan)[0]
	if row.Verdict != roster.VerdictChanged || !reflect.DeepEqual(row.Changes, want) {
		t.Errorf("%s %+v\nwant %+v", row.Verdict, row.Changes, want)
	}
	w.no(w.Import(w.ctx, w.admin, plan, false))
	one := w.list()[0]
	if one.Name != "张叁" || len(one.Enrolled) != 2 {
		t.Errorf("candidate %+v, want the new name and both majors", one)
	}
	number, err := w.Identity(w.ctx, w.admin, one.ID, "核对")
	if err != nil || number != "440524188001010014" {
		t.Errorf("identity %q with %v", number, err)
	}
	if got := w.kinds(); !slices.Contains(got, "candidate.changed") || !slices.Contains(got, "candidate.identity_seen") {
		t.Errorf("ledger %q", got)
	}
}

func TestAPlanWhoseBaseChangedIsRefused(t *testing.T) {
	w := newWorld(t)
	w.no(w.Import(w.ctx, w.admin, w.checks(w.admin, roster.RosterOptions{}, header, "1,张三,13800000001,,声乐,,"), false))
	plan := w.checks(w.admin, roster.RosterOptions{}, header, "1,张三,13800000005,,声乐,,", "2,李四,13800000002,,声乐,,")
	one := w.list()[0]
	w.no(w.Change(w.ctx, w.admin, one.ID, roster.Typed{Name: "张三", Phone: "13800000007", Reason: "本人来电"}))
	err := w.Import(w.ctx, w.admin, plan, false)
	w.refused("an old plan", err, exam.CodeConflict)
	refusal, _ := err.(*exam.Error) //nolint:errorlint // the refusal itself
	got, _ := refusal.Extras["differences"].([]roster.Difference)
	if len(got) != 1 || got[0].Row != 2 || !reflect.DeepEqual(got[0].Changes, []roster.FieldChange{{Field: "phone", From: "13800000007", To: "13800000005"}}) {
		t.Errorf("differences %+v", got)
	}
	if list := w.list(); len(list) != 1 || list[0].Phone != "13800000007" {
		t.Errorf("roster %+v, want it as it was", list)
	}
}

func TestRowsAreWrongForTheirReasons(t *testing.T) {
	w := newWorld(t)
	lines := []struct {
		rule, line string
		field      roster.Field
		reason     roster.Reason
	}{
		{"no number", ",张三,13800000001,,声乐,,", "number", "missing"},
		{"a number of other signs", "编号1,张三,13800000001,,声乐,,", "number", "number_form"},
		{"no name", "10,,13800000001,,声乐,,", "name", "missing"},
		{"a name of digits", "11,123,13800000001,,声乐,,", "name", "name_form"},
		{"a failed formula", "12,#N/A,13800000001,,声乐,,", "name", "cell_error"},
		{"a short phone", "13,张三,138000,,声乐,,", "phone", "phone_form"},
		{"a phone as a csv shows it", "14,张三,1.38E+10,,声乐,,", "phone", "digits_lost"},
		{"an identity number with a wrong check sign", "15,张三,13800000001,,声乐,110105194912310021,", "id_number", "id_number_check"},
		{"one of a day that is none", "16,张三,13800000001,,声乐,11010519491331002X,", "id_number", "id_number_birth"},
		{"one that lost its digits", "17,张三,13800000001,,声乐,1.10105E+17,", "id_number", "digits_lost"},
		{"a major that does not exist", "18,张三,13800000001,,考古,,", "major", "unknown"},
		{"a college that does not exist", "19,张三,13800000001,商学院,声乐,,", "college", "unknown"},
		{"a major of another college", "20,张三,13800000001,法学院,声乐,,", "major", "unknown"},
		{"the first of two", "21,张三,13900000021,,声乐,,", "", ""},
		{"the same again", "21,张三,13900000021,,声乐,,", "number", "twice"},
		{"the same number with another name", "21,李四,13900000021,,民商法学,,", "name", "differs"},
		{"another candidate with the same phone may be", "22,李四,13900000021,,声乐,,", "", ""},
	}
	text := []string{header}
	for _, l := range lines {
		text = append(text, l.line)
	}
	rows := w.rows(w.admin, w.checks(w.admin, roster.RosterOptions{}, text...))
	for i, l := range lines {
		got := rows[i]
		if l.reason == "" {
			if got.Verdict != roster.VerdictNew {
				t.Errorf("%s: %+v, want new", l.rule, got)
			}
			continue
		}
		if len(got.Problems) != 1 || got.Problems[0].Field != l.field || got.Problems[0].Reason != l.reason {
			t.Errorf("%s: problems %+v, want %s %s", l.rule, got.Problems, l.field, l.reason)
		}
	}
	if other := rows[14].Problems[0].Other; other != "15" {
		t.Errorf("the same row again names row %q, want 15", other)
	}
	if rows[16].SharedPhone != "21" {
		t.Errorf("a shared phone is told with %q, want 21", rows[16].SharedPhone)
	}
}

func TestCollegesAndMajorsAreMadeWhenAsked(t *testing.T) {
	w := newWorld(t)
	line := []string{header, "1,张三,13800000001,商学院,会计学,,", "2,李四,13800000002,商学院,会计学,,", "3,王五,13800000003,,考古学,,"}
	plan := w.checks(w.admin, roster.RosterOptions{CreateMissing: true}, line...)
	rows := w.rows(w.admin, plan)
	if rows[0].Verdict != roster.VerdictNew || rows[2].Verdict != roster.VerdictWrong || rows[2].Problems[0].Field != roster.FieldCollege {
		t.Fatalf("rows %+v, want the third to lack its college", rows)
	}
	w.no(w.Import(w.ctx, w.admin, plan, true))
	list := w.list()
	if len(list) != 2 || list[0].Enrolled[0].CollegeName != "商学院" || list[0].Enrolled[0].MajorID != list[1].Enrolled[0].MajorID {
		t.Errorf("roster %+v, want one major made for both", list)
	}
}

func TestACollegesAdminReachesItsOwn(t *testing.T) {
	w := newWorld(t)
	w.no(w.Import(w.ctx, w.admin, w.checks(w.admin, roster.RosterOptions{}, header, "1,张三,13800000001,,声乐,,", "2,李四,13800000002,,民商法学,,"), false))
	rows := w.rows(w.artist, w.checks(w.artist, roster.RosterOptions{CreateMissing: true}, header,
		"3,王五,13800000003,,声乐,,", "4,赵六,13800000004,,民商法学,,", "2,李肆,13800000002,,声乐,,", "5,钱七,13800000005,商学院,会计学,,"))
	for i, want := range []roster.Reason{"", roster.ReasonNotYours, roster.ReasonNotYours, roster.ReasonUnknown} {
		if want == "" && rows[i].Verdict == roster.VerdictNew {
			continue
		}
		if len(rows[i].Problems) != 1 || rows[i].Problems[0].Reason != want {
			t.Errorf("row %d: %+v, want %q", rows[i].Row, rows[i], want)
		}
	}
	list, total, err := w.List(w.ctx, w.artist, exam.RosterFilter{})
	if err != nil || total != 1 || list[0].Number != "1" {
		t.Errorf("the college's list: %+v with %v", list, err)
	}
	law := w.list()[1].ID
	w.refused("another college's candidate", w.Change(w.ctx, w.artist, law, roster.Typed{Name: "x", Phone: "13800000001"}), exam.CodeNotFound)
	_, err = w.HandCode(w.ctx, w.artist, law, "x")
	w.refused("a code for her", err, exam.CodeNotFound)
	_, err = w.Identity(w.ctx, w.artist, w.list()[0].ID, "x")
	w.refused("an identity number", err, exam.CodeNotFound)
	stranger := w.admin
	stranger.SchoolID = "other"
	_, err = w.Check(w.ctx, stranger, w.sends(exam.PurposeRosterSheet, "x.csv", []byte("x")).ID, "", roster.RosterOptions{})
	w.refused("another school's file", err, exam.CodeForbidden)
	proctor := exam.Actor{Kind: exam.ActorStaff, SchoolID: "s", Bindings: []exam.Binding{{Role: exam.RoleSchoolAdmin, Kind: exam.ScopeRoom, ScopeID: "r"}}}
	_, _, err = w.List(w.ctx, proctor, exam.RosterFilter{})
	w.refused("a room's role", err, exam.CodeForbidden)
}

func TestOneCandidateByHand(t *testing.T) {
	w := newWorld(t)
	id, err := w.Add(w.ctx, w.admin, roster.Typed{Number: "１", Name: "张三", Phone: "+86 13800000001", MajorID: "s-song"})
	w.no(err)
	_, err = w.Add(w.ctx, w.admin, roster.Typed{Number: "1", Name: "李四", Phone: "13800000002", MajorID: "s-song"})
	w.refused("the same number", err, exam.CodeConflict)
	_, err = w.Add(w.ctx, w.admin, roster.Typed{Number: "2", Name: "李四", Phone: "1", MajorID: "s-song"})
	w.refused("a wrong phone", err, exam.CodeInvalid)
	_, err = w.Add(w.ctx, w.artist, roster.Typed{Number: "2", Name: "李四", Phone: "13800000002", MajorID: "s-civil"})
	w.refused("another college's major", err, exam.CodeNotFound)

	code, err := w.HandCode(w.ctx, w.admin, id, "短信未到")
	w.no(err)
	if !code.ExpiresAt.Equal(w.now.Add(exam.HandedCodeTTL)) || len(code.Code) != exam.CodeDigits {
		t.Errorf("code %+v, want six digits for ten minutes", code)
	}
	signed, err := w.account.SignIn(w.ctx, "addr", "13800000001", code.Code, "phone")
	if err != nil || signed.Login.Phone != "13800000001" {
		t.Errorf("signed in %+v with %v", signed.Login, err)
	}
	_, err = w.account.SignIn(w.ctx, "addr", "13800000001", code.Code, "phone")
	w.refused("the code again", err, exam.CodeCodeExpired)

	w.no(w.Remove(w.ctx, w.admin, id, "重复"))
	w.refused("gone", w.Remove(w.ctx, w.admin, id, "重复"), exam.CodeNotFound)
	if got, want := w.kinds(), []string{"candidate.added", "candidate.code_handed", "candidate.removed"}; !reflect.DeepEqual(got, want) {
		t.Errorf("ledger %q, want %q", got, want)
	}
}

func TestIdentityNumbersGoWhenTheirTimeIsOver(t *testing.T) {
	w := newWorld(t)
	w.no(w.Import(w.ctx, w.admin, w.checks(w.admin, roster.RosterOptions{}, header, "1,张三,13800000001,,声乐,11010519491231002X,"), false))
	if n, err := w.store.PurgeIdentities(w.ctx, w.now.AddDate(0, 0, 364)); n != 0 || err != nil {
		t.Errorf("%d went a day early with %v", n, err)
	}
	if n, err := w.store.PurgeIdentities(w.ctx, w.now.AddDate(0, 0, 365)); n != 1 || err != nil {
		t.Errorf("%d went with %v, want 1", n, err)
	}
	if one := w.list()[0]; one.Sealed != "" || one.Name != "张三" {
		t.Errorf("candidate %+v, want her without the number", one)
	}
	if got := w.kinds(); got[len(got)-1] != "identity.purged" {
		t.Errorf("ledger %q", got)
	}
}

func TestTheSentSheetIsForgotten(t *testing.T) {
	w := newWorld(t)
	f := w.sends(exam.PurposeRosterSheet, "a.csv", []byte(header+"\n1,张三,13800000001,,声乐,11010519491231002X,"))
	_, err := w.Check(w.ctx, w.admin, f.ID, "", roster.RosterOptions{})
	w.no(err)
	w.wait()
	_, err = w.store.File(w.ctx, f.ID)
	w.refused("the file", err, exam.CodeNotFound)
	if freed, err := w.store.FreedBlobs(w.ctx, w.now, 10); err != nil || !slices.Contains(freed, f.SHA256) {
		t.Errorf("let go of %v (%v), want its bytes", freed, err)
	}
}

// TestWhatIsExportedIsImported takes odd names out and in again.
func TestWhatIsExportedIsImported(t *testing.T) {
	for _, format := range []string{"xlsx", "csv"} {
		w := newWorld(t)
		names := []string{"𠮷田𪚥", "👩‍🎓 Zoë", "محمد علي", "吾尔开西·艾力", "=cmd|A1", "O'Brien"}
		lines := []string{header}
		for i, name := range names {
			lines = append(lines, fmt.Sprintf("%d,%s,1380000000%d,,声乐,,-1+1", i+1, name, i))
		}
		w.no(w.Import(w.ctx, w.admin, w.checks(w.admin, roster.RosterOptions{}, lines...), false))
		out, err := w.Export(w.ctx, w.admin, format, exam.RosterFilter{})
		w.no(err)
		for i, row := range w.rows(w.admin, w.checksFile(w.admin, roster.RosterOptions{}, out)) {
			if row.Verdict != roster.VerdictUnchanged || row.Name != names[i] {
				t.Errorf("%s: %q came back as %+v", format, names[i], row)
			}
		}
		if got := w.kinds(); got[len(got)-1] != "roster.exported" {
			t.Errorf("ledger %q", got)
		}
	}
}

func TestTheTemplateAndTheSampleAreRead(t *testing.T) {
	w := newWorld(t)
	sample, err := w.Template(w.ctx, w.admin, "xlsx", true)
	w.no(err)
	rows := w.rows(w.admin, w.checksFile(w.admin, roster.RosterOptions{}, sample))
	wrong := 0
	for _, r := range rows {
		if r.Verdict == roster.VerdictWrong {
			wrong++
		}
	}
	if len(rows) != 12 || wrong != 1 {
		t.Errorf("the sample has %d rows and %d wrong ones, want 12 and 1: %+v", len(rows), wrong, rows)
	}
	if _, err := w.Template(w.ctx, w.admin, "csv", false); err != nil {
		t.Error(err)
	}
}
