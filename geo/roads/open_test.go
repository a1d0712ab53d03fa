package roads

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
)

// everything is a small network with something in every section.
func everything(t testing.TB) *Network {
	in := town()
	in.Restrictions = []Restriction{{From: 10, ViaNode: 2, To: 11}, {From: 11, ViaWays: []int64{13}, To: 12}}
	in.TollNodes = []TollNode{{ID: 2, Name: "环城站"}, {ID: 50, Kind: Gantry, Ref: "G1"}}
	in.Sources = []string{"town.osm"}
	return mustBuild(t, in)
}

func TestOpen_returnsWhatWasWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "town.roads")
	built := everything(t)
	if err := built.WriteFile(path); err != nil {
		t.Fatal(err)
	}
	opened, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(opened.data, built.data) {
		t.Error("the file is not what was built")
	}
	if diff := cmp.Diff(built.Info(), opened.Info()); diff != "" {
		t.Error(diff)
	}
	name := opened.Name(edgeBetween(t, opened, 1, 2))
	if err := opened.Close(); err != nil {
		t.Fatal(err)
	}
	if name != "环城路" {
		t.Errorf("after closing the name is %q", name)
	}
	if err := opened.Close(); err != nil {
		t.Errorf("closing twice: %v", err)
	}
}

func TestWriteFile_replacesAnOpenFileSafely(t *testing.T) {
	path := filepath.Join(t.TempDir(), "town.roads")
	if err := everything(t).WriteFile(path); err != nil {
		t.Fatal(err)
	}
	old, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	if err := mustBuild(t, scribble(1, 3, 4)).WriteFile(path); err != nil {
		t.Fatal(err)
	}
	if old.Name(edgeBetween(t, old, 1, 2)) != "环城路" {
		t.Error("the open network changed")
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	if err != nil || len(left) != 1 {
		t.Errorf("files left behind: %v %v", left, err)
	}
}

func TestOpen_refuses(t *testing.T) {
	good := everything(t).data
	edited := func(at int, v byte) []byte {
		b := bytes.Clone(good)
		b[at] = v
		return b
	}
	for _, c := range []struct {
		name string
		data []byte
		want error
	}{
		{"an empty file", nil, ErrNotRoads},
		{"something else", []byte("<?xml version='1.0'?><osm version='0.6'><node id='1'/></osm>"), ErrNotRoads},
		{"another version", edited(atVersion, 99), ErrVersion},
		{"a file cut in the middle", good[:len(good)/2], ErrTruncated},
		{"a file without its last byte", good[:len(good)-1], ErrTruncated},
		{"a header alone", good[:headerBytes], ErrTruncated},
		{"a file with something after it", append(bytes.Clone(good), 0), ErrDamaged},
		{"a turned bit", edited(len(good)/2, good[len(good)/2]^4), ErrDamaged},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "county.roads")
			if err := os.WriteFile(path, c.data, 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := Open(path)
			if !errors.Is(err, c.want) {
				t.Fatalf("got %v, want %v", err, c.want)
			}
			if !strings.HasPrefix(err.Error(), "county.roads: ") || strings.Contains(err.Error(), "\n") {
				t.Errorf("not one sentence naming the file: %q", err)
			}
		})
	}
	if _, err := Open(t.TempDir()); !errors.Is(err, ErrNotRoads) {
		t.Errorf("a folder: %v", err)
	}
}

// Every truncation and every wrong byte is found by the size or the checksum.
func TestFromBytes_findsEveryCutAndEveryWrongByte(t *testing.T) {
	good := everything(t).data
	for i := range good {
		if _, err := fromBytes(aligned(good[:i])); err == nil {
			t.Fatalf("cut at %d: taken", i)
		}
		bad := aligned(good)
		bad[i] ^= 0x10
		if _, err := fromBytes(bad); err == nil {
			t.Fatalf("byte %d changed: taken", i)
		}
	}
}

// aligned copies b to an address divisible by eight, as a mapped file has.
func aligned(b []byte) []byte {
	c := raw(make([]uint64, len(b)/8+1))[:len(b)]
	copy(c, b)
	return c
}

// FuzzOpenRoads gives a road file's content back with bytes changed and the
// checksum made right, so that only the checks of the content stand between the
// change and the methods.
func FuzzOpenRoads(f *testing.F) {
	good := everything(f).data
	f.Add(good)
	for i := headerBytes; i < len(good); i += 97 {
		b := bytes.Clone(good)
		b[i] ^= 0xff
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b := aligned(data)
		if len(b) >= headerBytes {
			copy(b, magic)
			binary.LittleEndian.PutUint32(b[atVersion:], formatVersion)
			binary.LittleEndian.PutUint32(b[atSections:], uint32(numSections))
			binary.LittleEndian.PutUint64(b[atSize:], uint64(len(b)))
			binary.LittleEndian.PutUint32(b[atChecksum:], checksum(b, func() {}))
		}
		n, err := fromBytes(b)
		if err != nil {
			return
		}
		useAll(n)
	})
}

// useAll calls every method on everything the network has.
func useAll(n *Network) {
	for v := range NodeID(n.NumNodes()) {
		_, _, _ = n.Out(v), n.NodePoint(v), n.OSMNode(v)
	}
	for e := EdgeID(0); int(e) < 2*n.NumSegments(); e++ {
		_, _, _ = n.Edge(e), n.Name(e), n.Ref(e)
		_, _ = n.AppendLine(nil, e), n.AppendNodeIDs(nil, e)
		n.TollPoints(e)
		for _, next := range n.Out(n.To(e)) {
			n.TurnAllowed(e, next)
			at, _ := n.Proceed(0, e)
			n.Proceed(at, next)
			n.PathAllowed([]EdgeID{e, next})
		}
	}
	n.Near(nil, orb.Point{107, 26}, 1e5)
	n.EachSegment(n.Bound(), func(EdgeID) {})
	_, _ = n.Info(), n.MaxSequence()
}

// A file is summed up in parts, with a rest after each, and the parts make the
// whole.
func TestChecksum_inParts(t *testing.T) {
	data := make([]byte, 2*restBytes+12345)
	for i := range data {
		data[i] = byte(i * 7 / 3)
	}
	whole := bytes.Clone(data)
	copy(whole[atChecksum:], []byte{0, 0, 0, 0})
	rests := 0
	got := checksum(data, func() { rests++ })
	if want := crc32.Checksum(whole, crc32.MakeTable(crc32.Castagnoli)); got != want || rests != 3 {
		t.Errorf("%x after %d rests, want %x after 3", got, rests, want)
	}
}
