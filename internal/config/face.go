package config

import "fmt"

// FaceClouds are accounts at providers that say how like two faces are. Each is whole
// or not there; schools choose among those that are.
type FaceClouds struct {
	FaceTencentKeyID      string `name:"face-tencent-key-id" help:"Face check: identifier of the access key at Tencent Cloud (iai). Pictures leave to it only where a school chooses it and the candidate agrees." default:"" env:"KAOCHANG_FACE_TENCENT_KEY_ID"`
	FaceTencentSecretFile string `name:"face-tencent-secret-file" help:"Face check: file that holds that key's secret." default:"" env:"KAOCHANG_FACE_TENCENT_SECRET_FILE" type:"path"`
	FaceTencentRegion     string `name:"face-tencent-region" help:"Face check: region at Tencent Cloud. Default ${default}." default:"ap-guangzhou" env:"KAOCHANG_FACE_TENCENT_REGION"`
	FaceAliyunKeyID       string `name:"face-aliyun-key-id" help:"Face check: identifier of the access key at Aliyun (Cloudauth). As above." default:"" env:"KAOCHANG_FACE_ALIYUN_KEY_ID"`
	FaceAliyunSecretFile  string `name:"face-aliyun-secret-file" help:"Face check: file that holds that key's secret." default:"" env:"KAOCHANG_FACE_ALIYUN_SECRET_FILE" type:"path"`
	FaceAliyunScene       string `name:"face-aliyun-scene" help:"Face check: number of the scene at Aliyun, of product PV_FC." default:"" env:"KAOCHANG_FACE_ALIYUN_SCENE"`
}

// check refuses an account that is set in part.
func (f FaceClouds) check() error {
	if (f.FaceTencentKeyID == "") != (f.FaceTencentSecretFile == "") {
		return fmt.Errorf("--face-tencent-key-id goes with --face-tencent-secret-file, and it with that")
	}
	key, secret, scene := f.FaceAliyunKeyID != "", f.FaceAliyunSecretFile != "", f.FaceAliyunScene != ""
	if key != secret || key != scene {
		return fmt.Errorf("--face-aliyun-key-id, --face-aliyun-secret-file and --face-aliyun-scene go together")
	}
	return nil
}
