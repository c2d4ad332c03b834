package roster

import (
	"strings"

	"golang.org/x/text/width"

	"kaochang/internal/exam"
)

// sameName makes names comparable: （ and ( are one, spaces and case do not count.
func sameName(name string) string {
	return strings.ToLower(strings.ReplaceAll(width.Fold.String(tidy(name)), " ", ""))
}

// placeOf finds the major that a row enrols in, or says in the entry why not.
func (w *world) placeOf(e *Entry) place {
	at := place{examID: w.options.ExamID}
	if e.Exam != "" || at.examID == "" {
		examID, reason := w.examOf(e.Exam)
		if reason != "" {
			e.wrong(w.header, FieldExam, reason, "")
			return place{}
		}
		at.examID = examID
	}
	if e.College != "" {
		found := w.colleges[sameName(e.College)]
		switch {
		case len(found) > 1:
			e.wrong(w.header, FieldCollege, ReasonAmbiguous, "")
			return place{}
		case len(found) == 1:
			at.collegeID = found[0].ID
		case !w.options.CreateMissing || !w.reach.all:
			e.wrong(w.header, FieldCollege, ReasonUnknown, "")
			return place{}
		default:
			at.college = e.College
		}
	}
	return w.majorOf(e, at)
}

// examOf finds an exam by its name; without one it is the school's only exam.
func (w *world) examOf(name string) (string, Reason) {
	if name == "" {
		if len(w.byExam) != 1 {
			return "", ReasonMissing
		}
		for id := range w.byExam {
			return id, ""
		}
	}
	switch found := w.exams[sameName(name)]; len(found) {
	case 0:
		return "", ReasonUnknown
	case 1:
		return found[0].ID, ""
	}
	return "", ReasonAmbiguous
}

func (w *world) majorOf(e *Entry, at place) place {
	var fit []exam.Major
	for _, m := range w.majors[[2]string{at.examID, sameName(e.Major)}] {
		if e.College == "" || m.CollegeID == at.collegeID {
			fit = append(fit, m)
		}
	}
	switch {
	case len(fit) > 1:
		e.wrong(w.header, FieldMajor, ReasonAmbiguous, "")
		return place{}
	case len(fit) == 1:
		at.majorID, at.collegeID, at.college = fit[0].ID, fit[0].CollegeID, ""
	case !w.options.CreateMissing:
		e.wrong(w.header, FieldMajor, ReasonUnknown, "")
		return place{}
	case e.College == "":
		e.wrong(w.header, FieldCollege, ReasonMissing, "")
		return place{}
	default:
		at.major = e.Major
	}
	if at.collegeID != "" && !w.reach.covers(at.collegeID) {
		e.wrong(w.header, FieldMajor, ReasonNotYours, "")
		return place{}
	}
	return at
}
