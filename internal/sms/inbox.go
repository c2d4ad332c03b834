// Package sms sends text messages through Aliyun or Tencent Cloud, by their official
// SDKs; it is the only place that knows these. The inbox is the provider of the demo and of
// tests: it keeps the messages where a page can show them.
package sms

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Text is a text message in the inbox.
type Text struct {
	Phone string    `json:"phone"`
	Body  string    `json:"text"`
	Code  string    `json:"code"`
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
	i.mu.Lock()
	defer i.mu.Unlock()
	i.messages = append(i.messages, Text{
		Phone: phone, Code: code, At: i.now(),
		Body: fmt.Sprintf("【云考场】验证码 %s，%d 分钟内有效，请勿告诉他人。", code, int(ttl.Minutes())),
	})
	if len(i.messages) > keptMessages {
		i.messages = slices.Delete(i.messages, 0, len(i.messages)-keptMessages)
	}
	return nil
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
