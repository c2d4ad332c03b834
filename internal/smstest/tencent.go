package smstest

import (
	"crypto/hmac"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Tencent is Tencent Cloud's protocol: a call signed by TC3-HMAC-SHA256.
var Tencent = Protocol{
	Number: func(phone string) string {
		if strings.HasPrefix(phone, "+") {
			return phone
		}
		return "+86" + phone
	},
	code: func(m mood) string {
		if code, ofNumber := tencentOfNumber[m]; ofNumber {
			return code
		}
		return tencentOfCall[m]
	},
	serve: func(d *desk) http.Handler { return http.HandlerFunc(d.tencent) },
}

// The provider tells limits and numbers beside each number, the rest for the whole call.
var (
	tencentOfNumber = map[mood]string{limit: "LimitExceeded.PhoneNumberDailyLimit", number: "InvalidParameterValue.IncorrectPhoneNumber"}
	tencentOfCall   = map[mood]string{broke: "FailedOperation.InsufficientBalanceInSmsPackage", fault: "InternalError.Timeout"}
)

type tencentCall struct {
	PhoneNumberSet   []string `json:"PhoneNumberSet"`
	SmsSdkAppID      string   `json:"SmsSdkAppId"` //nolint:tagliatelle // the provider's spelling
	TemplateID       string   `json:"TemplateId"`  //nolint:tagliatelle // the provider's spelling
	SignName         string   `json:"SignName"`
	TemplateParamSet []string `json:"TemplateParamSet"`
}

func (d *desk) tencent(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil || !tencentSigned(r, string(body)) {
		refuse(w, "AuthFailure.SignatureFailure")
		return
	}
	if code, bad := tencentOfCall[d.mood]; bad {
		refuse(w, code)
		return
	}
	var call tencentCall
	err = json.Unmarshal(body, &call)
	if err != nil || r.Header.Get("X-Tc-Action") != "SendSms" || r.Header.Get("X-Tc-Region") == "" || call.SmsSdkAppID != appID || call.SignName != sign ||
		len(call.PhoneNumberSet) != 1 || len(call.TemplateParamSet) == 0 || len(call.TemplateParamSet) != len(variables[call.TemplateID]) {
		refuse(w, "InvalidParameter")
		return
	}
	code := "Ok"
	if told, bad := tencentOfNumber[d.mood]; bad {
		code = told
	} else {
		d.take(delivered{call.PhoneNumberSet[0], strings.Join(call.TemplateParamSet, "|")})
	}
	status := map[string]any{"SerialNo": "S-1", "PhoneNumber": call.PhoneNumberSet[0], "Fee": 1, "SessionContext": "", "Code": code, "Message": code, "IsoCode": "CN"}
	tell(w, http.StatusOK, map[string]any{"Response": map[string]any{"SendStatusSet": []any{status}, "RequestId": "R-1"}})
}

func refuse(w http.ResponseWriter, code string) {
	tell(w, http.StatusOK, map[string]any{"Response": map[string]any{"Error": map[string]string{"Code": code, "Message": "not sent"}, "RequestId": "R-2"}})
}

// tencentSigned checks a call's signature by the rules of "Signature v3" in Tencent
// Cloud's documentation.
func tencentSigned(r *http.Request, body string) bool {
	const scheme = "TC3-HMAC-SHA256"
	told, rest, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	parts := fields(rest, ",")
	seconds, err := strconv.ParseInt(r.Header.Get("X-Tc-Timestamp"), 10, 64)
	if err != nil || told != scheme {
		return false
	}
	day := time.Unix(seconds, 0).UTC().Format(time.DateOnly)
	scope := day + "/sms/tc3_request"
	signed := strings.Split(parts["SignedHeaders"], ";")
	if parts["Credential"] != KeyID+"/"+scope || !slices.Contains(signed, "host") || !slices.Contains(signed, "content-type") {
		return false
	}
	var headers strings.Builder
	for _, name := range signed {
		value := r.Header.Get(name)
		if name == "host" {
			value = r.Host
		}
		headers.WriteString(name + ":" + strings.ToLower(strings.TrimSpace(value)) + "\n")
	}
	canonical := strings.Join([]string{r.Method, "/", sorted(r.URL.Query()), headers.String(), parts["SignedHeaders"], hexHash(body)}, "\n")
	toSign := strings.Join([]string{scheme, r.Header.Get("X-Tc-Timestamp"), scope, hexHash(canonical)}, "\n")
	key := keyed(keyed(keyed([]byte("TC3"+secret), day), "sms"), "tc3_request")
	return hmac.Equal([]byte(hex.EncodeToString(keyed(key, toSign))), []byte(parts["Signature"]))
}
