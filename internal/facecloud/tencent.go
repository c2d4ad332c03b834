package facecloud

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"
	sdkerrors "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/errors"
	sdkhttp "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/http"
	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/profile"
)

const tencent = "Tencent Cloud"

// Tencent compares faces by Tencent Cloud's face recognition (iai 2020-03-03,
// CompareFace, model 3.0).
type Tencent struct {
	account Account
	client  *common.Client
}

// NewTencent returns a comparer. Nothing is asked yet.
func NewTencent(a Account) *Tencent {
	settings := profile.NewClientProfile()
	settings.HttpProfile.Endpoint = "iai.tencentcloudapi.com"
	settings.HttpProfile.ReqTimeout = int((a.within() + time.Second - 1) / time.Second)
	client := common.NewCommonClient(common.NewCredential(a.KeyID, a.KeySecret), a.Region, settings)
	client.WithHttpTransport(calls{a.web()})
	return &Tencent{a, client}
}

// tencentNoFace are the codes of a picture without a face (Tencent Cloud's
// documentation of CompareFace, "error codes").
var tencentNoFace = []string{"InvalidParameterValue.NoFaceInPhoto", "FailedOperation.FaceQualityNotQualified", "FailedOperation.FaceSizeTooSmall"}

// Compare returns how like two faces are, 0 to 1, in JPEGs. A picture without a
// face is CodeInvalid; all else that is wrong is a fault.
func (t *Tencent) Compare(ctx context.Context, a, b []byte) (float64, error) {
	ctx, cancel := context.WithTimeout(ctx, t.account.within())
	defer cancel()
	request := sdkhttp.NewCommonRequest("iai", "2020-03-03", "CompareFace")
	request.SetContext(ctx)
	err := request.SetActionParameters(map[string]any{
		"ImageA": base64.StdEncoding.EncodeToString(a), "ImageB": base64.StdEncoding.EncodeToString(b), "FaceModelVersion": "3.0", "QualityControl": 0,
	})
	if err != nil {
		return 0, away(tencent, "", err)
	}
	response := sdkhttp.NewCommonResponse()
	err = t.client.Send(request, response)
	var refused *sdkerrors.TencentCloudSDKError
	switch {
	case errors.As(err, &refused) && slices.Contains(tencentNoFace, refused.Code):
		return 0, noFace(tencent, refused.Code)
	case errors.As(err, &refused):
		return 0, away(tencent, refused.Code, nil)
	case err != nil:
		return 0, away(tencent, "", err)
	}
	var answer struct {
		Response struct {
			Score *float64 `json:"Score"`
		} `json:"Response"`
	}
	if err := json.Unmarshal(response.GetBody(), &answer); err != nil {
		return 0, away(tencent, "an answer that is none", nil)
	}
	return share(tencent, answer.Response.Score)
}
