package demo

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"slices"
	"testing"
)

// canvas draws the county for people who change the generator:
// DEMO_PICTURE=/tmp/county.png go test -run Picture ./cmd/licheng/demo
type canvas struct {
	img    *image.RGBA
	centre vec
	scale  float64 // metres a pixel
}

func newCanvas(centre vec, scale float64, w, h int) *canvas {
	return &canvas{image.NewRGBA(image.Rect(0, 0, w, h)), centre, scale}
}

func (c *canvas) pixel(p vec) (int, int) {
	b := c.img.Bounds()
	return b.Dx()/2 + int(math.Round((p.x-c.centre.x)/c.scale)), b.Dy()/2 - int(math.Round((p.y-c.centre.y)/c.scale))
}

func (c *canvas) relief(t *Terrain) {
	b := c.img.Bounds()
	for y := range b.Dy() {
		for x := range b.Dx() {
			p := c.centre.add(vec{float64(x-b.Dx()/2) * c.scale, float64(b.Dy()/2-y) * c.scale})
			d := math.Max(c.scale, 40)
			h := t.heightAt(p)
			shade := clamp(0.75+(t.heightAt(p.sub(vec{d, -d}))-t.heightAt(p.add(vec{d, -d})))/(2*d)*-0.9, 0.25, 1.15)
			k := clamp((h-300)/1400, 0, 1)
			grey := func(lo, hi float64) uint8 { return uint8(clamp((lo+(hi-lo)*k)*shade, 0, 255)) }
			c.img.SetRGBA(x, y, color.RGBA{grey(170, 225), grey(200, 215), grey(150, 195), 255})
		}
	}
}

func (c *canvas) line(pts []vec, col color.RGBA, width int) {
	for i := 1; i < len(pts); i++ {
		n := int(pts[i-1].to(pts[i])/c.scale*2) + 1
		for k := 0; k <= n; k++ {
			c.dot(lerp(pts[i-1], pts[i], float64(k)/float64(n)), col, width)
		}
	}
}

func (c *canvas) dot(p vec, col color.RGBA, width int) {
	x, y := c.pixel(p)
	for dy := -width / 2; dy <= width/2; dy++ {
		for dx := -width / 2; dx <= width/2; dx++ {
			c.img.SetRGBA(x+dx, y+dy, col)
		}
	}
}

