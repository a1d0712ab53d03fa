package ledger_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"licheng/reimburse/ledger"
)

// testKey is the first key of RFC 8032, section 7.1: seed and public half.
const (
	testSeed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
	testKey  = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
)

func signer(t testing.TB) ed25519.PrivateKey {
	t.Helper()
	seed, err := hex.DecodeString(testSeed)
	if err != nil {
		t.Fatal(err)
	}
	return ed25519.NewKeyFromSeed(seed)
}

// TestAnchor: the key is the one RFC 8032 derives from the seed, and the bytes
// signed are those docs/ledger.md promises, written here by hand.
func TestAnchor(t *testing.T) {
	head := ledger.Head{Seq: 12, Hash: strings.Repeat("ab", 32)}
	a := ledger.Sign(signer(t), county, head, at)
	if a.Key != testKey {
		t.Errorf("key %s, want %s", a.Key, testKey)
	}
	message := "16:licheng-anchor/1\n6:529901\n2:12\n64:" + head.Hash + "\n27:2026-10-31T01:02:03.456789Z\n64:" + testKey + "\n"
	if want := hex.EncodeToString(ed25519.Sign(signer(t), []byte(message))); a.Signature != want {
		t.Errorf("signature %s, want %s", a.Signature, want)
	}
	if err := a.Check(testKey); err != nil {
		t.Error(err)
	}
	if err := a.Check(strings.Repeat("00", 32)); !errors.Is(err, ledger.ErrAnchorKey) {
		t.Errorf("another key: %v", err)
	}
}

// TestAnchorAltered: no field can be changed under a signature.
func TestAnchorAltered(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		a := ledger.Sign(signer(t), county, ledger.Head{Seq: 3, Hash: strings.Repeat("0", 64)}, at)
		switch rapid.IntRange(0, 5).Draw(rt, "field") {
		case 0:
			a.County = "529902"
		case 1:
			a.Head.Seq += rapid.Int64Range(1, 9).Draw(rt, "seq")
		case 2:
			a.Head.Hash = strings.Repeat("1", 64)
		case 3:
			a.At = a.At.Add(1000)
		case 4:
			a.Signature = rapid.StringMatching(`[0-9a-f]{128}`).Draw(rt, "signature")
		case 5:
			a.Key = rapid.SampledFrom([]string{"", "zz", strings.Repeat("00", 32), testKey[:62]}).Draw(rt, "key")
		}
		if err := a.Check(""); !errors.Is(err, ledger.ErrAnchor) {
			rt.Fatalf("%+v passes: %v", a, err)
		}
	})
}

// TestBundleWithAnchors: a whole book fits its anchors; one written anew from
// an event on, with every seal in order, does not; nor one cut short.
func TestBundleWithAnchors(t *testing.T) {
	events := chain(t, 6)
	anchors := []ledger.Anchor{ledger.Sign(signer(t), county, events[1].Head(), at), ledger.Sign(signer(t), county, events[4].Head(), at)}
	write := func(events []ledger.Event, anchors ...ledger.Anchor) *bytes.Buffer {
		var out bytes.Buffer
		w, err := ledger.NewBundleWriter(&out, county, events[len(events)-1].Head(), anchors...)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if err := w.Write(e); err != nil {
				t.Fatal(err)
			}
		}
		return &out
	}
	var anew []ledger.Event
	head := events[2].Head()
	for _, e := range events[3:] {
		made, err := ledger.Append(head, ledger.Entry{County: county, At: e.At, Actor: "other", Type: e.Type, Subject: e.Subject, Payload: e.Payload})
		if err != nil {
			t.Fatal(err)
		}
		anew, head = append(anew, made), made.Head()
	}
	foreign := ledger.Sign(ed25519.NewKeyFromSeed(make([]byte, 32)), county, events[1].Head(), at)
	for _, tt := range []struct {
		name    string
		events  []ledger.Event
		anchors []ledger.Anchor
		key     string
		want    string // in the error; empty: none
	}{
		{"whole", events, anchors, testKey, ""},
		{"of the book before its first event", events, []ledger.Anchor{ledger.Sign(signer(t), county, ledger.Start, at)}, testKey, ""},
		{"whole, whoever signed", events, []ledger.Anchor{foreign}, "", ""},
		{"signed by another", events, []ledger.Anchor{foreign}, testKey, "signed by another key"},
		{"written anew, seals in order", append(events[:3:3], anew...), anchors, testKey, "event 5 (note c4): the anchor of 2026-10-31T01:02:03Z signed the seal"},
		{"cut short, head set back", events[:4], anchors, testKey, "it signed event 5, which the book does not have"},
		{"no anchor of this key", events, nil, testKey, "none of the anchors"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			summary, err := ledger.CheckBundle(write(tt.events, tt.anchors...), tt.key)
			if tt.want == "" {
				found := len(tt.anchors)
				if tt.anchors[0].Head == ledger.Start {
					found = 0 // no event bears it out
				}
				if err != nil || summary.Anchors != found {
					t.Errorf("%v, %d anchors", err, summary.Anchors)
				}
				return
			}
			var a *ledger.Altered
			if !errors.As(err, &a) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %q in it", err, tt.want)
			}
		})
	}
}
