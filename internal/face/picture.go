package face

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	_ "image/jpeg" // what is decoded
	_ "image/png"
	"math"
)

// picture is a decoded picture.
type picture struct{ *image.RGBA }

func decode(raw []byte) (picture, error) {
	src, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return picture{}, fmt.Errorf("decode picture: %w", err)
	}
	out := image.NewRGBA(image.Rect(0, 0, src.Bounds().Dx(), src.Bounds().Dy()))
	draw.Draw(out, out.Bounds(), src, src.Bounds().Min, draw.Src)
	return picture{out}, nil
}

// square is a square part of a picture: its centre and side in pixels, and by how
// many radians it is turned.
type square struct{ x, y, side, angle float64 }

// at returns where a point of a crop, from 0 to 1, lies in the picture.
func (q square) at(u, v float64) (x, y float64) {
	u, v = (u-0.5)*q.side, (v-0.5)*q.side
	sin, cos := math.Sincos(q.angle)
	return q.x + u*cos - v*sin, q.y + u*sin + v*cos
}

// crop returns a part of the picture as numbers, channels first, size by size: each
// 0 to 255, times scale, plus shift. Outside of the picture it is black.
func (p picture) crop(q square, size int, scale, shift float32) []float32 {
	out := make([]float32, 3*size*size)
	for row := range size {
		for column := range size {
			x, y := q.at((float64(column)+0.5)/float64(size), (float64(row)+0.5)/float64(size))
			r, g, b := p.between(x-0.5, y-0.5)
			i := row*size + column
			out[i], out[size*size+i], out[2*size*size+i] = r*scale+shift, g*scale+shift, b*scale+shift
		}
	}
	return out
}

// between mixes the four pixels around a point.
func (p picture) between(x, y float64) (r, g, b float32) {
	x0, y0 := math.Floor(x), math.Floor(y)
	fx, fy := float32(x-x0), float32(y-y0)
	for _, corner := range [4]struct {
		x, y   int
		weight float32
	}{
		{int(x0), int(y0), (1 - fx) * (1 - fy)}, {int(x0) + 1, int(y0), fx * (1 - fy)}, {int(x0), int(y0) + 1, (1 - fx) * fy}, {int(x0) + 1, int(y0) + 1, fx * fy},
	} {
		if !(image.Point{X: corner.x, Y: corner.y}).In(p.Bounds()) {
			continue
		}
		c := p.RGBAAt(corner.x, corner.y)
		r, g, b = r+corner.weight*float32(c.R), g+corner.weight*float32(c.G), b+corner.weight*float32(c.B)
	}
	return r, g, b
}

// lightness is the mean lightness of a part of the picture, 0 to 255.
func (p picture) lightness(q square) float64 {
	const size = 16
	raw, sum := p.crop(q, size, 1, 0), 0.0
	for i := range size * size {
		sum += 0.299*float64(raw[i]) + 0.587*float64(raw[size*size+i]) + 0.114*float64(raw[2*size*size+i])
	}
	return sum / (size * size)
}
