package seal

import (
	"bytes"
	"crypto/aes"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func sealed(t testing.TB, k Key, plain []byte, offset int64) []byte {
	t.Helper()
	var out bytes.Buffer
	if n, err := k.Writer(&out, offset).Write(plain); err != nil || n != len(plain) {
		t.Fatal(n, err)
	}
	return out.Bytes()
}

// The key stream from 0 on is AES of the numbers 0, 1, 2, …; the first block is
// AES-256 of the zero block under the zero key (NIST GFSbox set).
func TestSealIsCounterMode(t *testing.T) {
	got := sealed(t, Key{}, make([]byte, 3*aes.BlockSize), 0)
	if want := "dc95c078a2408989ad48a21492842087"; hex.EncodeToString(got[:16]) != want {
		t.Errorf("first block %x, want %s", got[:16], want)
	}
	block, err := aes.NewCipher(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		var want [16]byte
		block.Encrypt(want[:], append(make([]byte, 15), byte(i)))
		if !bytes.Equal(got[16*i:16*i+16], want[:]) {
			t.Errorf("block %d is not AES of %d", i, i)
		}
	}
}

// Written in any pieces and read from anywhere, it is what was written; and on
// the disk it is not.
func TestSealAtAnyOffset(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		key := Key(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(rt, "key"))
		plain := []byte(strings.Repeat("26.5 106.7\n", rapid.IntRange(4, 40).Draw(rt, "lines")))
		var disk []byte
		for len(disk) < len(plain) {
			n := rapid.IntRange(1, len(plain)-len(disk)).Draw(rt, "piece")
			disk = append(disk, sealed(t, key, plain[len(disk):len(disk)+n], int64(len(disk)))...)
		}
		from := rapid.IntRange(0, len(plain)).Draw(rt, "from")
		got, err := io.ReadAll(key.Reader(bytes.NewReader(disk[from:]), int64(from)))
		if err != nil || !bytes.Equal(got, plain[from:]) {
			rt.Fatalf("from %d: %q, %v", from, got, err)
		}
		if bytes.Contains(disk, []byte("26.5")) {
			rt.Fatal("it can be read on the disk")
		}
	})
}

func TestKeyInAnAddress(t *testing.T) {
	key := Key{1, 2, 255}
	again, err := ParseKey(key.String())
	if err != nil || again != key || len(key.String()) != 43 {
		t.Errorf("%s: %v, %v", key, again, err)
	}
	for _, bad := range []string{"", "AAAA", key.String() + "A", key.String()[:42], key.String()[:42] + "!", key.String()[:42] + "B"} {
		if _, err := ParseKey(bad); !errors.Is(err, ErrKey) {
			t.Errorf("%q: %v, want ErrKey", bad, err)
		}
	}
}
