package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// Canonical returns v as JSON with sorted keys, without white space and
// without HTML escapes, so that equal values have equal bytes. Numbers keep
// the digits json.Marshal gave them.
func Canonical(v any) (json.RawMessage, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("marshal: %w", err)
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var tree any
	if err := decoder.Decode(&tree); err != nil {
		return nil, fmt.Errorf("decode: %w", err)
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(tree); err != nil { // maps are written with sorted keys
		return nil, fmt.Errorf("encode: %w", err)
	}
	return json.RawMessage(bytes.TrimRight(out.Bytes(), "\n")), nil
}

// Digest returns the hex SHA-256 of v's canonical JSON.
func Digest(v any) (string, error) {
	raw, err := Canonical(v)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:]), nil
}
