package main

import (
	"fmt"
	"os"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/account"
	"kaochang/internal/admission"
	"kaochang/internal/announce"
	"kaochang/internal/checkin"
	"kaochang/internal/demo"
	"kaochang/internal/devicecheck"
	"kaochang/internal/enquiry"
	"kaochang/internal/enrol"
	"kaochang/internal/evidence"
	"kaochang/internal/flow"
	"kaochang/internal/identity"
	"kaochang/internal/interview"
	"kaochang/internal/material"
	"kaochang/internal/mock"
	"kaochang/internal/notice"
	"kaochang/internal/payment"
	"kaochang/internal/planning"
	"kaochang/internal/review"
	"kaochang/internal/room"
	"kaochang/internal/roster"
	"kaochang/internal/school"
	"kaochang/internal/server"
	"kaochang/internal/video"
	"kaochang/internal/waiting"
	"kaochang/internal/written"
)

// openAPICommand prints the description of the API.
type openAPICommand struct{}

// Run prints it as indented JSON; the operations are described without a server.
func (openAPICommand) Run() error {
	_, api := server.New(server.Parts{Version: "1", Register: func(api huma.API) {
		register(api, &features{
			account: account.New(nil, nil, account.Settings{}, now), enrol: enrol.New(nil, now), room: room.New(nil, nil, nil, now),
			checkin: checkin.New(checkin.Parts{Now: now}), waiting: waiting.New(nil, nil, now), interview: interview.New(nil, nil, nil, now),
			evidence: evidence.New(nil, nil, nil, "", now), material: material.New(nil, nil, nil, now),
			roster: roster.New(roster.Parts{Now: now}), planning: planning.New(planning.Parts{Now: now}),
			school: school.New(school.Parts{Now: now}), payment: payment.New(nil, nil, now),
			announce: announce.New(nil, nil, now), enquiry: enquiry.New(nil, nil, now), review: review.New(nil, nil, now),
			flow:      flow.New(flow.Parts{Now: now}),
			admission: admission.New(admission.Parts{Now: now}), devicecheck: devicecheck.New(devicecheck.Parts{Now: now}), mock: mock.New(nil, nil, now),
			identity: identity.New(identity.Parts{Now: now}),
			notice:   notice.New(notice.Parts{Now: now}),
			written:  written.New(written.Parts{Now: now}),
			video:    video.New(video.Parts{Now: now}),
		})
		demo.Register(api, nil, nil, nil, now)
	}})
	text, err := api.OpenAPI().MarshalJSON()
	if err != nil {
		return fmt.Errorf("encode OpenAPI: %w", err)
	}
	return writeIndented(os.Stdout, text)
}

// features are the use cases that have operations.
type features struct {
	account     *account.Service
	enrol       *enrol.Service
	room        *room.Service
	checkin     *checkin.Service
	waiting     *waiting.Service
	interview   *interview.Service
	evidence    *evidence.Service
	material    *material.Service
	roster      *roster.Service
	planning    *planning.Service
	school      *school.Service
	payment     *payment.Service
	announce    *announce.Service
	enquiry     *enquiry.Service
	review      *review.Service
	flow        *flow.Service
	admission   *admission.Service
	devicecheck *devicecheck.Service
	mock        *mock.Service
	identity    *identity.Service
	notice      *notice.Service
	written     *written.Service
	video       *video.Service
}

// register adds the operations of all features.
func register(api huma.API, f *features) {
	f.account.Register(api)
	f.enrol.Register(api)
	f.room.Register(api)
	f.checkin.Register(api, f.account.Cookie)
	f.waiting.Register(api)
	f.interview.Register(api)
	f.evidence.Register(api)
	f.material.Register(api)
	f.roster.Register(api)
	f.planning.Register(api)
	f.school.Register(api)
	f.payment.Register(api)
	f.announce.Register(api)
	f.enquiry.Register(api)
	f.review.Register(api)
	f.flow.Register(api)
	f.identity.Register(api)
	f.admission.Register(api)
	f.devicecheck.Register(api)
	f.mock.Register(api)
	f.notice.Register(api)
	f.written.Register(api)
	f.video.Register(api)
}
