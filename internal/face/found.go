package face

import (
	"math"
	"slices"
)

// The detector's input and what of its output counts.
const (
	detectorSize  = 256
	minConfidence = 0.5
	maxOverlap    = 0.3
	boxScale      = 1.4 // from the detected box to the crop that the other nets see
)

// box is a face in the detector's picture, in its pixels.
type box struct{ x, y, width, height, confidence float64 }

// anchors are the centres that the detector's outputs are relative to: a grid of 16
// by 16 with two each, then one of 8 by 8 with six.
func anchors() (all [][2]float64) {
	for _, grid := range []struct{ stride, each int }{{16, 2}, {32, 6}} {
		for y := range detectorSize / grid.stride {
			for x := range detectorSize / grid.stride {
				for range grid.each {
					all = append(all, [2]float64{float64(grid.stride) * (float64(x) + 0.5), float64(grid.stride) * (float64(y) + 0.5)})
				}
			}
		}
	}
	return all
}

// boxes reads the detector's outputs: one confidence and 16 numbers an anchor. The
// surest come first; of those that lie on one another the surest stays.
func boxes(confidences, numbers []float32) (kept []box) {
	var all []box
	for i, a := range anchors() {
		confidence := 1 / (1 + math.Exp(-float64(confidences[i])))
		if confidence < minConfidence {
			continue
		}
		n := numbers[i*16:]
		all = append(all, box{a[0] + float64(n[0]), a[1] + float64(n[1]), float64(n[2]), float64(n[3]), confidence})
	}
	slices.SortStableFunc(all, func(a, b box) int {
		if a.confidence > b.confidence {
			return -1
		}
		return 1
	})
	for _, one := range all {
		if !slices.ContainsFunc(kept, func(k box) bool { return k.overlap(one) > maxOverlap }) {
			kept = append(kept, one)
		}
	}
	return kept
}

// overlap is the shared part of two boxes, of what both cover.
func (b box) overlap(o box) float64 {
	w := min(b.x+b.width/2, o.x+o.width/2) - max(b.x-b.width/2, o.x-o.width/2)
	h := min(b.y+b.height/2, o.y+o.height/2) - max(b.y-b.height/2, o.y-o.height/2)
	if w <= 0 || h <= 0 {
		return 0
	}
	return w * h / (b.width*b.height + o.width*o.height - w*h)
}

// point is a place in a crop, in pixels.
type point struct{ x, y float64 }

func (p point) to(o point) float64 { return math.Hypot(o.x-p.x, o.y-p.y) }

// measures is what a mesh tells; the page measures alike (measure.ts).
type measures struct{ yaw, pitch, eyes, mouth, roll float64 }

// measure reads a mesh of 468 points (MediaPipe's canonical face), three numbers each.
func measure(mesh []float32) measures {
	at := func(n int) point { return point{float64(mesh[3*n]), float64(mesh[3*n+1])} }
	opening := func(top, bottom, inner, outer int) float64 {
		return at(top).to(at(bottom)) / max(1e-6, at(inner).to(at(outer)))
	}
	right, left := at(33), at(263)
	return measures{
		yaw: degrees(share(at(1), at(234), at(454))), pitch: degrees(share(at(1), at(10), at(152))),
		eyes:  (opening(159, 145, 33, 133) + opening(386, 374, 362, 263)) / 2,
		mouth: opening(13, 14, 78, 308), roll: math.Atan2(left.y-right.y, left.x-right.x),
	}
}

// share is where a point lies between two others, 0 at the first and 1 at the second.
func share(p, from, to point) float64 {
	x, y := to.x-from.x, to.y-from.y
	return ((p.x-from.x)*x + (p.y-from.y)*y) / max(1e-6, x*x+y*y)
}

// degrees is the angle of a head whose nose lies at a share of its width.
func degrees(part float64) float64 {
	return math.Asin(min(1, max(-1, 2*part-1))) * 180 / math.Pi
}

// likeness compares two faces by their numbers, 0 to 1, as @vladmandic/human does by
// default (order 2, multiplier 25, from 0.2 to 0.8).
func likeness(a, b []float32) float64 {
	if len(a) == 0 || len(a) != len(b) {
		return 0
	}
	sum := 0.0
	for i := range a {
		d := float64(a[i] - b[i])
		sum += d * d
	}
	return min(1, max(0, (1-math.Sqrt(25*sum)/100-0.2)/0.6))
}
