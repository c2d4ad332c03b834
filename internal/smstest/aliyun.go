package smstest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// Aliyun is Aliyun's protocol: a signed call of version 3 (ACS3-HMAC-SHA256).
var Aliyun = Protocol{
	Number: func(phone string) string { return strings.TrimPrefix(phone, "+") },
	code:   func(m mood) string { return aliyunCodes[m] },
	serve:  func(d *desk) http.Handler { return http.HandlerFunc(d.aliyun) },
}

var aliyunCodes = map[mood]string{
	limit: "isv.BUSINESS_LIMIT_CONTROL", number: "isv.MOBILE_NUMBER_ILLEGAL", broke: "isv.AMOUNT_NOT_ENOUGH", fault: "isp.SYSTEM_ERROR",
}

func (d *desk) aliyun(w http.ResponseWriter, r *http.Request) {
	if !aliyunSigned(r) {
		tell(w, http.StatusBadRequest, map[string]string{"Code": "SignatureDoesNotMatch", "Message": "Specified signature is not matched with our calculation.", "RequestId": "R-1"})
		return
	}
	if code, bad := aliyunCodes[d.mood]; bad {
		tell(w, http.StatusOK, map[string]string{"Code": code, "Message": "not sent", "RequestId": "R-2"})
		return
	}
	q := r.URL.Query()
	var values map[string]string
	err := json.Unmarshal([]byte(q.Get("TemplateParam")), &values)
	if err != nil || r.Header.Get("X-Acs-Action") != "SendSms" || q.Get("SignName") != sign || len(values) == 0 || len(values) != len(variables[q.Get("TemplateCode")]) {
		tell(w, http.StatusOK, map[string]string{"Code": "isv.INVALID_PARAMETERS", "Message": "not sent", "RequestId": "R-3"})
		return
	}
	var said []string
	for _, name := range variables[q.Get("TemplateCode")] {
		said = append(said, values[name])
	}
	d.take(delivered{q.Get("PhoneNumbers"), strings.Join(said, "|")})
	tell(w, http.StatusOK, map[string]string{"Code": "OK", "Message": "OK", "BizId": "B-1", "RequestId": "R-4"})
}

// aliyunSigned checks a call's signature by the rules of "V3 request body and
// signature" in Aliyun's documentation.
func aliyunSigned(r *http.Request) bool {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return false
	}
	scheme, rest, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	parts := fields(rest, ",")
	if scheme != "ACS3-HMAC-SHA256" || parts["Credential"] != KeyID || r.Header.Get("X-Acs-Content-Sha256") != hexHash(string(body)) {
		return false
	}
	var headers strings.Builder
	signed := strings.Split(parts["SignedHeaders"], ";")
	for _, name := range signed {
		value := r.Header.Get(name)
		if name == "host" {
			value = r.Host
		}
		headers.WriteString(name + ":" + strings.TrimSpace(value) + "\n")
	}
	canonical := strings.Join([]string{
		r.Method, "/", strings.ReplaceAll(sorted(r.URL.Query()), "+", "%20"), headers.String(), parts["SignedHeaders"], r.Header.Get("X-Acs-Content-Sha256"),
	}, "\n")
	want := hex.EncodeToString(keyed([]byte(secret), scheme+"\n"+hexHash(canonical)))
	return hmac.Equal([]byte(want), []byte(parts["Signature"]))
}

// sorted writes a query by its names' order, as both sides sign it.
func sorted(q url.Values) string { return q.Encode() }

// fields reads "a=b, c=d".
func fields(text, separator string) map[string]string {
	found := map[string]string{}
	for part := range strings.SplitSeq(text, separator) {
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
