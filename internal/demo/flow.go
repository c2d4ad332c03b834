package demo

import (
	"context"
	"fmt"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
)

// stepper is a candidate whose exam has a full flow of check-in (FEATURES B3, B4,
// B11).
var stepper = DemoCandidate{"何小满", "13800000006", "2026100006"}

// stepMembers are the staff of her room.
var stepMembers = []DemoStaff{
	{"steward2", "吴候考", exam.RoleSteward, Password},
	{"proctor", "郑监考", exam.RoleProctor, Password},
	{"chair2", "孙主考", exam.RoleChair, Password},
}

const pledgeBody = `我是参加本次网络远程考试的考生。我已阅读并理解考试规定，现郑重承诺：

一、我提供的个人信息和报名材料真实、准确，本人参加考试，不由他人代替。

二、我将独立完成考试，不接受任何人以任何方式提供的帮助，不使用未经允许的设备、资料和软件。

三、考试期间，我所在的房间内没有其他人；我不离开摄像头画面，不切换页面，不佩戴耳机。

四、第一机位正对我的面部，第二机位放在侧后方约 45°，能看到我的上半身、双手、桌面和第一机位的屏幕。

五、我不以任何方式录制、保存或传播考试内容和考官的图像、声音。

六、我知道考试过程会被录音录像，并同意学校按规定保存和使用。

七、如有违反，我愿意接受取消考试资格、取消录取资格等处理，并承担相应的法律责任。

我已阅读以上全部内容。`

// seedFlow makes an exam with a pledge, a device check and a room scan, in a room
// of its own with its own staff.
func seedFlow(ctx context.Context, tx Setup, p place, hash string, now time.Time) error {
	f := place{school: p.school, college: p.college, exam: ident.New(), major: ident.New(), subject: ident.New(), session: p.session}
	f.room = exam.Room{ID: ident.New(), SchoolID: p.school, ExamID: f.exam, Name: "研招第一面试室", Kind: p.room.Kind, Intro: p.room.Intro, Contact: p.room.Contact}
	pledge := exam.PledgeText{ID: ident.New(), SchoolID: p.school, Version: 1, Title: "诚信考试承诺书", Body: pledgeBody, PublishedAt: now, PublishedBy: "赵教务"}
	pledge.SHA256 = pledge.Hash()
	steps := []exam.FlowStep{{Kind: exam.StepPledge}, {Kind: exam.StepDeviceCheck}, {Kind: exam.StepRoomScan, Tick: true, SecondCamera: true}}
	for _, create := range []func() error{
		func() error {
			return tx.CreateExam(ctx, exam.Exam{ID: f.exam, SchoolID: p.school, Name: "2026 年研究生远程复试", Open: true})
		},
		func() error {
			return tx.CreateMajor(ctx, exam.Major{ID: f.major, SchoolID: p.school, ExamID: f.exam, CollegeID: p.college, Name: "艺术管理"})
		},
		func() error {
			return tx.CreateSubject(ctx, exam.Subject{ID: f.subject, SchoolID: p.school, ExamID: f.exam, Name: "复试面试", Type: exam.TypeInterview})
		},
		func() error { return tx.CreatePledge(ctx, pledge) },
		func() error {
			return tx.CreateFlow(ctx, exam.Flow{ID: ident.New(), SchoolID: p.school, ExamID: f.exam, Steps: steps, Version: 1, ChangedAt: now, ChangedBy: "赵教务"})
		},
		func() error { return seedRoom(ctx, tx, &f) },
		func() error { return seedMembers(ctx, tx, f, stepMembers, hash) },
		func() error { _, err := seedPeople(ctx, tx, f, []DemoCandidate{stepper}); return err },
	} {
		if err := create(); err != nil {
			return fmt.Errorf("make exam with a flow: %w", err)
		}
	}
	return nil
}
