package roster

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
)

// Difference is a row whose verdict is no longer what the dry run said.
type Difference struct {
	Row    int     `json:"row"`
	Number string  `json:"number"`
	Was    Verdict `json:"was"`
	Is     Verdict `json:"is"`
	// Changes are what an import would do now.
	Changes []FieldChange `json:"changes,omitempty"`
}

// shownDifferences is how many differences a refusal lists.
const shownDifferences = 20

// Import does exactly what the dry run said, in one transaction. Rows that are
// wrong stop it, unless leaveOut says that they are left out. Where the school's
// roster has changed since, it is CodeConflict with the "differences", and
// nothing is done. A plan that was imported before is left as it is.
func (s *Service) Import(ctx context.Context, by exam.Actor, planID string, leaveOut bool) error {
	r, err := reachOf(by)
	if err != nil {
		return err
	}
	plan, c, err := s.plan(ctx, by, planID)
	if err != nil {
		return err
	}
	if plan.State == exam.RosterImported {
		return nil
	}
	if plan.State != exam.RosterReady || plan.Kind != "sheet" {
		return exam.Errorf(exam.CodeConflict, "this sheet is not ready to be imported")
	}
	if n := countOf(c.Rows); n.Wrong > 0 && !leaveOut {
		return exam.Errorf(exam.CodeInvalid, "%d rows are wrong; correct them, or say that they are left out", n.Wrong).With("why", "wrong_rows").With("count", n.Wrong)
	}
	return s.Store.ImportRoster(ctx, by.SchoolID, planID, func(base exam.RosterBase) (exam.RosterChange, exam.RosterPlan, error) {
		w, err := newWorld(Header{Columns: c.Columns}, base, c.Options, r, s.openIdentity)
		if err != nil {
			return exam.RosterChange{}, plan, err
		}
		rows := w.judge(c.Entries)
		if err := differences(c.Rows, rows); err != nil {
			return exam.RosterChange{}, plan, err
		}
		change := s.changeOf(by, plan, rows)
		done := plan
		done.State, done.UpdatedAt = exam.RosterImported, s.Now()
		kept := c
		kept.Entries, kept.LeftOut = nil, leaveOut
		return change, done, s.sealContent(&done, kept)
	})
}

func differences(was, is []Judged) error {
	var all []Difference
	for i := range is {
		if was[i].Verdict != is[i].Verdict || !slices.Equal(was[i].Changes, is[i].Changes) {
			all = append(all, Difference{is[i].Row, is[i].Number, was[i].Verdict, is[i].Verdict, is[i].Changes})
		}
	}
	if len(all) == 0 {
		return nil
	}
	return exam.Errorf(exam.CodeConflict, "the roster has changed since this sheet was checked, in %d of its rows; check it again", len(all)).
		With("why", "base_changed").With("count", len(all)).With("differences", all[:min(len(all), shownDifferences)])
}

// changeOf returns what the rows that are not wrong ask for.
func (s *Service) changeOf(by exam.Actor, plan exam.RosterPlan, rows []Judged) exam.RosterChange {
	a := &applying{
		s: s, schoolID: plan.SchoolID, made: map[string]string{}, people: map[string]*exam.Candidate{}, fresh: map[string]bool{},
		enrolled: map[[2]string]bool{}, identified: map[string]bool{},
	}
	for i := range rows {
		if v := rows[i].Verdict; v == VerdictNew || v == VerdictChanged {
			a.apply(&rows[i])
		}
	}
	for _, number := range a.order {
		if one := a.people[number]; a.fresh[number] {
			a.change.New = append(a.change.New, *one)
		} else {
			a.change.Changed = append(a.change.Changed, *one)
		}
	}
	n := countOf(rows)
	a.change.Facts = []exam.Fact{{Kind: "roster.imported", Actor: by, At: s.Now(), Data: map[string]string{
		"plan": plan.ID, "file": plan.FileName, "new": strconv.Itoa(n.New), "changed": strconv.Itoa(n.Changed),
		"unchanged": strconv.Itoa(n.Unchanged), "left_out": strconv.Itoa(n.Wrong),
		"colleges_made": strconv.Itoa(len(a.change.Colleges)), "majors_made": strconv.Itoa(len(a.change.Majors)),
	}}}
	for i := range rows {
		if fact, ok := changedFact(by, plan, &rows[i]); ok {
			fact.At = s.Now()
			a.change.Facts = append(a.change.Facts, fact)
		}
	}
	return a.change
}

