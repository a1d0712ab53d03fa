package ledger_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"licheng/reimburse/ledger"
)

const county = "529901"

var at = time.Date(2026, 10, 31, 1, 2, 3, 456789123, time.UTC)

// chain makes n events after each other.
func chain(t testing.TB, n int) []ledger.Event {
	t.Helper()
	var events []ledger.Event
	head := ledger.Start
	for i := range n {
		e, err := ledger.Append(head, ledger.Entry{
			County: county, At: at.Add(time.Duration(i) * time.Second), Actor: "finance1",
			Type: "note", Subject: fmt.Sprintf("c%d", i), Payload: map[string]any{"n": i, "文": "<山>"},
		})
		if err != nil {
			t.Fatal(err)
		}
		events, head = append(events, e), e.Head()
	}
	return events
}

// TestSeal computes the first seal by hand, from the layout the package
// comment promises to outsiders who check a bundle with their own program.
func TestSeal(t *testing.T) {
	e := chain(t, 1)[0]
	zeros := strings.Repeat("0", 64)
	// 文 and 山 are three bytes each in UTF-8, so the payload has 21 bytes.
	bytes := "16:licheng-ledger/1\n6:529901\n1:1\n27:2026-10-31T01:02:03.456789Z\n8:finance1\n4:note\n2:c0\n" +
		"21:" + `{"n":0,"文":"<山>"}` + "\n64:" + zeros + "\n"
	sum := sha256.Sum256([]byte(bytes))
	if want := hex.EncodeToString(sum[:]); e.Hash != want {
		t.Errorf("hash = %s, want %s (payload %d bytes)", e.Hash, want, len(e.Payload))
	}
}

