// Package seal writes bytes to a disk so that nobody can read them there: what
// was sent is under way on a disk before its private stretches are cut, and
// must not be found on it after a crash. A file is encrypted with a key of its
// own that is never on that disk: the process holds it, or whoever sends.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Key is the key of one file, chosen by chance: a second file under the same
// key would give both away.
type Key [32]byte

// ErrKey reports a text that is no key.
var ErrKey = errors.New("seal: not a key")

// String writes the key as 43 characters that may stand in an address.
func (k Key) String() string { return base64.RawURLEncoding.EncodeToString(k[:]) }

// ParseKey reads what String wrote.
func ParseKey(s string) (k Key, err error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil || len(raw) != len(k) {
		return Key{}, ErrKey
	}
	copy(k[:], raw)
	return k, nil
}

// Writer encrypts what is written to it as the bytes of the file from offset on.
func (k Key) Writer(w io.Writer, offset int64) io.Writer {
	return cipher.StreamWriter{S: k.stream(offset), W: w}
}

// Reader decrypts r, which gives the bytes of the file from offset on.
func (k Key) Reader(r io.Reader, offset int64) io.Reader {
	return cipher.StreamReader{S: k.stream(offset), R: r}
}

// stream is AES-256 in counter mode (NIST SP 800-38A, 6.5), the counter
// beginning at 0: a key serves one file, so that no block of it is used twice.
// It is what makes the file one that can be written on from any offset.
func (k Key) stream(offset int64) cipher.Stream {
	block, err := aes.NewCipher(k[:])
	if err != nil {
		panic(fmt.Sprintf("seal: AES refuses a key of 32 bytes: %v", err))
	}
	var counter [aes.BlockSize]byte
	binary.BigEndian.PutUint64(counter[8:], uint64(offset)/aes.BlockSize)
	stream := cipher.NewCTR(block, counter[:])
	skip := make([]byte, offset%aes.BlockSize)
	stream.XORKeyStream(skip, skip)
	return stream
}
