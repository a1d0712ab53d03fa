package reimburse_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"licheng"
	"licheng/reimburse"
	"licheng/reimburse/ledger"
)

var anchorKey = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))

// TestAnchors: the head is signed once, again only when it moved; the bundle
// carries the anchors and checks against the key.
func TestAnchors(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		first, err := f.AnchorAll(t.Context())
		if err != nil || len(first) != 1 || first[0].Head.Seq != 4 || first[0].Check(ledger.KeyText(anchorKey)) != nil {
			t.Fatal(err, first)
		}
		if again, err := f.AnchorAll(t.Context()); err != nil || len(again) != 0 {
			t.Errorf("nothing happened, yet anchored %v, %v", again, err)
		}
		f.drove("p1", "t1", 12, 10)
		f.paid("p1")
		if second, err := f.AnchorAll(t.Context()); err != nil || len(second) != 1 || second[0].Head.Seq != 7 {
			t.Error(err, second)
		}
		var out bytes.Buffer
		if _, err := f.ExportLedger(t.Context(), county, &out); err != nil {
			t.Fatal(err)
		}
		summary, err := ledger.CheckBundle(bytes.NewReader(out.Bytes()), ledger.KeyText(anchorKey))
		if err != nil || summary.Anchors != 2 || summary.Events != 7 {
			t.Error(err, summary)
		}
		if _, err := ledger.CheckBundle(&out, strings.Repeat("00", 32)); err == nil {
			t.Error("another key passes")
		}
		report, err := f.VerifyLedger(t.Context(), county)
		if err != nil || !report.OK || report.Anchors != 2 {
			t.Error(err, report)
		}
	})
}

// TestWholeBookWrittenAnew: somebody with the whole database in hand changes an
// event, seals every later one anew and sets the head. The chain fits; only
// the anchor tells.
func TestWholeBookWrittenAnew(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	if _, err := f.AnchorAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	var rows []struct {
		Seq     int64
		At      time.Time
		Actor   string
		Type    string
		Subject string
		Payload string
	}
	if err := f.db.Select(&rows, `SELECT seq, at, actor, type, subject, payload FROM ledger_events ORDER BY seq`); err != nil {
		t.Fatal(err)
	}
	f.exec(`DROP TRIGGER ledger_events_final_update`)
	head := ledger.Start
	for i, r := range rows {
		if i == 1 {
			r.Actor = "somebody"
		}
		e, err := ledger.Append(head, ledger.Entry{County: string(county), At: r.At, Actor: r.Actor, Type: r.Type, Subject: r.Subject, Payload: json.RawMessage(r.Payload)})
		if err != nil {
			t.Fatal(err)
		}
		f.exec(`UPDATE ledger_events SET actor = ?, prev_hash = ?, hash = ? WHERE seq = ?`, e.Actor, e.PrevHash, e.Hash, e.Seq)
		head = e.Head()
	}
	f.exec(`UPDATE ledger_heads SET hash = ?`, head.Hash)
	report, err := f.VerifyLedger(t.Context(), county)
	if err != nil || report.OK || !strings.Contains(report.Problem, "the book was written anew") {
		t.Errorf("%v: %+v", err, report)
	}
	// With the anchor gone the book proves itself: that is why a copy is kept elsewhere.
	f.exec(`DELETE FROM ledger_anchors`)
	if report, err := f.VerifyLedger(t.Context(), county); err != nil || !report.OK {
		t.Errorf("%v: %+v", err, report)
	}
}

func TestAnchorRefused(t *testing.T) {
	db := migrated.SQLite(t)
	f := newFixture(t, db)
	_, err := f.Anchor(t.Context(), "529902")
	wantFault(t, err, reimburse.ErrEmptyBook)
	without := reimburse.NewService(reimburse.Config{DB: db, Now: time.Now})
	_, err = without.Anchor(t.Context(), county)
	wantFault(t, err, reimburse.ErrNoKey)
}
