package roster_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/roster"
	"kaochang/internal/sheet"
)

// many returns a workbook of n candidates with identity numbers.
func many(t testing.TB, n int) []byte {
	t.Helper()
	rows := make([][]string, n)
	for i := range rows {
		digits := fmt.Sprintf("110105%04d%02d%02d%03d", 1980+i%30, i%12+1, i%28+1, i%1000)
		rows[i] = []string{fmt.Sprintf("2026%06d", i), fmt.Sprintf("考生%d", i), fmt.Sprintf("139%08d", i), "2026 复试", "艺术学院", "声乐", withCheckSign(digits), "2008/3/5", ""}
	}
	var out bytes.Buffer
	head := []string{"考生编号", "姓名", "手机号", "考试业务", "学院", "专业", "身份证号", "出生日期", "备注"}
	if err := sheet.WriteXLSX(&out, sheet.Table{Name: "名单", Header: head, Rows: rows}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func withCheckSign(digits string) string {
	for _, sign := range "0123456789X" {
		if exam.CheckResidentID(digits+string(sign)) == "" {
			return digits + string(sign)
		}
	}
	return digits
}

// tooLong is three times the goal for 10,000 rows, so that a busy machine does
// not fail the test and a slow program does.
const tooLong = 30 * time.Second

// TestTenThousandCandidates imports 10,000 (docs/BENCHMARKS.md), changes all of
// them, and pages through the list.
func TestTenThousandCandidates(t *testing.T) {
	const n = 10_000
	w := newWorld(t)
	raw := many(t, n)
	took := map[string]time.Duration{}
	timed := func(what string, do func()) {
		began := time.Now()
		do()
		took[what] = time.Since(began)
		if took[what] > tooLong {
			t.Errorf("%s took %s, want less than %s", what, took[what], tooLong)
		}
	}
	var plan string
	timed("dry run", func() { plan = w.checksFile(w.admin, roster.RosterOptions{}, raw) })
	if rows := w.rows(w.admin, plan); len(rows) != n || rows[n-1].Verdict != roster.VerdictNew {
		t.Fatalf("%d rows, the last %+v", len(rows), rows[len(rows)-1])
	}
	timed("import", func() { w.no(w.Import(w.ctx, w.admin, plan, false)) })
	timed("dry run of the same", func() { plan = w.checksFile(w.admin, roster.RosterOptions{}, raw) })
	for _, r := range w.rows(w.admin, plan) {
		if r.Verdict != roster.VerdictUnchanged {
			t.Fatalf("the same row again is %+v", r)
		}
	}
	timed("page", func() {
		list, total, err := w.List(w.ctx, w.admin, exam.RosterFilter{Query: "考生99", ExamID: "s-exam", Limit: 50, Offset: 50})
		if err != nil || len(list) != 50 || total != 111 {
			t.Errorf("a page has %d of %d with %v, want 50 of 111", len(list), total, err)
		}
	})
	timed("export", func() {
		if _, err := w.Export(w.ctx, w.admin, "xlsx", exam.RosterFilter{}); err != nil {
			t.Error(err)
		}
	})
	t.Logf("%d candidates: %v", n, took)
}

// BenchmarkRoster measures what docs/BENCHMARKS.md lists, 10,000 rows an
// operation.
func BenchmarkRoster(b *testing.B) {
	raw := many(b, 10_000)
	for b.Loop() {
		w := newWorld(b)
		began := time.Now()
		plan := w.checksFile(w.admin, roster.RosterOptions{}, raw)
		checked := time.Now()
		w.no(w.Import(w.ctx, w.admin, plan, false))
		b.ReportMetric(checked.Sub(began).Seconds(), "dry-run-s/op")
		b.ReportMetric(time.Since(checked).Seconds(), "import-s/op")
		began = time.Now()
		if _, _, err := w.List(w.ctx, w.admin, exam.RosterFilter{Query: "考生99", Limit: 50}); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(1000*time.Since(began).Seconds(), "page-ms/op")
	}
}
