package devicecheck

import (
	"strconv"
	"strings"
	"time"

	"kaochang/internal/exam"
)

// stateWords are the states in the exported list.
var stateWords = map[exam.ReadyState]string{
	exam.ReadyUnchecked: "未检测", exam.ReadyAll: "通过", exam.ReadyRemarks: "通过，有提示", exam.ReadyFailed: "未通过",
}

// itemWords are the items in the exported list.
var itemWords = map[exam.CheckItem]string{
	exam.ItemBrowser: "浏览器", exam.ItemCamera: "摄像头", exam.ItemMicrophone: "麦克风", exam.ItemSpeaker: "扬声器", exam.ItemNetwork: "网络", exam.ItemEvents: "消息连接",
	exam.ItemMedia: "音视频连接", exam.ItemStorage: "存储空间", exam.ItemClock: "时钟", exam.ItemPower: "电量", exam.ItemScreen: "屏幕常亮",
}

var header = []string{
	"考生编号", "姓名", "手机号", "考试业务", "学院", "专业", "设备检测", "第一机位", "第一机位检测时间（UTC）", "第一机位问题", "第二机位", "第二机位检测时间（UTC）", "第二机位问题", "完成模拟考试次数", "最近一次（UTC）",
}

// tableOf writes candidates with how ready they are, a row each.
func tableOf(list []exam.Readiness) Table {
	t := Table{Name: "考前准备", Header: header, Notes: []string{
		"设备检测以每个机位最近一次完成的检测为准；未通过：至少一项不能用于考试。 The latest finished check of each camera counts; a reason ends with its code.",
	}}
	for _, r := range list {
		row := []string{r.Number, r.Name, r.Phone, r.ExamName, r.CollegeName, r.MajorName, stateWords[r.State()]}
		for _, p := range []exam.Position{exam.FirstPosition, exam.SecondPosition} {
			row = append(row, cellsOf(r.Check(p))...)
		}
		t.Rows = append(t.Rows, append(row, strconv.Itoa(r.Mocks), moment(r.LastMockAt)))
	}
	return t
}

// cellsOf returns the device, the time and what is wrong of a check, nil for none.
func cellsOf(c *exam.DeviceCheck) []string {
	if c == nil {
		return []string{"", "", ""}
	}
	var wrong []string
	for _, f := range c.Findings {
		for _, why := range f.Reasons {
			wrong = append(wrong, itemWords[f.Item]+" "+string(why))
		}
	}
	return []string{c.Label, moment(c.FinishedAt), strings.Join(wrong, "；")}
}

func moment(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format("2006-01-02 15:04")
}
