package facecloudtest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Tencent is Tencent Cloud's protocol: a call signed by TC3-HMAC-SHA256.
var Tencent = Protocol{func(m Mood, score float64) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		var call struct{ ImageA, ImageB, FaceModelVersion string }
		wrong := json.Unmarshal(body, &call) != nil || r.Header.Get("X-Tc-Action") != "CompareFace" || r.Header.Get("X-Tc-Version") != "2020-03-03" ||
			!isPicture(call.ImageA) || !isPicture(call.ImageB) || call.FaceModelVersion != "3.0"
		code := map[Mood]string{NoFace: "InvalidParameterValue.NoFaceInPhoto", Broke: "ResourceUnavailable.InArrears", Fault: "InternalError"}[m]
		switch {
		case err != nil || !tencentSigned(r, string(body)):
			code = "AuthFailure.SignatureFailure"
		case wrong:
			code = "InvalidParameter"
		}
		answer := map[string]any{"RequestId": "R-1"}
		switch {
		case code != "":
			answer["Error"] = map[string]string{"Code": code, "Message": "not compared"}
		case m != Scores:
			answer["Score"], answer["FaceModelVersion"] = score, "3.0"
		}
		tell(w, http.StatusOK, map[string]any{"Response": answer})
	})
}}

// Aliyun is Aliyun's protocol: a signed call of version 3 (ACS3-HMAC-SHA256).
var Aliyun = Protocol{func(m Mood, score float64) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || !aliyunSigned(r, string(body)) {
			tell(w, http.StatusBadRequest, map[string]string{"Code": "SignatureDoesNotMatch", "Message": "Specified signature is not matched with our calculation.", "RequestId": "R-1"})
			return
		}
		q, err := url.ParseQuery(string(body))
		wrong := err != nil || r.Header.Get("X-Acs-Action") != "CompareFaceVerify" || q.Get("SceneId") != scene || q.Get("ProductCode") != "PV_FC" || q.Get("OuterOrderNo") == "" ||
			!isPicture(q.Get("SourceFaceContrastPicture")) || !isPicture(q.Get("TargetFaceContrastPicture"))
		code := map[Mood]string{NoFace: "411", Broke: "417", Fault: "500"}[m]
		if wrong {
			code = "401"
		}
		if code != "" {
			tell(w, http.StatusOK, map[string]string{"Code": code, "Message": "not compared", "RequestId": "R-2"})
			return
		}
		result := map[string]any{"Passed": "T", "CertifyId": "08573be80f944d95ac812e019e3655a8"}
		if m != Scores {
			result["VerifyScore"] = score
		}
		tell(w, http.StatusOK, map[string]any{"Code": "200", "Message": "success", "RequestId": "R-3", "ResultObject": result})
	})
}}

// isPicture reports whether text is a picture in base64.
func isPicture(text string) bool {
	raw, err := base64.StdEncoding.DecodeString(text)
	return err == nil && strings.HasPrefix(string(raw), "\xff\xd8")
}

// tencentSigned checks a call's signature by the rules of "Signature v3" in Tencent
// Cloud's documentation.
func tencentSigned(r *http.Request, body string) bool {
	const scheme = "TC3-HMAC-SHA256"
	told, rest, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	parts := fields(rest)
	moment, err := strconv.ParseInt(r.Header.Get("X-Tc-Timestamp"), 10, 64)
	if err != nil || told != scheme {
		return false
	}
	day := time.Unix(moment, 0).UTC().Format(time.DateOnly)
	scope := day + "/iai/tc3_request"
	signed := strings.Split(parts["SignedHeaders"], ";")
	if parts["Credential"] != keyID+"/"+scope || !slices.Contains(signed, "host") || !slices.Contains(signed, "content-type") {
		return false
	}
	canonical := strings.Join([]string{r.Method, "/", r.URL.Query().Encode(), headers(r, signed, strings.ToLower), parts["SignedHeaders"], hexHash(body)}, "\n")
	toSign := strings.Join([]string{scheme, r.Header.Get("X-Tc-Timestamp"), scope, hexHash(canonical)}, "\n")
	key := keyed(keyed(keyed([]byte("TC3"+secret), day), "iai"), "tc3_request")
	return hmac.Equal([]byte(hex.EncodeToString(keyed(key, toSign))), []byte(parts["Signature"]))
}

// aliyunSigned checks a call's signature by the rules of "V3 request body and
// signature" in Aliyun's documentation.
func aliyunSigned(r *http.Request, body string) bool {
	scheme, rest, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	parts := fields(rest)
	if scheme != "ACS3-HMAC-SHA256" || parts["Credential"] != keyID || r.Header.Get("X-Acs-Content-Sha256") != hexHash(body) {
		return false
	}
	signed := strings.Split(parts["SignedHeaders"], ";")
	canonical := strings.Join([]string{
		r.Method, "/", strings.ReplaceAll(r.URL.Query().Encode(), "+", "%20"), headers(r, signed, func(s string) string { return s }), parts["SignedHeaders"], r.Header.Get("X-Acs-Content-Sha256"),
	}, "\n")
	want := hex.EncodeToString(keyed([]byte(secret), scheme+"\n"+hexHash(canonical)))
	return hmac.Equal([]byte(want), []byte(parts["Signature"]))
}

// headers writes the signed headers as both sides sign them.
func headers(r *http.Request, signed []string, as func(string) string) string {
	var all strings.Builder
	for _, name := range signed {
		value := r.Header.Get(name)
		if name == "host" {
			value = r.Host
		}
		all.WriteString(name + ":" + as(strings.TrimSpace(value)) + "\n")
	}
	return all.String()
}

// fields reads "a=b, c=d".
func fields(text string) map[string]string {
	found := map[string]string{}
	for part := range strings.SplitSeq(text, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		found[name] = value
	}
	return found
}

func hexHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func keyed(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

func tell(w http.ResponseWriter, status int, answer any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(answer) // the client may have gone
}
