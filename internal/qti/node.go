package qti

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// node is an element with the names of QTI 2.2, or a piece of text where Name is "".
type node struct {
	Name     string
	Attrs    []attr
	Children []*node
	Text     string
}

type attr struct{ Name, Value string }

func (n *node) attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name == name {
			return a.Value
		}
	}
	return ""
}

// all returns the elements of some names below a node, in the order of the document;
// not those within one that was found.
func (n *node) all(names ...string) (found []*node) {
	for _, child := range n.Children {
		if oneOf(child.Name, names) {
			found = append(found, child)
			continue
		}
		found = append(found, child.all(names...)...)
	}
	return found
}

// child returns the first child of a name, an empty node for none.
func (n *node) child(name string) *node {
	for _, child := range n.Children {
		if child.Name == name {
			return child
		}
	}
	return &node{}
}

// text returns all text within a node.
func (n *node) text() string {
	if n.Name == "" {
		return n.Text
	}
	var all strings.Builder
	for _, child := range n.Children {
		all.WriteString(child.text())
	}
	return all.String()
}

func oneOf(name string, names []string) bool { return slices.Contains(names, name) }

// unfit is a document that is not read, by a word of [exam.ImportFlaw].
type unfit struct{ why, what string }

// Error names the word and what it is about.
func (u unfit) Error() string { return fmt.Sprintf("%s: %s", u.why, u.what) }

// parse reads a document as a tree. It refuses a document type, which could name
// other files or unfold without end (OWASP, "XML external entity"), an encoding other
// than UTF-8, and a tree that is too large or too deep. space is the namespace of the
// root.
func parse(document []byte) (root *node, space string, err error) {
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(document, []byte("\ufeff"))))
	top := &node{Name: "#document"}
	stack, count := []*node{top}, 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, "", unfit{"xml", err.Error()}
		}
		last := stack[len(stack)-1]
		switch t := token.(type) {
		case xml.Directive:
			return nil, "", unfit{"dtd", "<!" + short(string(t))}
		case xml.StartElement:
			if count++; count > maxNodes || len(stack) > maxDepth {
				return nil, "", unfit{"large", "elements"}
			}
			if len(stack) == 1 {
				space = t.Name.Space
			}
			one := &node{Name: nameOf(t.Name.Local)}
			for _, a := range t.Attr {
				if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" {
					one.Attrs = append(one.Attrs, attr{attrOf(a.Name.Local), a.Value})
				}
			}
			last.Children = append(last.Children, one)
			stack = append(stack, one)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if n := len(last.Children); n > 0 && last.Children[n-1].Name == "" {
				last.Children[n-1].Text += string(t) // around a comment
			} else {
				last.Children = append(last.Children, &node{Text: string(t)})
			}
		}
	}
	for _, child := range top.Children {
		if child.Name != "" {
			return child, space, nil
		}
	}
	return nil, "", unfit{"xml", "no element"}
}

func nameOf(local string) string {
	if rest, is := strings.CutPrefix(local, "qti-"); is {
		return camel(rest)
	}
	return local
}

func attrOf(local string) string {
	if strings.HasPrefix(local, "data-") || strings.HasPrefix(local, "aria-") {
		return local
	}
	return camel(local)
}

// short returns the beginning of a text for a report.
func short(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return text
}

// el returns an element; attributes are names and values in turn, those with an empty
// value are left out.
func el(name string, attrs []string, children ...*node) *node {
	n := &node{Name: name, Children: children}
	for i := 0; i+1 < len(attrs); i += 2 {
		if attrs[i+1] != "" {
			n.Attrs = append(n.Attrs, attr{attrs[i], attrs[i+1]})
		}
	}
	return n
}

func text(s string) *node { return &node{Text: s} }

// document writes a tree with the names of a version.
func (v version) document(root *node) []byte {
	var out bytes.Buffer
	out.WriteString(xml.Header)
	v.write(&out, root, 0, false)
	out.WriteByte('\n')
	return out.Bytes()
}

// flowing elements hold text: nothing may be put between their children.
var flowing = map[string]bool{"p": true, "pre": true, "simpleChoice": true, "audio": true}

func (v version) write(out *bytes.Buffer, n *node, depth int, inline bool) {
	if n.Name == "" {
		_ = xml.EscapeText(out, []byte(legal(n.Text))) // into memory
		return
	}
	name := v.name(n.Name)
	out.WriteString("<" + name)
	for _, a := range n.Attrs {
		out.WriteString(" " + v.attrName(a.Name) + `="`)
		_ = xml.EscapeText(out, []byte(legal(a.Value))) // into memory
		out.WriteByte('"')
	}
	if len(n.Children) == 0 {
		out.WriteString("/>")
		return
	}
	out.WriteByte('>')
	within := inline || slices.ContainsFunc(n.Children, func(child *node) bool { return child.Name == "" || flowing[n.Name] })
	for _, child := range n.Children {
		if !within {
			out.WriteString("\n" + strings.Repeat("  ", depth+1))
		}
		v.write(out, child, depth+1, within)
	}
	if !within {
		out.WriteString("\n" + strings.Repeat("  ", depth))
	}
	out.WriteString("</" + name + ">")
}

// legal drops what XML 1.0 cannot hold (section 2.2).
func legal(s string) string {
	return strings.Map(func(sign rune) rune {
		if sign < ' ' && sign != '\t' && sign != '\n' {
			return -1
		}
		return sign
	}, s)
}

// manifestNames are elements of content packaging, which have one name in both
// versions.
var manifestNames = map[string]bool{"manifest": true, "metadata": true, "schema": true, "schemaversion": true, "organizations": true, "resources": true, "resource": true, "file": true, "dependency": true}

func (v version) name(name string) string {
	if v.ns != versions["qti30"].ns || html[name] || manifestNames[name] {
		return name
	}
	return "qti-" + kebab(name)
}

func (v version) attrName(name string) string {
	if v.ns != versions["qti30"].ns || strings.ContainsAny(name, ":-") || name == "identifierref" || name == "schemaLocation" {
		return name
	}
	return kebab(name)
}
