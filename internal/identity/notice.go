package identity

import (
	"strings"

	"kaochang/internal/exam"
)

// Notice is what a candidate reads before her face is checked.
type Notice struct {
	Language string `json:"language" enum:"zh-CN,en"`
	Text     string `json:"text" doc:"Plain text"`
	SHA256   string `json:"sha256"`
}

// The built-in notices, by provider: what is taken, what for, how long, and that
// refusing costs nothing (Measures for the Security of Face Recognition, in force
// since 2025-06-01, articles 4-10). {days} is the school's retention.
var notices = map[string]map[bool]string{
	"zh-CN": {
		true: `为确认参加考试的是您本人，需要对您进行人脸识别。

处理的信息：您按提示做动作时的几张照片，以及您报名时提交的照片。
目的和方式：服务器只用这些照片核对是否为真人、是否与报名照片一致；机器的结论只供工作人员参考。
保存：照片单独加密保存，{days} 天后自动删除，删除有记录可查；人脸特征不保存。
谁能看到：只有本场考试负责核验的工作人员，每次查看都有记录。

是否同意完全由您决定。不同意，或事后撤回同意，都不影响您参加考试：工作人员会当面（通过摄像头）核对您的证件。`,
		false: `为确认参加考试的是您本人，需要对您进行人脸识别。

处理的信息：您按提示做动作时摄像头的画面。画面只在您的手机上处理，不上传、不保存。
结果：只把“动作已完成”告诉服务器；是否为本人，由工作人员核对您的证件确认。您拍摄的证件照片单独加密保存，{days} 天后自动删除，删除有记录可查。

是否同意完全由您决定。不同意，或事后撤回同意，都不影响您参加考试：工作人员会直接核对您的证件。`,
	},
	"en": {
		true: `To make sure that it is you who sits this exam, your face is to be checked.

What is taken: a few pictures while you make the movements that you are asked for, and the photo you applied with.
What for: the server uses them only to see that a living person is there and that she is the one in the photo. What the machine finds is advice to staff.
How long: the pictures are encrypted, kept apart, and deleted after {days} days; that they were is on record. No numbers of your face are kept.
Who sees them: only the staff of this exam who check identities; each look is on record.

It is up to you. If you do not agree, or take your consent back later, you sit the exam all the same: a person compares you with your document over the camera.`,
		false: `To make sure that it is you who sits this exam, your face is to be checked.

What is taken: the picture of your camera while you make the movements that you are asked for. It is looked at on your phone only; it is not sent and not kept.
What comes of it: the server is told only that the movements were made; a person compares you with your document. The picture of your document is encrypted, kept apart, and deleted after {days} days; that it was is on record.

It is up to you. If you do not agree, or take your consent back later, you sit the exam all the same: a person compares you with your document at once.`,
	},
}

// thirdParty is what candidates read besides where pictures leave to somebody else
// (Personal Information Protection Law, articles 23, 29 and 30: who receives them, what
// for, and consent of its own).
var thirdParty = map[string]string{
	"zh-CN": `特别提示：您的照片会离开学校。为比对是否为同一人，您做动作时的照片和报名照片会加密发送给第三方：{company}。它只返回相似程度；它怎样处理这些照片，按它与学校的约定。不同意把照片交给第三方，请选择由工作人员核对证件。`,
	"en":    `Please note: your pictures leave the school. To compare them, the pictures of your movements and the photo you applied with are sent, encrypted, to a third party: {company}. It answers only how like they are; what it does with the pictures is agreed between it and the school. If you do not want your pictures to go to a third party, choose to be compared by a person.`,
}

var companies = map[exam.FaceProvider]map[string]string{
	exam.FaceTencent: {"zh-CN": "腾讯云（腾讯云计算（北京）有限责任公司）", "en": "Tencent Cloud (Tencent Cloud Computing (Beijing) Co., Ltd.)"},
	exam.FaceAliyun:  {"zh-CN": "阿里云（阿里云计算有限公司）", "en": "Alibaba Cloud (Alibaba Cloud Computing Ltd.)"},
}

// agreedToThis reports whether a candidate's consent is to the notice as it stands,
// in either language.
func agreedToThis(f exam.FaceFile, r exam.FaceRule) bool {
	return f.AgreedTo(noticeOf(r, "zh-CN").SHA256, noticeOf(r, "en").SHA256)
}

// noticeOf returns the notice of a school in a language: its own text, else the
// built-in one.
func noticeOf(r exam.FaceRule, language string) Notice {
	text := r.Notice
	if text == "" {
		text = builtIn(r, language)
	}
	if r.Provider.Leaves() { // a school's own text cannot leave it out
		text += "\n\n" + strings.ReplaceAll(thirdParty[language], "{company}", companies[r.Provider][language])
	}
	return Notice{Language: language, Text: text, SHA256: exam.NoticeHash(text)}
}
