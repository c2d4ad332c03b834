package face

import (
	"fmt"
	"slices"
)

// converter writes a TensorFlow.js graph as ONNX. TensorFlow keeps channels last and
// ONNX first: all pictures inside are kept channels first, and turned where the
// order matters (a reshape).
type converter struct {
	graph
	nodes, constants []message
	done             map[string]string // by the graph's name: the ONNX name of its value
	kept             map[string]bool   // constants that are written
	input            message
}

// convert returns the part of a graph that outputs need, as an ONNX model whose input
// is "input", a picture of size by size, channels first.
func convert(g graph, size int64, outputs ...string) ([]byte, error) {
	c := &converter{graph: g, done: map[string]string{}, kept: map[string]bool{}, input: value("input", 1, 3, size, size)}
	var outs []message
	for _, name := range outputs {
		from, err := c.value(name)
		if err != nil {
			return nil, err
		}
		c.nodes = append(c.nodes, operation("Identity", []string{from}, "out "+name))
		outs = append(outs, value("out "+name))
	}
	return model(c.nodes, c.constants, c.input, outs), nil
}

// value returns the name of a node's value and writes the node, once.
func (c *converter) value(name string) (string, error) {
	if done, ok := c.done[name]; ok {
		return done, nil
	}
	n, ok := c.graph.nodes[name]
	if !ok {
		return "", fmt.Errorf("the net has no node %s", name)
	}
	out, err := c.write(n)
	if err != nil {
		return "", fmt.Errorf("%s %s: %w", n.Op, n.Name, err)
	}
	c.done[name] = out
	return out, nil
}

// plain are operations that ONNX has alike.
var plain = map[string]string{
	"Add": "Add", "AddV2": "Add", "Mul": "Mul", "Minimum": "Min", "Maximum": "Max", "Relu": "Relu", "Sigmoid": "Sigmoid", "Prelu": "PRelu",
}

func (c *converter) write(n node) (string, error) {
	if n.Op == "Placeholder" {
		return "input", nil
	}
	x, err := c.value(n.Input[0])
	if err != nil {
		return "", err
	}
	if op, ok := plain[n.Op]; ok {
		return c.writePlain(n, op, x)
	}
	switch n.Op {
	case "Identity":
		return x, nil
	case "Conv2D", "_FusedConv2D":
		return c.writeConv(n, x, []int{3, 2, 0, 1})
	case "DepthwiseConv2dNative":
		return c.writeConv(n, x, []int{2, 3, 0, 1})
	case "MaxPool":
		c.add("MaxPool", []string{x}, n.Name, append(window(n), option{"kernel_shape", n.Attr["ksize"].ints()[1:3]})...)
	case "Pad":
		c.add("Pad", []string{x, c.pads(n)}, n.Name)
	case "Mean":
		c.add("ReduceMean", []string{x}, n.Name, option{"axes", []int64{2, 3}}, option{"keepdims", int64(0)})
	case "Reshape":
		turned := n.Name + " turned"
		c.add("Transpose", []string{x}, turned, option{"perm", []int64{0, 2, 3, 1}})
		c.add("Reshape", []string{turned, c.constant(n.Input[1], c.weights[n.Input[1]])}, n.Name)
	default:
		return "", fmt.Errorf("this operation is not known")
	}
	return n.Name, nil
}

func (c *converter) add(op string, inputs []string, output string, options ...option) {
	c.nodes = append(c.nodes, operation(op, inputs, output, options...))
}

// constant writes a constant under a name and returns it.
func (c *converter) constant(name string, w weight) string {
	name += " constant"
	if !c.kept[name] {
		c.kept[name] = true
		c.constants = append(c.constants, tensor(name, w))
	}
	return name
}

// channels writes a constant of one number a channel so that it stands beside
// pictures with channels first.
func (c *converter) channels(name string) string {
	w := c.weights[name]
	if len(w.floats) > 1 {
		w.shape = []int64{int64(len(w.floats)), 1, 1}
	}
	return c.constant(name+" by channel", w)
}

func (c *converter) writePlain(n node, op, x string) (string, error) {
	inputs := []string{x}
	for _, name := range n.Input[1:] {
		if _, is := c.weights[name]; is {
			inputs = append(inputs, c.channels(name))
			continue
		}
		in, err := c.value(name)
		if err != nil {
			return "", err
		}
		inputs = append(inputs, in)
	}
	c.add(op, inputs, n.Name)
	return n.Name, nil
}

// writeConv writes a convolution with its bias and what is fused to it. order is how
// TensorFlow's kernel axes stand in ONNX.
func (c *converter) writeConv(n node, x string, order []int) (string, error) {
	kernel, ok := c.weights[n.Input[1]]
	if !ok {
		return "", fmt.Errorf("the kernel is no constant")
	}
	turned := transpose(kernel, order)
	groups := int64(1)
	if n.Op == "DepthwiseConv2dNative" { // each channel by itself
		groups = turned.shape[0]
		turned.shape = []int64{turned.shape[0] * turned.shape[1], 1, turned.shape[2], turned.shape[3]}
	}
	inputs, fused := []string{x, c.constant(n.Input[1], turned)}, n.Attr["fused_ops"].texts()
	if slices.Contains(fused, "BiasAdd") {
		inputs = append(inputs, c.constant(n.Input[2], c.weights[n.Input[2]]))
	}
	out := n.Name
	c.add("Conv", inputs, out, append(window(n), option{"group", groups})...)
	switch {
	case slices.Contains(fused, "Relu"):
		out += " relu"
		c.add("Relu", []string{n.Name}, out)
	case slices.Contains(fused, "Prelu"):
		out += " prelu"
		c.add("PRelu", []string{n.Name, c.channels(n.Input[3])}, out)
	case len(fused) > 1:
		return "", fmt.Errorf("%v are not known to be fused", fused)
	}
	return out, nil
}

// window returns the strides and the padding of an operation.
func window(n node) []option {
	padding := "VALID"
	if n.Attr["padding"].text() == "SAME" {
		padding = "SAME_UPPER"
	}
	return []option{{"strides", n.Attr["strides"].ints()[1:3]}, {"auto_pad", padding}}
}

// pads writes TensorFlow's pairs of paddings as ONNX's: all begins, then all ends.
func (c *converter) pads(n node) string {
	p := c.weights[n.Input[1]].ints // of batch, height, width and channels
	all := []int64{p[0], p[6], p[2], p[4], p[1], p[7], p[3], p[5]}
	return c.constant(n.Input[1], weight{shape: []int64{8}, ints: all})
}

// transpose returns a constant of four axes with its axes in another order.
func transpose(w weight, order []int) weight {
	out := weight{shape: make([]int64, 4), floats: make([]float32, len(w.floats))}
	strides := [4]int64{w.shape[1] * w.shape[2] * w.shape[3], w.shape[2] * w.shape[3], w.shape[3], 1}
	for i, axis := range order {
		out.shape[i] = w.shape[axis]
	}
	i := 0
	for a := range out.shape[0] {
		for b := range out.shape[1] {
			for c := range out.shape[2] {
				for d := range out.shape[3] {
					out.floats[i] = w.floats[a*strides[order[0]]+b*strides[order[1]]+c*strides[order[2]]+d*strides[order[3]]]
					i++
				}
			}
		}
	}
	return out
}
