package planning

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

type commitOutput struct {
	Body struct {
		ID   string `json:"id"`
		Hash string `json:"hash" doc:"SHA-256 of the secret, as hex"`
	}
}

type panelInput struct {
	ExamPath
	Body struct {
		RoomIDs      []string  `json:"room_ids" minItems:"1" maxItems:"200" doc:"In the order of filling"`
		StaffIDs     []string  `json:"staff_ids" minItems:"1" maxItems:"2000" doc:"The pool"`
		PerRoom      int       `json:"per_room" minimum:"1" maximum:"50"`
		Role         exam.Role `json:"role" enum:"examiner,chair,secretary"`
		CommitmentID string    `json:"commitment_id,omitempty" doc:"Owed by a draw that is no trial"`
		Word         string    `json:"word,omitempty" maxLength:"400" doc:"A public word that nobody controls, which the seed is made of too"`
		Trial        bool      `json:"trial,omitempty" doc:"Only tell what might come of it"`
	}
}

type panelOutput struct {
	Body struct {
		Rooms []PanelView `json:"rooms"`
	}
}

// PanelView is who was drawn into a room.
type PanelView struct {
	RoomID string      `json:"room_id"`
	Staff  []NamedView `json:"staff"`
}

type drawsOutput struct {
	Body struct {
		Draws []DrawView `json:"draws"`
	}
}

type drawInput struct {
	ExamPath
	DrawID string `path:"draw_id"`
}

type drawOutput struct{ Body DrawView }

func (s *Service) registerDraws(api huma.API, op func(method, path, id, summary string) operation.Op) {
	const one = "/{exam_id}"
	operation.Register(api, op("POST", one+"/draw-commitments", "commit-draw", "Promise a draw, so that nobody could choose its seed"), s.handleCommit)
	operation.Register(api, op("POST", one+"/panel-draws", "draw-panel", "Deal staff into rooms by lot"), s.handlePanel)
	operation.Register(api, op("GET", one+"/draws", "list-draws", "The exam's draws, newest first"), s.handleDraws)
	operation.Register(api, op("GET", one+"/draws/{draw_id}", "get-draw", "A draw with all that it takes to draw again"), s.handleDraw)
}

func (s *Service) handleCommit(ctx context.Context, in *ExamPath) (*commitOutput, error) {
	out := &commitOutput{}
	var err error
	out.Body.ID, out.Body.Hash, err = s.Commit(ctx, operation.ActorFrom(ctx), in.ExamID)
	return out, err
}

func (s *Service) handlePanel(ctx context.Context, in *panelInput) (*panelOutput, error) {
	b := in.Body
	r := exam.PanelRequest{RoomIDs: b.RoomIDs, StaffIDs: b.StaffIDs, PerRoom: b.PerRoom, Role: b.Role}
	staff, err := s.DrawPanel(ctx, operation.ActorFrom(ctx), in.ExamID, r, b.CommitmentID, b.Word, b.Trial)
	out := &panelOutput{}
	for _, roomID := range b.RoomIDs {
		v := PanelView{RoomID: roomID, Staff: []NamedView{}}
		for _, m := range staff[roomID] {
			if m.Role == b.Role {
				v.Staff = append(v.Staff, NamedView{m.StaffID, m.Name})
			}
		}
		out.Body.Rooms = append(out.Body.Rooms, v)
	}
	return out, err
}

func (s *Service) handleDraws(ctx context.Context, in *ExamPath) (*drawsOutput, error) {
	list, err := s.Draws(ctx, operation.ActorFrom(ctx), in.ExamID)
	out := &drawsOutput{}
	out.Body.Draws = make([]DrawView, len(list))
	for i, d := range list {
		out.Body.Draws[i] = drawView(d)
	}
	return out, err
}

func (s *Service) handleDraw(ctx context.Context, in *drawInput) (*drawOutput, error) {
	d, err := s.Draw(ctx, operation.ActorFrom(ctx), in.DrawID)
	return &drawOutput{drawView(d)}, err
}