func TestCanonical(t *testing.T) {
	tests := []struct {
		name string
		in   any
		want string
	}{
		{"keys sorted", map[string]any{"b": 1, "a": 2}, `{"a":2,"b":1}`},
		{"struct fields sorted", struct {
			Z int
			A string
		}{1, "x"}, `{"A":"x","Z":1}`},
		{"no html escapes", "<&>", `"<&>"`},
		{"large whole numbers keep their digits", int64(9007199254740993), "9007199254740993"},
		{"white space goes", json.RawMessage(`{ "a" : [ 1 , 2 ] }`), `{"a":[1,2]}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ledger.Canonical(tt.in)
			if err != nil || string(got) != tt.want {
				t.Errorf("Canonical = %s, %v; want %s", got, err, tt.want)
			}
		})
	}
}

func TestVerify(t *testing.T) {
	rehash := func(e ledger.Event, prev ledger.Head) ledger.Event {
		made, err := ledger.Append(prev, ledger.Entry{
			County: e.County, At: e.At, Actor: e.Actor,
			Type: e.Type, Subject: e.Subject, Payload: e.Payload,
		})
		if err != nil {
			t.Fatal(err)
		}
		return made
	}
	tests := []struct {
		name  string
		alter func(events []ledger.Event) []ledger.Event
		want  int64 // seq named; 0: nothing altered
	}{
		{"whole", func(e []ledger.Event) []ledger.Event { return e }, 0},
		{"empty", func([]ledger.Event) []ledger.Event { return nil }, 0},
		{"payload", func(e []ledger.Event) []ledger.Event { e[2].Payload = json.RawMessage(`{"n":9}`); return e }, 3},
		{"actor", func(e []ledger.Event) []ledger.Event { e[0].Actor = "other"; return e }, 1},
		{"time", func(e []ledger.Event) []ledger.Event { e[4].At = e[4].At.Add(time.Microsecond); return e }, 5},
		{"type", func(e []ledger.Event) []ledger.Event { e[1].Type = "x"; return e }, 2},
		{"subject", func(e []ledger.Event) []ledger.Event { e[1].Subject = "x"; return e }, 2},
		{"county", func(e []ledger.Event) []ledger.Event { e[3].County = "1"; return e }, 4},
		{"removed", func(e []ledger.Event) []ledger.Event { return append(e[:1], e[2:]...) }, 3},
		{"first removed", func(e []ledger.Event) []ledger.Event { return e[1:] }, 2},
		{"swapped", func(e []ledger.Event) []ledger.Event { e[1], e[2] = e[2], e[1]; return e }, 3},
		{"altered and sealed anew: the next does not fit", func(e []ledger.Event) []ledger.Event {
			e[2].Actor = "other"
			e[2] = rehash(e[2], e[1].Head())
			return e
		}, 4},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := ledger.Verify(tt.alter(chain(t, 6)))
			var a *ledger.Altered
			if tt.want == 0 {
				if err != nil {
					t.Fatalf("Verify = %v, want nil", err)
				}
				return
			}
			if !errors.As(err, &a) || a.Seq != tt.want {
				t.Fatalf("Verify = %v, want event %d named", err, tt.want)
			}
		})
	}
}

// TestVerifyEnds: a book whose last events were cut off has an unbroken
// chain, and only the head kept elsewhere shows it.
func TestVerifyEnds(t *testing.T) {
	events := chain(t, 5)
	v := ledger.NewVerifier(county)
	for _, e := range events[:4] {
		if err := v.Next(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := v.Ends(events[3].Head()); err != nil {
		t.Errorf("Ends at its own head = %v", err)
	}
	var a *ledger.Altered
	if err := v.Ends(events[4].Head()); !errors.As(err, &a) || a.Seq != 5 {
		t.Errorf("Ends = %v, want event 5 missing", err)
	}
}

// TestVerifyAnyByte: whichever bit of whichever event is turned, Verify names
// that event or, for its seals, the one that no longer fits.
func TestVerifyAnyByte(t *testing.T) {
	whole := chain(t, 4)
	rapid.Check(t, func(t *rapid.T) {
		events := append([]ledger.Event(nil), whole...)
		i := rapid.IntRange(0, len(events)-1).Draw(t, "event")
		payload := append(json.RawMessage(nil), events[i].Payload...)
		j := rapid.IntRange(0, len(payload)-1).Draw(t, "byte")
		payload[j] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		events[i].Payload = payload
		var a *ledger.Altered
		if err := ledger.Verify(events); !errors.As(err, &a) || a.Seq != int64(i+1) {
			t.Fatalf("Verify = %v, want event %d named", err, i+1)
		}
	})
}

func bundle(t testing.TB, events []ledger.Event, head ledger.Head) *bytes.Buffer {
	t.Helper()
	var out bytes.Buffer
	w, err := ledger.NewBundleWriter(&out, county, head)
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

func TestBundle(t *testing.T) {
	events := chain(t, 3)
	head := events[2].Head()
	got, err := ledger.ReadBundle(bundle(t, events, head))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(head, got.Head); diff != "" || got.Events != 3 || got.County != county {
		t.Errorf("summary = %+v %s", got, diff)
	}
	tests := []struct {
		name, text, want string
	}{
		{"empty", "", "line 1: empty"},
		{"foreign", "{}\n", "line 1: not a ledger bundle"},
		{"not json", bundle(t, nil, ledger.Start).String() + "x\n", "line 2: not an event"},
		{"one fen", strings.Replace(bundle(t, events, head).String(), `"n":1`, `"n":2`, 1), "line 3: event 2 (note c1)"},
		{"cut short", bundle(t, events[:2], head).String(), "event 3 (missing 529901)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ledger.ReadBundle(strings.NewReader(tt.text))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("ReadBundle = %v, want %q in it", err, tt.want)
			}
		})
	}
}

// FuzzReadBundle: whatever bytes come, ReadBundle answers with a summary or an
// error, and a summary only for a book that Verify accepts too.
func FuzzReadBundle(f *testing.F) {
	events := chain(f, 3)
	f.Add(bundle(f, events, events[2].Head()).Bytes())
	f.Add([]byte(`{"format":"licheng-ledger/1","county":"1","head":{"seq":0,"hash":""}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		summary, err := ledger.ReadBundle(bytes.NewReader(raw))
		if err == nil && summary.Events != summary.Head.Seq {
			t.Errorf("%d events, head %d", summary.Events, summary.Head.Seq)
		}
	})
}