func (c *canvas) save(t *testing.T, name string) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, c.img); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestPicture(t *testing.T) {
	name := os.Getenv("DEMO_PICTURE")
	if name == "" {
		t.Skip("set DEMO_PICTURE=file.png to draw the county")
	}
	county := New(1)
	tr, p := county.Terrain, county.plan
	c := newCanvas(vec{}, 68, 1000, 1110)
	if z := os.Getenv("DEMO_ZOOM"); z != "" { // x,y,metres a pixel
		if _, err := fmt.Sscanf(z, "%f,%f,%f", &c.centre.x, &c.centre.y, &c.scale); err != nil {
			t.Fatal(err)
		}
	}
	c.relief(tr)
	for _, r := range tr.rivers(8e6) {
		c.line(r[:], color.RGBA{90, 140, 210, 255}, 1)
	}
	for _, r := range p.layout.roads {
		c.line(r.line, roadColour(r), map[class]int{motorway: 3, primary: 3, secondary: 3, tertiary: 2}[r.class])
	}
	for _, v := range p.villages {
		c.dot(v, color.RGBA{20, 20, 20, 255}, 4)
	}
	for _, v := range append(p.seats, p.town) {
		c.dot(v, color.RGBA{200, 0, 0, 255}, 9)
	}
	total := map[class]float64{}
	for _, r := range p.layout.roads {
		total[r.class] += lineLen(r.line) / 1000
	}
	t.Logf("km by class: %v", total)
	n := county.network
	for i := range p.seats {
		route, ok := n.route(n.joints[p.townJoint], n.joints[p.seatJoint[i]], taste{})
		t.Logf("%s straight %.1f road %.1f %v", townshipNames[i], p.seats[i].to(p.town)/1000, n.routeM(route)/1000, ok)
	}
	for _, pl := range county.Places {
		if pl.node < 0 {
			t.Logf("%s has no lane", pl.Name)
		} else if _, ok := n.route(n.joints[p.townJoint], pl.node, taste{}); !ok && pl.node != n.joints[p.townJoint] {
			t.Logf("%s is cut off", pl.Name)
		}
	}
	var slopes []float64
	for y := -30000.0; y < 30000; y += 777 {
		for x := -30000.0; x < 30000; x += 777 {
			slopes = append(slopes, tr.slopeAt(vec{x, y}))
		}
	}
	slices.Sort(slopes)
	t.Logf("slopes p10 %.2f p50 %.2f p90 %.2f p99 %.2f", slopes[len(slopes)/10], slopes[len(slopes)/2], slopes[len(slopes)*9/10], slopes[len(slopes)*99/100])
	var grades []float64
	hairpins, loM, hiM := countHairpins(p.layout), 9999.0, 0.0
	for _, r := range p.layout.roads {
		if r.class == motorway || r.class == motorwayLink || r.class == residential {
			continue
		}
		pts := split(r.line, 20)
		for i := 5; i < len(pts); i += 5 {
			grades = append(grades, math.Abs(tr.heightAt(pts[i])-tr.heightAt(pts[i-5]))/lineLen(pts[i-5:i+1]))
			loM, hiM = min(loM, tr.heightAt(pts[i])), max(hiM, tr.heightAt(pts[i]))
		}
	}
	slices.Sort(grades)
	t.Logf("grades over 100 m: p50 %.3f p90 %.3f p97 %.3f p99 %.3f; hairpins %d; heights %.0f-%.0f", grades[len(grades)/2], grades[len(grades)*9/10], grades[len(grades)*97/100], grades[len(grades)*99/100], hairpins, loM, hiM)
	for _, s := range p.express.spans {
		t.Logf("%s %.0f m", s.kind, s.toM-s.fromM)
	}
	t.Logf("%+v %d nodes %d ways %d edges %d rules", p.express.stops, len(county.network.nodes), len(county.network.ways), len(county.network.edges), len(county.network.rules))
	fixes, bytesSum, km, kinds := 0, 0, 0.0, map[string]int{}
	for _, tr := range county.Trips {
		fixes, bytesSum, km = fixes+tr.Fixes, bytesSum+len(tr.Bytes), km+tr.Truth.DrivenM/1000
		kinds[tr.Format]++
		if len(tr.Truth.Passings) > 0 {
			kinds["tolled"]++
		}
		if tr.Truth.UnmappedM > 0 {
			kinds["unmapped"]++
		}
	}
	t.Logf("%d trips, %d fixes, %d MB, %.0f km %v", len(county.Trips), fixes, bytesSum/1e6, km, kinds)
	var file bytes.Buffer
	if err := county.WriteOSM(&file); err != nil {
		t.Fatal(err)
	}
	t.Logf("OSM %d kB", file.Len()/1000)
	if out := os.Getenv("DEMO_OSM"); out != "" {
		if err := os.WriteFile(out, file.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	c.save(t, name)
}

func roadColour(r *road) color.RGBA {
	switch r.class {
	case motorway, motorwayLink:
		return color.RGBA{230, 100, 20, 255}
	case primary, secondary:
		return color.RGBA{200, 40, 40, 255}
	case tertiary:
		return color.RGBA{160, 110, 0, 255}
	case residential:
		return color.RGBA{110, 110, 110, 255}
	default:
		return color.RGBA{50, 50, 50, 255}
	}
}

// countHairpins counts the bends that turn a road by 120° or more within 80 m.
func countHairpins(l *layout) int {
	n := 0
	for _, r := range l.roads {
		if r.class == motorwayLink || r.class == residential {
			continue
		}
		pts := stations5(r.line)
		for i := 1; i+18 < len(pts); i++ {
			if turnDeg(pts[i-1], pts[i], pts[i].add(pts[i+17].sub(pts[i+16]))) > 120 {
				n++
				i += 16
			}
		}
	}
	return n
}

// stations5 walks a line in steps of 5 m.
func stations5(line []vec) []vec {
	out := line[:1:1]
	left := 5.0
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		for a.to(b) >= left {
			a = a.add(b.sub(a).unit().mul(left))
			out = append(out, a)
			left = 5
		}
		left -= a.to(b)
	}
	return out
}
