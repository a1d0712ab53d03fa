package main

import (
	"bytes"
	"context"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"licheng/cmd/licheng/demo"
	"licheng/reimburse"
	"licheng/trips"
)

// TestDemo plays the whole demo: every room of the house, over real HTTP.
func TestDemo(t *testing.T) {
	skipShort(t)
	var out, progress bytes.Buffer
	ctx := context.Background()
	d, err := layOutDemo(ctx, demoSettings{dir: t.TempDir(), addr: "127.0.0.1:0", seed: 1, exit: true}, &out, &progress)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := d.close(ctx); err != nil {
			t.Error(err)
		}
	}()
	if err := d.serve(ctx); err != nil {
		t.Fatalf("%v\n%s", err, progress.String())
	}
	f := d.result
	if off := math.Abs(f.matchedM-f.drivenM) / f.drivenM; off > 0.01 {
		t.Errorf("matched %.0f m of %.0f m driven: %.1f %% off", f.matchedM, f.drivenM, off*100)
	}
	if off := math.Abs(f.offM-f.unmappedM) / f.unmappedM; off > 0.1 {
		t.Errorf("%.0f m found off the map, %.0f m are", f.offM, f.unmappedM)
	}
	if f.found != f.falseFiles || f.falseFiles != 6 {
		t.Errorf("%d of %d false files found, want all 6: %v", f.found, f.falseFiles, f.falseUnfound)
	}
	if f.accused != 0 {
		t.Errorf("%d honest files have a serious finding, want none", f.accused)
	}
	for _, state := range []string{"submitted", "checked", "returned", "approved", "paid"} {
		if f.claims[state] == 0 {
			t.Errorf("no claim is %s: a page has nothing to show", state)
		}
	}
	if f.cutFen == 0 {
		t.Error("no cap leaves a visible shortfall")
	}
	if c := f.adequacy.Total.Coverage; c == nil || *c <= 0 || *c >= 1 {
		t.Errorf("coverage %v, want a share between 0 and 1", c)
	}
	wantMatters(t, d)
	records, err := d.app.money.TollRecords(ctx, trips.Actor{County: demo.Code, Login: "finance", Roles: []trips.Role{trips.Finance}}, reimburse.RecordFilter{Month: demoMonth})
	if err != nil {
		t.Fatal(err)
	}
	alone, paid := 0, 0
	for _, r := range records {
		switch {
		case r.Trip == "":
			alone++
		case r.Claim != "" && r.Held:
			paid++
		}
	}
	if alone != 2 || paid < len(records)/2 {
		t.Errorf("of %d toll records %d are of no trip, want the 2 Sundays, and %d are paid", len(records), alone, paid)
	}
	report, err := d.app.money.VerifyLedger(ctx, demo.Code)
	if err != nil || !report.OK || report.Events == 0 {
		t.Errorf("ledger %+v, %v", report, err)
	}
	for _, want := range []string{demo.CountyZH, demo.CountyEN, "share of cost covered", "cadre01", demoPassword} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the table does not say %q:\n%s", want, out.String())
		}
	}
}

func TestFreshDemoFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	write := func(name string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	if err := freshDemoFolder(dir, 1); err != nil {
		t.Fatalf("a new folder: %v", err)
	}
	old, own := write("data/licheng.db"), write("notes.txt")
	if err := freshDemoFolder(dir, 1); err != nil {
		t.Fatalf("a folder of the demo: %v", err)
	}
	if _, err := os.Stat(old); !os.IsNotExist(err) {
		t.Errorf("the old database is still there: %v", err)
	}
	if _, err := os.Stat(own); err != nil {
		t.Errorf("a file of somebody's is gone: %v", err)
	}
	if err := os.Remove(filepath.Join(dir, demoMarker)); err != nil {
		t.Fatal(err)
	}
	if err := freshDemoFolder(dir, 1); err == nil || exitCode(err) != exitWrongUse {
		t.Errorf("a folder of somebody else: %v, want it refused as wrong use", err)
	}
	if _, err := os.Stat(own); err != nil {
		t.Errorf("a refused folder was changed: %v", err)
	}
}
