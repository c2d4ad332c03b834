// Package qti reads and writes papers as 1EdTech's Question and Test Interoperability
// has them: QTI 2.2 (2015) and QTI 3.0 (2022), in IMS content packages. It turns bytes
// into a paper and back, and knows neither where they come from nor where they go.
//
// Both versions share one vocabulary: an element of QTI 2.2 such as choiceInteraction
// is qti-choice-interaction in 3.0, an attribute such as responseIdentifier is
// response-identifier; elements of HTML are the same. Inside this package the names
// of 2.2 are used for both.
package qti

import (
	"strings"
	"unicode"

	"kaochang/internal/exam"
)

// The limits of what is read. A package is zipped, so that a small file may unfold to
// a huge one; what is counted is what really comes out, not what the zip announces.
const (
	maxFile    = 64 << 20  // bytes of the file that is read
	maxEntries = 2_000     // of a package
	maxUnfold  = 160 << 20 // bytes of all that is taken out of a package
	maxXML     = 4 << 20   // bytes of one document
	maxMedium  = 20 << 20  // bytes of one image or sound
	maxNodes   = 100_000   // elements of one document
	maxDepth   = 60        // of its tree
)

// version is what the two versions call things.
type version struct {
	format exam.PaperFormat
	// ns is the namespace of items and tests, cp that of the manifest; each is followed
	// by where its schema is, as xsi:schemaLocation has it.
	ns, nsSchema, cp, cpSchema string
	schema, schemaVersion      string // of the manifest's metadata
	itemType, testType         string // of the manifest's resources
}

var versions = map[exam.PaperFormat]version{
	exam.FormatQTI22: {
		format: exam.FormatQTI22,
		ns:     "http://www.imsglobal.org/xsd/imsqti_v2p2", nsSchema: "http://www.imsglobal.org/xsd/qti/qtiv2p2/imsqti_v2p2.xsd",
		cp: "http://www.imsglobal.org/xsd/imscp_v1p1", cpSchema: "http://www.imsglobal.org/xsd/qti/qtiv2p2/qtiv2p2_imscpv1p2_v1p0.xsd",
		schema: "QTIv2.2 Package", schemaVersion: "1.0.0", itemType: "imsqti_item_xmlv2p2", testType: "imsqti_test_xmlv2p2",
	},
	exam.FormatQTI30: {
		format: exam.FormatQTI30,
		ns:     "http://www.imsglobal.org/xsd/imsqtiasi_v3p0", nsSchema: "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
		cp: "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1", cpSchema: "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqtiv3p0_imscpv1p2_v1p0.xsd",
		schema: "QTI Package", schemaVersion: "3.0.0", itemType: "imsqti_item_xmlv3p0", testType: "imsqti_test_xmlv3p0",
	},
}

// html are the elements that both versions take from HTML; they keep their names.
var html = map[string]bool{
	"p": true, "br": true, "span": true, "div": true, "pre": true, "img": true, "object": true, "audio": true, "video": true, "source": true, "track": true,
	"b": true, "i": true, "em": true, "strong": true, "u": true, "sub": true, "sup": true, "small": true, "big": true, "tt": true, "code": true, "kbd": true, "samp": true, "var": true,
	"cite": true, "dfn": true, "abbr": true, "acronym": true, "q": true, "blockquote": true, "address": true, "a": true, "hr": true, "bdi": true, "bdo": true,
	"ul": true, "ol": true, "li": true, "dl": true, "dt": true, "dd": true, "h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true,
	"table": true, "caption": true, "thead": true, "tbody": true, "tfoot": true, "tr": true, "td": true, "th": true, "col": true, "colgroup": true,
	"figure": true, "figcaption": true, "section": true, "article": true, "aside": true, "header": true, "footer": true, "label": true, "param": true, "picture": true,
	"ruby": true, "rb": true, "rt": true, "rp": true, "rbc": true, "rtc": true, "mark": true, "s": true, "math": true,
}

// kebab returns a name of QTI 2.2 as 3.0 writes it.
func kebab(name string) string {
	var out strings.Builder
	for i, sign := range name {
		if unicode.IsUpper(sign) && i > 0 {
			out.WriteByte('-')
		}
		out.WriteRune(unicode.ToLower(sign))
	}
	return out.String()
}

// camel returns a name of QTI 3.0 as 2.2 writes it.
func camel(name string) string {
	parts := strings.Split(name, "-")
	for i, part := range parts[1:] {
		if part != "" {
			parts[i+1] = strings.ToUpper(part[:1]) + part[1:]
		}
	}
	return strings.Join(parts, "")
}
