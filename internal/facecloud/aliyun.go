package facecloud

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"

	openapi "github.com/alibabacloud-go/darabonba-openapi/v2/client"
	"github.com/alibabacloud-go/darabonba-openapi/v2/models"
	"github.com/alibabacloud-go/tea/dara"
	"github.com/alibabacloud-go/tea/tea"

	"kaochang/internal/ident"
)

const aliyun = "Aliyun"

// calls carries the SDKs' calls over our own client.
type calls struct{ web *http.Client }

// RoundTrip sends a request of Tencent Cloud's SDK.
func (c calls) RoundTrip(r *http.Request) (*http.Response, error) { return c.web.Do(r) }

// Call sends a request of Aliyun's SDK, whose transport is not used.
func (c calls) Call(r *http.Request, _ *http.Transport) (*http.Response, error) { return c.web.Do(r) }

// Aliyun compares faces by Aliyun's face verification (Cloudauth 2019-03-07,
// CompareFaceVerify, product PV_FC).
type Aliyun struct {
	account Account
	client  *openapi.Client
}

// NewAliyun returns a comparer. Nothing is asked yet.
func NewAliyun(a Account) (*Aliyun, error) {
	client, err := openapi.NewClient(&models.Config{
		AccessKeyId: &a.KeyID, AccessKeySecret: &a.KeySecret, Endpoint: new("cloudauth.aliyuncs.com"), HttpClient: calls{a.web()},
	})
	if err != nil {
		return nil, fmt.Errorf("set up Aliyun's face verification: %w", err)
	}
	return &Aliyun{a, client}, nil
}

// aliyunNoFace are the codes of a picture without a face (Aliyun's documentation of
// CompareFaceVerify, "error codes").
var aliyunNoFace = []string{"411", "412"}

// Compare returns how like two faces are; see [Tencent.Compare].
func (s *Aliyun) Compare(ctx context.Context, a, b []byte) (float64, error) {
	ctx, cancel := context.WithTimeout(ctx, s.account.within())
	defer cancel()
	params := &models.Params{
		Action: new("CompareFaceVerify"), Version: new("2019-03-07"), Protocol: new("HTTPS"), Pathname: new("/"), Method: new("POST"),
		AuthType: new("AK"), Style: new("RPC"), ReqBodyType: new("formData"), BodyType: new("json"),
	}
	request := &models.OpenApiRequest{Body: map[string]any{
		"SceneId": s.account.Scene, "OuterOrderNo": ident.New(), "ProductCode": "PV_FC", "SourceFaceContrastPicture": base64.StdEncoding.EncodeToString(a),
		"TargetFaceContrastPicture": base64.StdEncoding.EncodeToString(b),
	}}
	told, err := s.client.CallApiWithCtx(ctx, params, request, &dara.RuntimeOptions{})
	var refused *tea.SDKError
	switch {
	case errors.As(err, &refused) && dara.StringValue(refused.Code) != "":
		return 0, away(aliyun, dara.StringValue(refused.Code), nil)
	case err != nil:
		return 0, away(aliyun, "", err)
	}
	return aliyunScore(told["body"])
}

func aliyunScore(body any) (float64, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return 0, away(aliyun, "", err)
	}
	var answer struct {
		Code         string `json:"Code"`
		ResultObject struct {
			VerifyScore *float64 `json:"VerifyScore"`
		} `json:"ResultObject"`
	}
	if err := json.Unmarshal(raw, &answer); err != nil {
		return 0, away(aliyun, "an answer that is none", nil)
	}
	switch {
	case slices.Contains(aliyunNoFace, answer.Code):
		return 0, noFace(aliyun, answer.Code)
	case answer.Code != "200":
		return 0, away(aliyun, "code "+answer.Code, nil)
	}
	return share(aliyun, answer.ResultObject.VerifyScore)
}