// changedFact tells of one candidate whose own fields an import changes.
func changedFact(by exam.Actor, plan exam.RosterPlan, j *Judged) (exam.Fact, bool) {
	if j.Verdict != VerdictChanged {
		return exam.Fact{}, false
	}
	data := map[string]string{"candidate": j.known.ID, "number": j.Number, "plan": plan.ID, "row": strconv.Itoa(j.Row)}
	for _, c := range j.Changes {
		data[string(c.Field)] = fmt.Sprintf("%s → %s", c.From, c.To)
	}
	return exam.Fact{Kind: "candidate.changed", Actor: by, Data: data}, true
}

// applying gathers a change, row by row.
type applying struct {
	s        *Service
	schoolID string
	change   exam.RosterChange
	made     map[string]string          // colleges and majors to be made, to their identifier
	people   map[string]*exam.Candidate // new or changed, by number
	fresh    map[string]bool
	order    []string
	enrolled map[[2]string]bool
	// identified holds the candidates whose identity number is in the change.
	identified map[string]bool
}

func (a *applying) apply(j *Judged) {
	one := a.people[j.Number]
	if one == nil {
		one = &exam.Candidate{ID: ident.New(), SchoolID: a.schoolID, Number: j.Number}
		if j.known != nil {
			known := j.known.Candidate
			one = &known
		} else {
			a.fresh[j.Number] = true
		}
		a.people[j.Number] = one
		a.order = append(a.order, j.Number)
	}
	e := j.entry
	for _, f := range []struct {
		to   *string
		from string
	}{{&one.Name, e.Name}, {&one.Phone, e.Phone}, {&one.BirthDate, e.Birth}, {&one.Note, e.Note}} {
		if f.from != "" {
			*f.to = f.from
		}
	}
	if e.Identity != "" && (j.known == nil || j.known.identity != e.Identity) {
		a.identity(one.ID, e.Identity)
	}
	majorID := a.major(j.place)
	if (j.known == nil || !slices.Contains(j.known.MajorIDs, majorID)) && !a.enrolled[[2]string{one.ID, majorID}] {
		a.enrolled[[2]string{one.ID, majorID}] = true
		a.change.Enrolments = append(a.change.Enrolments, exam.Enrolment{ID: ident.New(), SchoolID: a.schoolID, CandidateID: one.ID, MajorID: majorID})
	}
}

func (a *applying) identity(candidateID, number string) {
	if a.identified[candidateID] {
		return // rows of one candidate agree
	}
	a.identified[candidateID] = true
	a.change.Identities = append(a.change.Identities, exam.Identity{
		CandidateID: candidateID, SchoolID: a.schoolID, Sealed: a.s.Box.Seal([]byte(number), identityPlace(candidateID)),
		RetainUntil: a.s.Now().Add(a.s.RetainIdentities),
	})
}

// major returns the identifier of a row's major, made if need be.
func (a *applying) major(at place) string {
	if at.majorID != "" {
		return at.majorID
	}
	if at.collegeID == "" {
		key := "college:" + sameName(at.college)
		if a.made[key] == "" {
			c := exam.College{ID: ident.New(), SchoolID: a.schoolID, Name: at.college}
			a.made[key] = c.ID
			a.change.Colleges = append(a.change.Colleges, c)
		}
		at.collegeID = a.made[key]
	}
	key := "major:" + at.examID + ":" + at.collegeID + ":" + sameName(at.major)
	if a.made[key] == "" {
		m := exam.Major{ID: ident.New(), SchoolID: a.schoolID, ExamID: at.examID, CollegeID: at.collegeID, Name: at.major}
		a.made[key] = m.ID
		a.change.Majors = append(a.change.Majors, m)
	}
	return a.made[key]
}
