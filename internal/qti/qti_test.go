package qti

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"

	"kaochang/internal/exam"
)

var pngHead = []byte("\x89PNG\r\n\x1a\n and so on")
var mp3 = []byte("ID3\x04 and so on")

// paper has an item of each kind, and what is hard to write in XML.
func paper(format exam.PaperFormat) exam.PaperFile {
	return exam.PaperFile{Format: format, Title: "综合 <A> & 卷", Content: exam.PaperContent{
		Sections: []exam.PaperSection{
			{Title: "一、客观题 \"引\"", ShuffleItems: true, ShuffleOptions: true, Items: []exam.PaperItem{
				{ID: "1", Kind: exam.ItemSingle, Text: "看图 ![图 1](图1.png)，选出 $x^2 < 3 \\& y$。", Options: []string{"甲", "a < b && c", "![丙](c.png)", "第一行\n第二行"}, Answer: "B", Points: 5},
				{ID: "题.2 b", Kind: exam.ItemMultiple, Text: "多选\n\n第三行  有两个空格\n\t缩进", Options: []string{"唱", "念", "做"}, Answer: "A,C", Points: 0},
				{ID: "3", Kind: exam.ItemTrue, Text: "听 ![录音](a.mp3)", Answer: "F", Points: 1},
				{ID: "3b", Kind: exam.ItemSingle, Text: "选项像判断", Options: []string{"正确", "错误"}, Answer: "A", Points: 1},
				{ID: "4", Kind: exam.ItemBlanks, Text: "甲 ____ 乙 ______。\n____", Blanks: 3, Answer: "一\n二\n三", Points: 10},
				{ID: "4b", Kind: exam.ItemBlanks, Text: "没有空位的填空 ___", Blanks: 2, Answer: "一", Points: 10},
				{ID: "4c", Kind: exam.ItemBlanks, Text: "____", Blanks: 1, Points: 10},
			}},
			{Title: "", Items: []exam.PaperItem{
				{ID: "5", Kind: exam.ItemShort, Text: "简答", Answer: "要点一\n要点二", Points: 15},
				{ID: "6", Kind: exam.ItemEssay, Text: "论述", Words: 800, Points: 60},
				{ID: "6b", Kind: exam.ItemEssay, Text: "不限字数", Points: 60},
				{ID: "7", Kind: exam.ItemFormula, Text: "公式", Answer: "\\frac{1}{2}", Points: 1},
				{ID: "8", Kind: exam.ItemDrawing, Text: "作图", Points: 1},
				{ID: "9", Kind: exam.ItemPhoto, Text: "拍照", Points: 1},
			}},
		},
		Media: []exam.PaperMedia{
			{Name: "图1.png", Type: "image/png", Bytes: int64(len(pngHead)), Data: pngHead}, {Name: "c.png", Type: "image/png", Bytes: 20, Data: append(bytes.Clone(pngHead), '1')[:20]},
			{Name: "a.mp3", Type: "audio/mpeg", Bytes: int64(len(mp3)), Data: mp3},
		},
	}}
}

func packedPaper(t *testing.T, f exam.PaperFile) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, f); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// FEATURES: J5
func TestAPaperGoesThroughQTIAndBack(t *testing.T) {
	for _, format := range []exam.PaperFormat{exam.FormatQTI22, exam.FormatQTI30} {
		want := paper(format)
		got, err := Read(packedPaper(t, want))
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range got.Rows {
			if len(row.Flaws) > 0 {
				t.Errorf("%s, %s: %+v", format, row.Item, row.Flaws)
			}
		}
		if got.Format != format || got.Title != want.Title || len(got.Flaws) > 0 {
			t.Errorf("%s: read as %s, %q, %+v", format, got.Format, got.Title, got.Flaws)
		}
		for n, s := range want.Content.Sections {
			for i, item := range s.Items {
				if n < len(got.Content.Sections) && i < len(got.Content.Sections[n].Items) && !reflect.DeepEqual(got.Content.Sections[n].Items[i], item) {
					t.Errorf("%s:\n got %+v\nwant %+v", format, got.Content.Sections[n].Items[i], item)
				}
			}
		}
		if !reflect.DeepEqual(got.Content, want.Content) && !t.Failed() {
			t.Errorf("%s:\n got %+v\nwant %+v", format, got.Content, want.Content)
		}
	}
}

// files takes a package apart.
func files(t *testing.T, data []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range z.File {
		src, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(src)
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name] = string(text)
	}
	return all
}

