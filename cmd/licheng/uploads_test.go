package main

import (
	"bufio"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"licheng/geo/geotest"
	"licheng/trips"
	"licheng/web/ingest"
)

// heavy is a drive of 12 km in a file of so many bytes: tracker apps write
// extensions that nobody reads.
func heavy(bytes int) string {
	whole := drive(12)
	filler := "<!--" + strings.Repeat("battery=97 ", (bytes-len(whole))/11) + "-->"
	return strings.Replace(whole, "</gpx>", filler+"</gpx>", 1)
}

// sender sends files in pieces as the app does: begins an upload, asks after
// every break how far it came, and goes on from there.
type sender struct {
	t     *testing.T
	base  string
	token string
	http  *http.Client
}

func newSender(t *testing.T, base, token string) *sender {
	t.Helper()
	transport := &http.Transport{DisableKeepAlives: true}
	t.Cleanup(transport.CloseIdleConnections)
	return &sender{t, base, token, &http.Client{Transport: transport, Timeout: 20 * time.Second}}
}

// ask makes one request; an error is a line that broke.
func (s *sender) ask(method, at string, body io.Reader, header map[string]string) (http.Header, int, error) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.base+at, body)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+s.token)
	r.Header.Set("Tus-Resumable", "1.0.0")
	for name, value := range header {
		r.Header.Set(name, value)
	}
	response, err := s.http.Do(r)
	if err != nil {
		return nil, 0, err
	}
	_, err = io.Copy(io.Discard, response.Body)
	return response.Header, response.StatusCode, errors.Join(err, response.Body.Close())
}

// begin begins an upload, however often it has to ask.
func (s *sender) begin(length int) string {
	s.t.Helper()
	metadata := "filename " + base64.StdEncoding.EncodeToString([]byte("下村.gpx")) + ",vehicle_id " + base64.StdEncoding.EncodeToString([]byte("V1"))
	for range 100 {
		header, status, err := s.ask(http.MethodPost, "/api/v1/uploads", nil, map[string]string{"Upload-Length": strconv.Itoa(length), "Upload-Metadata": metadata})
		if err == nil && status == http.StatusCreated {
			return header.Get("Location")
		}
		if err == nil {
			s.t.Fatalf("begin: %d", status)
		}
	}
	s.t.Fatal("no upload could be begun")
	return ""
}

// finish goes on with an upload until it is a trace; it returns how often it
// had to ask.
func (s *sender) finish(at, file string) (trace string, tries int) {
	s.t.Helper()
	for tries < 300 {
		tries++
		header, status, err := s.ask(http.MethodHead, at, nil, nil)
		if err != nil {
			continue
		}
		if trace = header.Get(ingest.TraceHeader); trace != "" {
			return trace, tries
		}
		offset, err := strconv.Atoi(header.Get("Upload-Offset"))
		if status != http.StatusOK || err != nil {
			s.t.Fatalf("HEAD: %d, offset %v", status, err)
		}
		header, _, err = s.ask(http.MethodPatch, at, strings.NewReader(file[offset:]), map[string]string{
			"Upload-Offset": strconv.Itoa(offset), "Content-Type": "application/offset+octet-stream",
		})
		if trace = header.Get(ingest.TraceHeader); err == nil && trace != "" {
			return trace, tries
		}
	}
	s.t.Fatal("the upload did not come to an end")
	return "", tries
}

// lossyLine passes bytes on to an address and loses the connection with every
// packet of 1400 bytes by a chance of two in a hundred.
func lossyLine(t *testing.T, to string, seed uint64) (address string, lost *atomic.Int64) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	lost = new(atomic.Int64)
	pass := func(dst, src net.Conn, chance *rand.Rand) {
		defer func() { _, _ = dst.Close(), src.Close() }()
		packet := make([]byte, 1400)
		for {
			n, err := src.Read(packet)
			if n > 0 && chance.IntN(100) < 2 {
				lost.Add(1)
				return
			}
			if _, werr := dst.Write(packet[:n]); err != nil || werr != nil {
				return
			}
		}
	}
	go func() {
		for n := uint64(0); ; n++ {
			in, err := listener.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", to)
			if err != nil {
				_ = in.Close()
				continue
			}
			go pass(out, in, rand.New(rand.NewPCG(seed, 2*n)))
			go pass(in, out, rand.New(rand.NewPCG(seed, 2*n+1)))
		}
	}()
	return listener.Addr().String(), lost
}

