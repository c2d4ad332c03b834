// Package sms sends text messages through Aliyun or Tencent Cloud, by their official
// SDKs; it is the only place that knows these. The inbox is the provider of the demo and of
// tests: it keeps the messages where a page can show them.
package sms

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"kaochang/internal/exam"
)

// Text is a text message in the inbox.
type Text struct {
	Phone string    `json:"phone"`
	Body  string    `json:"text"`
	Code  string    `json:"code" doc:"Empty for a notice"`
	At    time.Time `json:"at"`
}

// keptMessages is how many of the newest messages the inbox holds.
const keptMessages = 20000

// Inbox keeps messages in memory instead of sending them.
type Inbox struct {
	now func() time.Time

	mu       sync.Mutex
	messages []Text
}

// NewInbox returns an empty inbox.
func NewInbox(now func() time.Time) *Inbox { return &Inbox{now: now} }

// SendCode keeps a sign-in code's message.
func (i *Inbox) SendCode(_ context.Context, phone, code string, ttl time.Duration) error {
	i.keep(Text{Phone: phone, Code: code, Body: fmt.Sprintf("验证码 %s，%d 分钟内有效，请勿告诉他人。", code, int(ttl.Minutes()))})
	return nil
}

// noticeTexts are the demo's templates.
var noticeTexts = map[exam.SMSKind]string{
	exam.SMSAnnouncement: "${school}发布了公告“${title}”，请登录查看。",
	exam.SMSRejection:    "您提交给${school}的“${material}”未通过审核，请登录查看原因并重新提交。",
	exam.SMSSession:      "${school}“${subject}”考试安排有变：${change}，请登录查看。",
}

// SendNotice keeps a notice's message.
func (i *Inbox) SendNotice(_ context.Context, phone string, n exam.SMSNotice) exam.SMSFailure {
	var pairs []string
	for _, v := range n.Values {
		pairs = append(pairs, "${"+v.Name+"}", v.Text)
	}
	i.keep(Text{Phone: phone, Body: strings.NewReplacer(pairs...).Replace(noticeTexts[n.Kind])})
	return exam.SMSFailure{}
}

// Missing returns "": the inbox takes every kind.
func (i *Inbox) Missing(exam.SMSKind) Why { return "" }

func (i *Inbox) keep(t Text) {
	t.At, t.Body = i.now(), "【云考场】"+t.Body
	i.mu.Lock()
	defer i.mu.Unlock()
	i.messages = append(i.messages, t)
	if len(i.messages) > keptMessages {
		i.messages = slices.Delete(i.messages, 0, len(i.messages)-keptMessages)
	}
}

// Latest returns at most n messages, newest first; of one number where phone is
// not empty.
func (i *Inbox) Latest(phone string, n int) []Text {
	i.mu.Lock()
	defer i.mu.Unlock()
	found := []Text{}
	for k := len(i.messages) - 1; k >= 0 && len(found) < n; k-- {
		if phone == "" || i.messages[k].Phone == phone {
			found = append(found, i.messages[k])
		}
	}
	return found
}
