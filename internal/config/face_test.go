package config

import "testing"

func TestFaceAccountsAreWholeOrNone(t *testing.T) {
	for _, c := range []struct {
		rule  string
		f     FaceClouds
		whole bool
	}{
		{"none at all", FaceClouds{}, true},
		{"a whole one at Tencent Cloud", FaceClouds{FaceTencentKeyID: "k", FaceTencentSecretFile: "f"}, true},
		{"a whole one at Aliyun", FaceClouds{FaceAliyunKeyID: "k", FaceAliyunSecretFile: "f", FaceAliyunScene: "1"}, true},
		{"a key without a secret", FaceClouds{FaceTencentKeyID: "k"}, false},
		{"a secret without a key", FaceClouds{FaceTencentSecretFile: "f"}, false},
		{"Aliyun wants a scene", FaceClouds{FaceAliyunKeyID: "k", FaceAliyunSecretFile: "f"}, false},
		{"a scene alone", FaceClouds{FaceAliyunScene: "1"}, false},
	} {
		if err := c.f.check(); (err == nil) != c.whole {
			t.Errorf("%s: %v", c.rule, err)
		}
	}
}