// The line loses its connection again and again, and so does the answer to the
// last piece: the file is one trace and one trip, though two files with the same
// bytes were begun.
func TestUploadOverALossyLine(t *testing.T) {
	c := openSmallCounty(t)
	file := heavy(400_000)
	address, lost := lossyLine(t, c.server.Listener.Addr().String(), 7)
	s := newSender(t, "http://"+address, c.tokens["cadre"])
	first, tries := s.finish(s.begin(len(file)), file)
	if lost.Load() < 3 || tries < 3 {
		t.Errorf("the line broke %d times, %d tries: too good a line", lost.Load(), tries)
	}
	second, _ := s.finish(s.begin(len(file)), file)
	if first != second {
		t.Errorf("the same file is trace %s and %s", first, second)
	}
	c.waitForTrip("cadre", first)
	cadre := trips.Actor{County: smallCode, Login: "cadre", Person: "P1", Roles: []trips.Role{trips.Cadre}}
	found, err := c.app.trips.Trips(t.Context(), cadre, trips.TripFilter{})
	if err != nil || len(found) != 1 {
		t.Errorf("%d trips, %v", len(found), err)
	}
	left, err := filepath.Glob(filepath.Join(c.app.config.uploadDir(), "*.part"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	t.Logf("%d connections lost, %d tries", lost.Load(), tries)
}

// startServer runs licheng serve as a process of its own.
func startServer(t *testing.T, config string) (address string, kill func()) {
	t.Helper()
	program, err := exec.LookPath("licheng")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "serve", "--config", config)
	cmd.Env, cmd.Stderr = append(os.Environ(), "TMPDIR="+filepath.Join(filepath.Dir(config), "tmp")), nil
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	ended := false
	kill = func() {
		if !ended {
			ended = true
			_ = cmd.Process.Kill() // SIGKILL: nothing is written or closed
			_ = cmd.Wait()
		}
	}
	t.Cleanup(kill)
	said, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	_, address, _ = strings.Cut(strings.TrimSpace(said), "http://")
	return address, kill
}

// half gives the first half of a file and then nothing more, but does not end.
type half struct {
	io.Reader
	read chan struct{}
}

func (h half) Read(p []byte) (int, error) {
	n, err := h.Reader.Read(p)
	if errors.Is(err, io.EOF) {
		<-h.read
		return 0, io.ErrUnexpectedEOF
	}
	return n, err
}

// The server is killed in mid-upload and started again: the upload goes on from
// what had come, and is one trip. In between nothing on the disk tells where
// the drive began, which its sender keeps private.
func TestUploadSurvivesSIGKILL(t *testing.T) {
	dir := t.TempDir()
	config := smallConfig(dir)
	config.Workers = 0
	layRoad(t, config.Roads)
	if err := os.Mkdir(filepath.Join(dir, "tmp"), 0o700); err != nil {
		t.Fatal(err)
	}
	c := openCounty(t, config, true)
	cadre := trips.Actor{County: smallCode, Login: "cadre", Person: "P1", Roles: []trips.Role{trips.Cadre}}
	home := geotest.At(0, 0)
	area := trips.PrivateArea{ID: "home", Kind: "home", Lon: home.Lon() + 1e-5, Lat: home.Lat(), RadiusM: 650}
	if err := c.app.trips.SetPrivateArea(t.Context(), cadre, area); err != nil {
		t.Fatal(err)
	}
	token := c.tokens["cadre"]
	c.close()
	yaml := filepath.Join(dir, "licheng.yaml")
	text := fmt.Sprintf("county: %q\ndata_dir: %s\nroads: %s\nlisten: 127.0.0.1:0\nworkers: 2\n", smallCode, config.DataDir, config.Roads)
	if err := os.WriteFile(yaml, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}

	file := heavy(3_000_000)
	address, kill := startServer(t, yaml)
	s := newSender(t, "http://"+address, token)
	at := s.begin(len(file))
	stuck := make(chan struct{})
	sent := make(chan error, 1)
	go func() {
		_, _, err := s.ask(http.MethodPatch, at, half{strings.NewReader(file[:len(file)/2]), stuck}, map[string]string{
			"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream",
		})
		sent <- err
	}()
	for name := strings.Split(path.Base(at), ".")[0] + ".part"; ; time.Sleep(5 * time.Millisecond) {
		if stat, err := os.Stat(filepath.Join(config.uploadDir(), name)); err == nil && stat.Size() > 1_000_000 {
			break
		}
	}
	kill()
	close(stuck)
	if err := <-sent; err == nil {
		t.Error("the sender did not notice that the server was killed")
	}
	if files := standsIn(t, dir, homeEnds()); len(files) > 0 {
		t.Errorf("after the kill the private end stands in %v", files)
	}

	address, kill = startServer(t, yaml)
	s.base = "http://" + address
	header, _, err := s.ask(http.MethodHead, at, nil, nil)
	if offset, _ := strconv.Atoi(header.Get("Upload-Offset")); err != nil || offset < 1_000_000 {
		t.Errorf("resumes at %d, %v: it came to a million and more", offset, err)
	}
	trace, _ := s.finish(at, file)
	kill() // as soon as it is acknowledged
	if files := standsIn(t, dir, homeEnds()); len(files) > 0 {
		t.Errorf("at the end the private end stands in %v", files)
	}
	config.Workers = 2
	c = openCounty(t, config, false)
	c.waitForTrip("cadre", trace)
	found, err := c.app.trips.Trips(t.Context(), cadre, trips.TripFilter{})
	if err != nil || len(found) != 1 || found[0].DistanceM < 11_000 {
		t.Errorf("%d trips, %+v, %v; want one of 11.4 km", len(found), found, err)
	}
}