func TestAPackageIsLaidOutAsItsVersionWants(t *testing.T) {
	for format, want := range map[exam.PaperFormat][]string{
		exam.FormatQTI22: {
			`imsmanifest.xml|<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"`, `imsmanifest.xml|type="imsqti_test_xmlv2p2" href="assessment.xml"`,
			`imsmanifest.xml|type="imsqti_item_xmlv2p2"`, `assessment.xml|<assessmentTest xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2"`, `assessment.xml|<ordering shuffle="true"/>`,
			`items/item-1.xml|<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2"`, `items/item-1.xml|<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="1">`,
			`items/item-3.xml|<object data="../media/a.mp3" type="audio/mpeg">录音</object>`, `items/item-8.xml|<drawingInteraction`, `items/item-9.xml|<uploadInteraction`,
		},
		exam.FormatQTI30: {
			`imsmanifest.xml|<manifest xmlns="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"`, `imsmanifest.xml|<schemaversion>3.0.0</schemaversion>`,
			`imsmanifest.xml|type="imsqti_test_xmlv3p0" href="assessment.xml"`, `imsmanifest.xml|<file href="media/%E5%9B%BE1.png"/>`,
			`assessment.xml|<qti-assessment-test xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"`, `assessment.xml|<qti-assessment-item-ref identifier="item-1" href="items/item-1.xml"/>`,
			`items/item-1.xml|time-dependent="false"`, `items/item-1.xml|<qti-choice-interaction response-identifier="RESPONSE" shuffle="true" max-choices="1">`,
			`items/item-4.xml|<p>甲 <qti-text-entry-interaction response-identifier="RESPONSE1"/> 乙`, `items/item-6.xml|<qti-extended-text-interaction response-identifier="RESPONSE" expected-length="800" expected-lines="10"/>`,
			`items/item-3.xml|<audio controls="controls" aria-label="录音"><source src="../media/a.mp3" type="audio/mpeg"/></audio>`,
		},
	} {
		all := files(t, packedPaper(t, paper(format)))
		for _, one := range want {
			name, part, _ := strings.Cut(one, "|")
			if !strings.Contains(all[name], part) {
				t.Errorf("%s: %s has no %s:\n%s", format, name, part, all[name])
			}
		}
		for name, text := range all {
			if strings.HasSuffix(name, ".xml") && xml.Unmarshal([]byte(text), new(struct{})) != nil {
				t.Errorf("%s: %s is no XML", format, name)
			}
		}
	}
}

