package face

import (
	"encoding/binary"
	"math"
)

// message is a protobuf message being written (protobuf.dev, "Encoding"): what ONNX
// needs of it and no more.
type message []byte

func (m *message) key(field, wire uint64) {
	*m = binary.AppendUvarint(*m, field<<3|wire)
}

// number writes a whole number.
func (m *message) number(field uint64, n int64) {
	m.key(field, 0)
	*m = binary.AppendUvarint(*m, uint64(n)) //nolint:gosec // two's complement, as protobuf has it
}

// bytes writes bytes, a text or a message.
func (m *message) bytes(field uint64, b []byte) {
	m.key(field, 2)
	*m = binary.AppendUvarint(*m, uint64(len(b)))
	*m = append(*m, b...)
}

func (m *message) text(field uint64, s string) { m.bytes(field, []byte(s)) }

// The kinds of ONNX tensors and attributes that are used (onnx.proto).
const (
	tensorFloat, tensorInt64                   = 1, 7
	attributeInt, attributeText, attributeInts = 2, 3, 7
)

// tensor is a TensorProto with a name.
func tensor(name string, w weight) message {
	var m message
	for _, d := range w.shape {
		m.number(1, d)
	}
	var raw []byte
	if w.ints != nil {
		m.number(2, tensorInt64)
		for _, n := range w.ints {
			raw = binary.LittleEndian.AppendUint64(raw, uint64(n)) //nolint:gosec // the bits of a signed number
		}
	} else {
		m.number(2, tensorFloat)
		for _, f := range w.floats {
			raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(f))
		}
	}
	m.text(8, name)
	m.bytes(9, raw)
	return m
}

// option is an attribute of an operation: an int64, a []int64 or a string.
type option struct {
	name  string
	value any
}

// operation is a NodeProto.
func operation(op string, inputs []string, output string, options ...option) message {
	var m message
	for _, in := range inputs {
		m.text(1, in)
	}
	m.text(2, output)
	m.text(3, output)
	m.text(4, op)
	for _, o := range options {
		var a message
		a.text(1, o.name)
		switch v := o.value.(type) {
		case int64:
			a.number(3, v)
			a.number(20, attributeInt)
		case string:
			a.text(4, v)
			a.number(20, attributeText)
		case []int64:
			for _, n := range v {
				a.number(8, n)
			}
			a.number(20, attributeInts)
		}
		m.bytes(5, a)
	}
	return m
}

// value is a ValueInfoProto of floats; an output needs no shape.
func value(name string, shape ...int64) message {
	var dims, kind, wrapped, m message
	for _, d := range shape {
		var dim message
		dim.number(1, d)
		dims.bytes(1, dim)
	}
	kind.number(1, tensorFloat)
	if len(shape) > 0 {
		kind.bytes(2, dims)
	}
	wrapped.bytes(1, kind)
	m.text(1, name)
	m.bytes(2, wrapped)
	return m
}

// opset is the version of ONNX's operations that is written.
const opset = 13

// model is a ModelProto around nodes, constants, one input and outputs.
func model(nodes, constants []message, input message, outputs []message) []byte {
	var g, version, m message
	for _, n := range nodes {
		g.bytes(1, n)
	}
	g.text(2, "net")
	for _, c := range constants {
		g.bytes(5, c)
	}
	g.bytes(11, input)
	for _, o := range outputs {
		g.bytes(12, o)
	}
	version.text(1, "")
	version.number(2, opset)
	m.number(1, 7) // the format's own version
	m.bytes(7, g)
	m.bytes(8, version)
	return m
}
