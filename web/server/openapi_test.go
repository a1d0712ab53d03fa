package server

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"

	"licheng/web/api"
)

var update = flag.Bool("update", false, "rewrite web/api/openapi.json")

// committed is the document the web app's client is generated from.
const committed = "../api/openapi.json"

func TestOpenAPI(t *testing.T) {
	document, err := newServer(t, &api.API{}).OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, document, "", "  "); err != nil {
		t.Fatal(err)
	}
	pretty.WriteByte('\n')

	t.Run("is the committed one", func(t *testing.T) {
		if *update {
			if err := os.WriteFile(committed, pretty.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(committed)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(want, pretty.Bytes()) {
			t.Errorf("%s is not what the code says: run go test ./web/server -run OpenAPI -update and look at the difference", committed)
		}
	})
	t.Run("is 3.1 and names no host", func(t *testing.T) {
		for _, bad := range []string{`"$schema"`, "localhost", "127.0.0.1"} {
			if strings.Contains(pretty.String(), bad) {
				t.Errorf("the document holds %s", bad)
			}
		}
		if !strings.Contains(pretty.String(), `"openapi": "3.1.0"`) {
			t.Error("the document is not OpenAPI 3.1.0")
		}
	})
}