// zipped makes a package; names and texts in turn.
func zipped(t *testing.T, parts ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := 0; i+1 < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err == nil {
			_, err = io.WriteString(w, parts[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const manifest = `<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources><resource identifier="i" type="imsqti_item_xmlv2p1" href="i.xml"/></resources></manifest>`

// item is a foreign item of QTI 2.1 with a body and what stands before it.
func item(before, body string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<!-- made elsewhere -->
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="q1" title="t" adaptive="false" timeDependent="false">
  ` + before + `<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float" normalMaximum="2"/>
  <itemBody>
    ` + body + `
  </itemBody>
</assessmentItem>`
}

const choice = `<choiceInteraction responseIdentifier="R" shuffle="true" maxChoices="1"><prompt>Which one?</prompt>
  <simpleChoice identifier="c1">One</simpleChoice> <simpleChoice identifier="c2" fixed="true">Both</simpleChoice></choiceInteraction>`

const right = `<responseDeclaration identifier="R" cardinality="single" baseType="identifier"><correctResponse><value>c2</value></correctResponse></responseDeclaration>`

func TestForeignItemsAreTakenOver(t *testing.T) {
	for _, c := range []struct {
		name, before, body string
		want               exam.PaperItem
		remarks            string
	}{
		{"a choice", right, "<p>Look at\n     <b>this</b>.</p>\n" + choice, exam.PaperItem{ID: "q1", Kind: exam.ItemSingle, Text: "Look at this.\nWhich one?", Options: []string{"One", "Both"}, Answer: "B", Points: 2}, "formatting b, fixed c2"},
		{"several", `<responseDeclaration identifier="R" cardinality="multiple" baseType="identifier"><correctResponse><value>c2</value><value>c1</value></correctResponse><mapping><mapEntry mapKey="c1" mappedValue="1"/></mapping></responseDeclaration>`, choice,
			exam.PaperItem{ID: "q1", Kind: exam.ItemMultiple, Text: "Which one?", Options: []string{"One", "Both"}, Answer: "A,B", Points: 2}, "mapping R, fixed c2"},
		{"true or false", `<responseDeclaration identifier="R" cardinality="single" baseType="identifier"><correctResponse><value>x</value></correctResponse></responseDeclaration>`,
			`<p>Water is wet.</p><choiceInteraction responseIdentifier="R" maxChoices="1"><simpleChoice identifier="x">False</simpleChoice><simpleChoice identifier="y">True</simpleChoice></choiceInteraction>`,
			exam.PaperItem{ID: "q1", Kind: exam.ItemTrue, Text: "Water is wet.", Answer: "F", Points: 2}, ""},
		{"blanks", `<responseDeclaration identifier="A" cardinality="single" baseType="string"><correctResponse><value> York </value></correctResponse></responseDeclaration>`,
			`<blockquote><p>this sun of <textEntryInteraction responseIdentifier="A" expectedLength="15"/>;<br/>H<sub>2</sub>O <textEntryInteraction responseIdentifier="B"/></p></blockquote>`,
			exam.PaperItem{ID: "q1", Kind: exam.ItemBlanks, Text: "this sun of _______________;\nH$_{2}$O ____", Blanks: 2, Answer: "York", Points: 2}, ""},
		{"an essay", "", `<p>Write.</p><extendedTextInteraction responseIdentifier="A" expectedLength="200"/><rubricBlock view="scorer"><p>secret</p></rubricBlock>`,
			exam.PaperItem{ID: "q1", Kind: exam.ItemEssay, Text: "Write.", Words: 200, Points: 2}, "ignored rubricBlock"},
		{"a short text", "", `<p>Write <math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mi>x</mi><annotation encoding="application/x-tex">x</annotation></semantics></math></p><extendedTextInteraction responseIdentifier="A"/>`,
			exam.PaperItem{ID: "q1", Kind: exam.ItemShort, Text: "Write $x$", Points: 2}, ""},
		{"an upload", "", `<p>Send</p><uploadInteraction responseIdentifier="A"/>`, exam.PaperItem{ID: "q1", Kind: exam.ItemPhoto, Text: "Send", Points: 2}, ""},
	} {
		for how, data := range map[string][]byte{"alone": []byte(item(c.before, c.body)), "packed": zipped(t, "imsmanifest.xml", manifest, "i.xml", item(c.before, c.body)), "in a folder": zipped(t, "a/imsmanifest.xml", manifest, "a/i.xml", item(c.before, c.body))} {
			f, err := Read(data)
			if err != nil || f.Blocked() > 0 || len(f.Rows) != 1 {
				t.Errorf("%s, %s: %v %+v %+v", c.name, how, err, f.Flaws, f.Rows)
				continue
			}
			if got := f.Content.Sections[0].Items[0]; !reflect.DeepEqual(got, c.want) {
				t.Errorf("%s, %s:\n got %+v\nwant %+v", c.name, how, got, c.want)
			}
			var remarks []string
			for _, flaw := range f.Rows[0].Flaws {
				remarks = append(remarks, flaw.Why+" "+flaw.What)
			}
			if got := strings.Join(remarks, ", "); got != c.remarks {
				t.Errorf("%s, %s: remarks %q, want %q", c.name, how, got, c.remarks)
			}
		}
	}
}

func TestWhatIsNotSupportedIsNamedByItem(t *testing.T) {
	for _, c := range []struct{ name, before, body, why, what string }{
		{"another interaction", "", `<p>x</p><hotspotInteraction responseIdentifier="R"><object data="a.png" type="image/png"/></hotspotInteraction>`, "interaction", "hotspotInteraction"},
		{"two interactions", "", choice + choice, "several_interactions", "choiceInteraction"},
		{"none", "", "<p>x</p>", "no_interaction", ""},
		{"a template", `<templateDeclaration identifier="T" cardinality="single" baseType="integer"/>`, "<p>x</p>" + choice, "element", "templateDeclaration"},
		{"a variable in the text", "", `<p><printedVariable identifier="T"/></p>` + choice, "element", "printedVariable"},
		{"a formula without TeX", "", `<p><math><mi>y</mi></math></p>` + choice, "mathml", "y"},
		{"an image that is not there", "", `<p><img src="no.png" alt=""/></p>` + choice, "file_missing", "no.png"},
		{"an image from elsewhere", "", `<p><img src="https://example.org/a.png" alt=""/></p>` + choice, "path", "https://example.org/a.png"},
		{"an image above the package", "", `<p><img src="../../etc/passwd" alt=""/></p>` + choice, "path", "../../etc/passwd"},
		{"a film", "", `<p><img src="i.xml" alt=""/></p>` + choice, "media_type", "i.xml"},
		{"another file included", "", `<include href="file:///etc/passwd"/>` + choice, "element", "include"},
		{"half a point", `<outcomeDeclaration identifier="MAXSCORE" cardinality="single" baseType="float"><defaultValue><value>1.5</value></defaultValue></outcomeDeclaration>`, "<p>x</p>" + choice, "no_number", "1.5"},
	} {
		f, err := Read(zipped(t, "imsmanifest.xml", manifest, "i.xml", item(c.before, c.body)))
		if err != nil || f.Blocked() == 0 || len(f.Rows) != 1 {
			t.Errorf("%s: %v, %+v", c.name, err, f.Rows)
			continue
		}
		if !slices.Contains(f.Rows[0].Flaws, exam.ImportFlaw{Column: "i.xml", Why: c.why, What: c.what, Blocks: true}) {
			t.Errorf("%s: %+v, want %s %s", c.name, f.Rows[0].Flaws, c.why, c.what)
		}
	}
}

func TestAFileThatWouldHarmIsRefused(t *testing.T) {
	bomb := `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><assessmentItem>&b;</assessmentItem>`
	deep := strings.Repeat("<p>", maxDepth+2)
	for _, c := range []struct {
		name string
		data []byte
		why  string
	}{
		{"a document type", []byte(bomb), "dtd"},
		{"an external entity", []byte(`<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>`), "dtd"},
		{"an entity that is not declared", []byte(`<assessmentItem>&nbsp;</assessmentItem>`), "xml"},
		{"another encoding", []byte(`<?xml version="1.0" encoding="UTF-16"?><assessmentItem/>`), "xml"},
		{"a tree too deep", []byte(deep), "large"},
		{"too many elements", []byte("<a>" + strings.Repeat("<b/>", maxNodes) + "</a>"), "large"},
		{"no item", []byte("<html/>"), "no_item"},
		{"nothing", nil, "xml"},
		{"a broken zip", []byte("PK\x03\x04 no"), "zip"},
		{"a name above the package", zipped(t, "imsmanifest.xml", manifest, "../evil.xml", "x"), "path"},
		{"an absolute name", zipped(t, "/imsmanifest.xml", manifest), "path"},
		{"a name of another system", zipped(t, `a\..\imsmanifest.xml`, manifest), "path"},
		{"no manifest", zipped(t, "i.xml", item("", choice)), "no_manifest"},
		{"a name twice", zipped(t, "imsmanifest.xml", manifest, "i.xml", "x", "i.xml", "y"), "file_twice"},
		{"a manifest that unfolds", zipped(t, "imsmanifest.xml", strings.Repeat(" ", maxXML+1)), "large"},
		{"a manifest with a document type", zipped(t, "imsmanifest.xml", bomb), "dtd"},
		{"too large a file", make([]byte, maxFile+1), "large"},
	} {
		_, err := Read(c.data)
		var refused *exam.Error
		if !errors.As(err, &refused) || refused.Extras["why"] != c.why {
			t.Errorf("%s: %v, want why %s", c.name, err, c.why)
		}
	}
}

func TestWhatUnfoldsIsCountedOverAllFiles(t *testing.T) {
	p, err := openPack(zipped(t, "a.mp3", "ID3 aaaa", "b.mp3", "ID3 bbbb"))
	if err != nil {
		t.Fatal(err)
	}
	p.left = 12
	if _, err := p.read("a.mp3", maxMedium); err != nil {
		t.Errorf("the first: %v", err)
	}
	if _, err := p.read("b.mp3", maxMedium); flawOf(err, "x").Why != "large" {
		t.Errorf("the second: %v, want it refused as large", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(item(right, choice)))
	f.Add([]byte("PK"))
	f.Fuzz(func(t *testing.T, data []byte) {
		paper, err := Read(data)
		if err != nil || paper.Blocked() > 0 {
			return
		}
		if err := paper.Content.Check(); err != nil {
			t.Errorf("an import that nothing stands against is refused: %v", err)
		}
	})
}
