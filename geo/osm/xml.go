package osm

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// visitXML reads an OSM XML document. It is strict: an element in the wrong
// place is an error, because a half-understood map makes wrong kilometres.
func visitXML(r io.Reader, v visitor) error {
	source := &memory{r: r}
	x := &xmlReader{dec: xml.NewDecoder(source), v: v}
	err := x.document()
	if err == nil {
		return nil
	}
	line, _ := x.dec.InputPos()
	return &Error{Line: line, Offset: -1, Err: plainXML(err, source.err)}
}

// memory remembers why reading ended, since the XML decoder may not say.
type memory struct {
	r   io.Reader
	err error
}

// Read passes on to the reader.
func (m *memory) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		m.err = err
	}
	return n, err
}

func plainXML(err, source error) error {
	if source != nil {
		return plainCause(source)
	}
	var syntax *xml.SyntaxError
	switch {
	case errors.As(err, &syntax) && strings.Contains(syntax.Msg, "unexpected EOF"):
		return errors.New("the XML ends in the middle: the file is cut short")
	case errors.As(err, &syntax):
		return fmt.Errorf("the XML is broken: %s", syntax.Msg)
	case strings.HasPrefix(err.Error(), "xml: encoding"):
		return errors.New("the XML is not in UTF-8; convert it first")
	default:
		return err
	}
}

// xmlReader holds the object being read.
type xmlReader struct {
	dec *xml.Decoder
	v   visitor

	id       int64
	lon, lat float64
	deleted  bool
	tags     Tags
	nodes    []int64
	members  []Member
}

// document reads the root element and everything in it.
func (x *xmlReader) document() error {
	root, err := x.root()
	if err != nil {
		return err
	}
	if root.Name.Local != "osm" {
		return fmt.Errorf("the document is <%s> where <osm> is wanted", root.Name.Local)
	}
	switch version := attribute(root, "version"); version {
	case "0.6":
	case "":
		return errors.New("<osm> does not say its version (0.6 is wanted)")
	default:
		return fmt.Errorf("OSM version %q is not supported (0.6 is wanted)", version)
	}
	if err := x.children(root, x.object); err != nil {
		return err
	}
	for {
		t, err := x.dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if extra, is := t.(xml.StartElement); is {
			return fmt.Errorf("<%s> follows after the end of <osm>", extra.Name.Local)
		}
	}
}

func (x *xmlReader) root() (xml.StartElement, error) {
	for {
		t, err := x.dec.Token()
		if errors.Is(err, io.EOF) {
			return xml.StartElement{}, ErrEmpty
		}
		if err != nil {
			return xml.StartElement{}, err
		}
		if start, is := t.(xml.StartElement); is {
			return start, nil
		}
	}
}

// children calls fn for each child of an element until it ends. fn reads the
// child to its end.
func (x *xmlReader) children(parent xml.StartElement, fn func(xml.StartElement) error) error {
	for {
		t, err := x.dec.Token()
		if errors.Is(err, io.EOF) {
			return fmt.Errorf("the XML ends inside <%s>: the file is cut short", parent.Name.Local)
		}
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if err := fn(t); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

// object reads one child of <osm>.
func (x *xmlReader) object(start xml.StartElement) error {
	switch start.Name.Local {
	case "node":
		return x.node(start)
	case "way":
		return x.way(start)
	case "relation":
		return x.relation(start)
	case "bounds", "bound", "note", "meta", "changeset", "user":
		return x.dec.Skip()
	case "remark":
		return x.remark(start)
	default:
		return fmt.Errorf("<%s> has no place in <osm>", start.Name.Local)
	}
}

// remark reads what an Overpass server says; an error there means that the
// file lacks part of the map.
func (x *xmlReader) remark(start xml.StartElement) error {
	var text string
	if err := x.dec.DecodeElement(&text, &start); err != nil {
		return err
	}
	if strings.Contains(text, "error") {
		return fmt.Errorf("the server could not finish this extract (%.100s): fetch it again", strings.TrimSpace(text))
	}
	return nil
}

func (x *xmlReader) begin(start xml.StartElement) error {
	x.tags, x.nodes, x.members = x.tags[:0], x.nodes[:0], x.members[:0]
	x.deleted = attribute(start, "visible") == "false" || attribute(start, "action") == "delete"
	id, err := strconv.ParseInt(attribute(start, "id"), 10, 64)
	if err != nil {
		return fmt.Errorf("<%s> has no usable id (%q)", start.Name.Local, attribute(start, "id"))
	}
	x.id = id
	return nil
}

func (x *xmlReader) node(start xml.StartElement) error {
	if err := x.begin(start); err != nil {
		return err
	}
	if !x.deleted {
		var err error
		if x.lon, err = coordinate(start, "lon", 180); err != nil {
			return err
		}
		if x.lat, err = coordinate(start, "lat", 90); err != nil {
			return err
		}
	}
	if err := x.children(start, x.part); err != nil {
		return err
	}
	if x.v.node != nil && !x.deleted {
		x.v.node(x.id, x.lon, x.lat, x.tags)
	}
	return nil
}

func (x *xmlReader) way(start xml.StartElement) error {
	if err := x.begin(start); err != nil {
		return err
	}
	if err := x.children(start, x.part); err != nil {
		return err
	}
	if x.v.way != nil && !x.deleted {
		x.v.way(x.id, x.nodes, x.tags)
	}
	return nil
}

func (x *xmlReader) relation(start xml.StartElement) error {
	if err := x.begin(start); err != nil {
		return err
	}
	if err := x.children(start, x.part); err != nil {
		return err
	}
	if x.v.relation != nil && !x.deleted {
		x.v.relation(x.id, x.tags, x.members)
	}
	return nil
}

// part reads a child of a node, way or relation.
func (x *xmlReader) part(start xml.StartElement) error {
	switch start.Name.Local {
	case "tag":
		x.tags = append(x.tags, Tag{attribute(start, "k"), attribute(start, "v")})
	case "nd":
		id, err := strconv.ParseInt(attribute(start, "ref"), 10, 64)
		if err != nil {
			return fmt.Errorf("<nd> has no usable ref (%q)", attribute(start, "ref"))
		}
		x.nodes = append(x.nodes, id)
	case "member":
		id, err := strconv.ParseInt(attribute(start, "ref"), 10, 64)
		if err != nil {
			return fmt.Errorf("<member> has no usable ref (%q)", attribute(start, "ref"))
		}
		kind := attribute(start, "type") + " "
		x.members = append(x.members, Member{Kind: kind[0], ID: id, Role: attribute(start, "role")})
	case "bounds", "center": // Overpass adds them
	default:
		return fmt.Errorf("<%s> has no place in a map object", start.Name.Local)
	}
	return x.dec.Skip()
}

func attribute(start xml.StartElement, name string) string {
	for i := range start.Attr {
		if start.Attr[i].Name.Local == name {
			return start.Attr[i].Value
		}
	}
	return ""
}

func coordinate(start xml.StartElement, name string, limit float64) (float64, error) {
	v, err := strconv.ParseFloat(attribute(start, name), 64)
	if err != nil || !(math.Abs(v) <= limit) {
		return 0, fmt.Errorf("node %s has no usable %s (%q)", attribute(start, "id"), name, attribute(start, name))
	}
	return v, nil
}
