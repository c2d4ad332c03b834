package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

type stepRow struct {
	bun.BaseModel `bun:"table:sitting_step,alias:sitting_step"`

	SittingID string `bun:",pk"`
	Kind      string `bun:",pk"`
	SchoolID  string
	State     string
	At        int64
	LoginID   string
	Label     string
	StaffID   string
	ByName    string
	Reason    string
}

func stepRowOf(s *exam.Sitting, m exam.StepMark) *stepRow {
	return &stepRow{
		SittingID: s.ID, Kind: string(m.Kind), SchoolID: s.SchoolID, State: string(m.State), At: ms(m.At), LoginID: m.LoginID, Label: m.Label,
		StaffID: m.StaffID, ByName: m.By, Reason: clean(m.Reason),
	}
}

func (r stepRow) mark() exam.StepMark {
	return exam.StepMark{
		Kind: exam.StepKind(r.Kind), State: exam.MarkState(r.State), At: at(r.At), LoginID: r.LoginID, Label: r.Label, StaffID: r.StaffID, By: r.ByName, Reason: r.Reason,
	}
}

// ownFlow is what of the flow and the accommodation reaches one sitting.
type ownFlow struct {
	accommodationRow `bun:",extend"`
	SittingID        string
	Steps            string
	Mock             bool
	Flags            int
}

// ownFlows selects, for each sitting, its subject's flow, else its exam's, its
// enrolment's accommodation, its flags, and whether it is practice. It ends where the
// sittings are chosen.
const ownFlows = `SELECT t.id AS sitting_id, se.mock, coalesce(own.steps, whole.steps, '') AS steps,
  coalesce((SELECT sum(times) FROM face_flag g WHERE g.school_id = t.school_id AND g.sitting_id = t.id), 0) AS flags, coalesce(a.id, '') AS id, coalesce(a.no_face_check, FALSE) AS no_face_check,
  coalesce(a.one_camera, FALSE) AS one_camera, coalesce(a.extra_percent, 0) AS extra_percent, coalesce(a.extra_minutes, 0) AS extra_minutes,
  coalesce(a.breaks, 0) AS breaks, coalesce(a.break_minutes, 0) AS break_minutes, coalesce(a.break_total, 0) AS break_total, t.school_id, t.enrolment_id, coalesce(a.reason, '') AS reason,
  coalesce(a.approved_by, '') AS approved_by, coalesce(a.approved_at, 0) AS approved_at
  FROM sitting t JOIN session se ON se.id = t.session_id JOIN subject su ON su.id = se.subject_id
  LEFT JOIN flow own ON own.school_id = t.school_id AND own.exam_id = su.exam_id AND own.subject_id = su.id
  LEFT JOIN flow whole ON whole.school_id = t.school_id AND whole.exam_id = su.exam_id AND whole.subject_id = ''
  LEFT JOIN accommodation a ON a.school_id = t.school_id AND a.enrolment_id = t.enrolment_id
  WHERE `

// addFlow adds the steps of check-in, how far each candidate has come in them, and
// what is different for her, to the sittings that a condition selected.
func addFlow(ctx context.Context, db source, one func(sittingID string) *exam.Sitting, where string, args ...any) error {
	var flows []ownFlow
	if err := db.scan(ctx, db.NewRaw(ownFlows+chosen("t.id", where), args...), &flows); err != nil {
		return fmt.Errorf("list flows of sittings: %w", err)
	}
	for _, r := range flows {
		s := one(r.SittingID)
		s.Mock = r.Mock
		if r.ID != "" {
			s.Accommodation = r.accommodation()
		}
		steps, err := stepsOf(r.Steps)
		if err != nil {
			return err
		}
		s.Flow, s.FaceFlags = exam.StepsFor(steps, s.Accommodation), r.Flags
	}
	var marks []stepRow
	if err := db.scan(ctx, db.NewSelect().Model(&marks).Where(chosen("sitting_id", where), args...).Order("sitting_id", "at", "kind"), &marks); err != nil {
		return fmt.Errorf("list steps of sittings: %w", err)
	}
	for _, m := range marks {
		s := one(m.SittingID)
		s.Marks = append(s.Marks, m.mark())
	}
	return nil
}

// stepsOf reads the steps of a flow.
func stepsOf(text string) (steps []exam.FlowStep, err error) {
	if text == "" {
		return nil, nil
	}
	if err := json.Unmarshal([]byte(text), &steps); err != nil {
		return nil, fmt.Errorf("decode flow: %w", err)
	}
	return steps, nil
}

// saveSteps writes the marks that are new or changed; none ever goes.
func saveSteps(ctx context.Context, tx *txn, before exam.Sitting, one *exam.Sitting) error {
	for _, m := range one.Marks {
		if slices.Contains(before.Marks, m) {
			continue
		}
		q := tx.NewInsert().Model(stepRowOf(one, m)).On("CONFLICT (sitting_id, kind) DO UPDATE")
		for _, c := range []string{"state", "at", "login_id", "label", "staff_id", "by_name", "reason"} {
			q = q.Set("? = EXCLUDED.?", bun.Ident(c), bun.Ident(c))
		}
		if _, err := q.Exec(ctx); err != nil {
			return fmt.Errorf("save step %s of sitting %s: %w", m.Kind, one.ID, err)
		}
	}
	return nil
}
