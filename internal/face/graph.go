package face

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
)

// graph is a net in TensorFlow.js's graph format: nodes, and weights by name.
type graph struct {
	nodes   map[string]node
	weights map[string]weight
}

// node is one operation; its inputs name other nodes.
type node struct {
	Name  string          `json:"name"`
	Op    string          `json:"op"`
	Input []string        `json:"input"`
	Attr  map[string]attr `json:"attr"`
}

// attr is an attribute; texts are base64, whole numbers are texts (protobuf's JSON).
type attr struct {
	S    string `json:"s"`
	List struct {
		I []string `json:"i"`
		S []string `json:"s"`
	} `json:"list"`
}

func (a attr) text() string {
	text, err := base64.StdEncoding.DecodeString(a.S)
	if err != nil {
		return ""
	}
	return string(text)
}

func (a attr) texts() []string {
	var all []string
	for _, s := range a.List.S {
		all = append(all, attr{S: s}.text())
	}
	return all
}

func (a attr) ints() []int64 {
	all := make([]int64, len(a.List.I))
	for i, s := range a.List.I {
		all[i], _ = strconv.ParseInt(s, 10, 64) // 0 is refused where it matters
	}
	return all
}

// weight is a constant: numbers in the order of its shape, floats or whole numbers.
type weight struct {
	shape  []int64
	floats []float32
	ints   []int64
}

type manifest struct {
	Topology struct {
		Node []node `json:"node"`
	} `json:"modelTopology"`
	Groups []struct {
		Paths   []string `json:"paths"`
		Weights []struct {
			Name         string  `json:"name"`
			Shape        []int64 `json:"shape"`
			DType        string  `json:"dtype"`
			Quantization *struct {
				DType string `json:"dtype"`
			} `json:"quantization"`
		} `json:"weights"`
	} `json:"weightsManifest"`
}

// readGraph reads a net: NAME.json with its weights beside it.
func readGraph(dir, name string) (graph, error) {
	g := graph{nodes: map[string]node{}, weights: map[string]weight{}}
	text, err := os.ReadFile(filepath.Join(dir, name+".json"))
	if err != nil {
		return g, fmt.Errorf("read net: %w", err)
	}
	var m manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return g, fmt.Errorf("decode net %s: %w", name, err)
	}
	for _, n := range m.Topology.Node {
		g.nodes[n.Name] = n
	}
	for _, group := range m.Groups {
		var raw []byte
		for _, path := range group.Paths {
			part, err := os.ReadFile(filepath.Join(dir, filepath.Base(path)))
			if err != nil {
				return g, fmt.Errorf("read weights of net %s: %w", name, err)
			}
			raw = append(raw, part...)
		}
		for _, w := range group.Weights {
			kind := w.DType
			if w.Quantization != nil {
				kind = w.Quantization.DType
			}
			one, rest, err := readWeight(raw, w.Shape, kind)
			if err != nil {
				return g, fmt.Errorf("read weight %s of net %s: %w", w.Name, name, err)
			}
			g.weights[w.Name], raw = one, rest
		}
	}
	return g, nil
}

func readWeight(raw []byte, shape []int64, kind string) (w weight, rest []byte, err error) {
	n := 1
	for _, d := range shape {
		n *= int(d)
	}
	w.shape = shape
	size := map[string]int{"float32": 4, "int32": 4, "float16": 2}[kind]
	if size == 0 || len(raw) < n*size {
		return w, nil, fmt.Errorf("%d numbers of kind %q are not there", n, kind)
	}
	for i := range n {
		switch kind {
		case "float32":
			w.floats = append(w.floats, math.Float32frombits(binary.LittleEndian.Uint32(raw[i*4:])))
		case "float16":
			w.floats = append(w.floats, half(binary.LittleEndian.Uint16(raw[i*2:])))
		case "int32":
			w.ints = append(w.ints, int64(int32(binary.LittleEndian.Uint32(raw[i*4:])))) //nolint:gosec // the bits of a signed number
		}
	}
	return w, raw[n*size:], nil
}

// half reads a number of IEEE 754's binary16.
func half(bits uint16) float32 {
	sign, exponent, fraction := float64(1), int(bits>>10)&31, float64(bits&1023)/1024
	if bits>>15 == 1 {
		sign = -1
	}
	switch exponent {
	case 0:
		return float32(sign * math.Ldexp(fraction, -14))
	case 31:
		return float32(sign * math.Inf(1))
	}
	return float32(sign * math.Ldexp(1+fraction, exponent-15))
}
