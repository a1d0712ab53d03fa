package ledger_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"licheng/reimburse/ledger"
	"licheng/reimburse/matter"
)

// act is something that is entered in the book: by whom, when, and what.
type act struct {
	actor, kind, subject string
	at                   time.Time
	payload              any
}

// entered appends acts to a book that ends with the events.
func entered(t testing.TB, all []ledger.Event, acts ...act) []ledger.Event {
	t.Helper()
	all = all[:len(all):len(all)]
	head := ledger.Start
	if len(all) > 0 {
		head = all[len(all)-1].Head()
	}
	for _, a := range acts {
		e, err := ledger.Append(head, ledger.Entry{County: county, At: a.at, Actor: a.actor, Type: a.kind, Subject: a.subject, Payload: a.payload})
		if err != nil {
			t.Fatal(err)
		}
		all, head = append(all, e), e.Head()
	}
	return all
}

// step is the move of a matter by b, as the type of its event says it.
func step(id, kind, action, from, to string, version int64) act {
	s := ledger.Step{Matter: id, Kind: kind, Action: action, From: from, To: to, Version: version, Terms: "asked", Row: []byte(`{}`)}
	return act{actor: "b", kind: kind + "." + action, subject: id, at: at, payload: s}
}

// changed is the act with another payload.
func changed(a act, change func(s *ledger.Step)) act {
	s := a.payload.(ledger.Step)
	change(&s)
	a.payload = s
	return a
}

// replayed holds what replaying says against what it should: a part of the
// error, or nothing.
func replayed(t *testing.T, name string, all []ledger.Event, want string) *ledger.Book {
	t.Helper()
	book, err := ledger.Replay(all)
	if want == "" {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		return book
	}
	var a *ledger.Altered
	if !errors.As(err, &a) || !strings.Contains(err.Error(), want) {
		t.Errorf("%s: %v, want %q in it", name, err, want)
	}
	return nil
}

var (
	asked    = step("r1", "request", "ask", "", "asked", 1)
	approved = step("r1", "request", "approve", "asked", "approved", 2)
)

// A matter moves by its table, one version after the other, and what was asked
// never changes.
func TestReplayMatters(t *testing.T) {
	elsewhere, otherKind, otherAction, nothing := approved, approved, approved, approved
	elsewhere.subject, otherKind.kind, otherAction.kind, nothing.payload = "r2", "voucher.approve", "request.reject", "approved"
	for name, test := range map[string]struct {
		acts []act
		want string
	}{
		"asked and approved":       {[]act{asked, approved}, ""},
		"approved by nobody":       {[]act{approved}, `event 1 (request.approve r1): starts from "asked", but it stood ""`},
		"of another matter":        {[]act{asked, elsewhere}, "event 2 (request.approve r2): its payload is to approve request r1"},
		"under another kind":       {[]act{asked, otherKind}, "its payload is to approve request r1"},
		"under another action":     {[]act{asked, otherAction}, "its payload is to approve request r1"},
		"payload without a move":   {[]act{asked, nothing}, "its payload is not the move of a matter"},
		"another kind than before": {[]act{asked, step("r1", "voucher", "approve", "asked", "approved", 2)}, "it was a request before"},
		"from where it stood not":  {[]act{asked, step("r1", "request", "withdraw", "approved", "withdrawn", 2)}, `starts from "approved", but it stood "asked"`},
		"not in the table":         {[]act{asked, step("r1", "request", "end", "asked", "ended", 2)}, `no request goes from "asked" to "ended" by "end"`},
		"the same version":         {[]act{asked, changed(approved, func(s *ledger.Step) { s.Version = 1 })}, "its version 1 does not follow 1"},
		"a version left out":       {[]act{asked, changed(approved, func(s *ledger.Step) { s.Version = 3 })}, "its version 3 does not follow 1"},
		"a first version of 2":     {[]act{changed(asked, func(s *ledger.Step) { s.Version = 2 })}, "its version 2 does not follow 0"},
		"other terms":              {[]act{asked, changed(approved, func(s *ledger.Step) { s.Terms = "more" })}, "what was asked is not what event 1 says"},
	} {
		book := replayed(t, name, entered(t, nil, test.acts...), test.want)
		if book != nil && (book.Matters["r1"].Seq != 2 || book.Matters["r1"].Last.To != "approved" || book.Matters["r1"].Type != "request.approve") {
			t.Errorf("%s: it stands %+v", name, book.Matters["r1"])
		}
	}
}

// A trip is put under a request that is approved, or under none.
func TestReplayLinks(t *testing.T) {
	link := func(trip, request string) act {
		return act{actor: "b", kind: ledger.LinkType, subject: "t1", at: at, payload: ledger.Link{Trip: trip, Request: request}}
	}
	appeal := []act{step("a1", "appeal", "ask", "", "asked", 1), step("a1", "appeal", "approve", "asked", "approved", 2)}
	for name, test := range map[string]struct {
		acts []act
		want string
	}{
		"under an approved request": {[]act{asked, approved, link("t1", "r1")}, ""},
		"under none":                {[]act{link("t1", "")}, ""},
		"under one that waits":      {[]act{asked, link("t1", "r1")}, "trip t1 is put under request r1, which is not approved"},
		"under an unknown one":      {[]act{asked, approved, link("t1", "r2")}, "which is not approved"},
		"under an approved appeal":  {append(appeal, link("t1", "a1")), "which is not approved"},
		"of another trip":           {[]act{link("t2", "")}, "not about the request of trip t1"},
		"of nothing":                {[]act{{actor: "b", kind: ledger.LinkType, subject: "t1", at: at, payload: "t1"}}, "not about the request of trip t1"},
	} {
		replayed(t, name, entered(t, nil, test.acts...), test.want)
	}
}

func person(name string) matter.Who { return matter.Who{Login: name, Person: "p-" + name} }

// given is a delegation from one day to another, whole microseconds.
func given(id, of, to string) act {
	row := map[string]any{"of": person(of), "to": person(to), "from": at.Add(time.Hour).Truncate(time.Second), "until": at.Add(2 * time.Hour).Truncate(time.Second)}
	text, err := ledger.Canonical(row)
	if err != nil {
		panic(err) // of names and times
	}
	return changed(step(id, "delegation", "give", "", "given", 1), func(s *ledger.Step) { s.Row = text })
}

// Who acts in another's place was deputised by them, or by whom they deputised,
// at that moment.
func TestReplayDeputies(t *testing.T) {
	from := at.Add(time.Hour).Truncate(time.Second)
	until := at.Add(2 * time.Hour).Truncate(time.Second)
	instead := func(when time.Time, actor, of string, chain ...string) act {
		a := changed(approved, func(s *ledger.Step) {
			s.ActorPerson = of
			for _, c := range chain {
				s.OnBehalfOf = append(s.OnBehalfOf, person(c))
			}
		})
		a.actor, a.at = actor, when
		return a
	}
	ended := step("d1", "delegation", "end", "given", "ended", 2)
	broken := changed(given("d9", "x", "y"), func(s *ledger.Step) { s.Row = []byte(`"none"`) })
	for name, test := range map[string]struct {
		acts []act
		want string
	}{
		"deputised, at the first instant": {[]act{given("d1", "a", "b"), asked, instead(from, "b", "p-b", "a")}, ""},
		"at the last":                     {[]act{given("d1", "a", "b"), asked, instead(until.Add(-time.Microsecond), "b", "p-b", "a")}, ""},
		"before the first":                {[]act{given("d1", "a", "b"), asked, instead(from.Add(-time.Microsecond), "b", "p-b", "a")}, "a did not deputise b at that time"},
		"when it is over":                 {[]act{given("d1", "a", "b"), asked, instead(until, "b", "p-b", "a")}, "a did not deputise b at that time"},
		"by another account of theirs":    {[]act{given("d1", "a", "b"), asked, instead(from, "b2", "p-b", "a")}, ""},
		"by somebody else":                {[]act{given("d1", "a", "b"), asked, instead(from, "c", "p-c", "a")}, "a did not deputise c at that time"},
		"in the place of somebody else":   {[]act{given("d1", "a", "b"), asked, instead(from, "b", "p-b", "c")}, "c did not deputise b at that time"},
		"without any delegation":          {[]act{asked, instead(from, "b", "p-b", "a")}, "a did not deputise b at that time"},
		"ended before":                    {[]act{given("d1", "a", "b"), ended, asked, instead(from, "b", "p-b", "a")}, "a did not deputise b at that time"},
		"handed on":                       {[]act{given("d1", "a", "b"), given("d2", "b", "c"), asked, instead(from, "c", "p-c", "a", "b")}, ""},
		"handed on by nobody":             {[]act{given("d1", "a", "b"), asked, instead(from, "c", "p-c", "a", "b")}, "b did not deputise c at that time"},
		"the first link is missing":       {[]act{given("d2", "b", "c"), asked, instead(from, "c", "p-c", "a", "b")}, "a did not deputise b at that time"},
		"in the own right":                {[]act{asked, approved}, ""},
		"a delegation nobody can read":    {[]act{broken, asked, instead(from, "b", "p-b", "a")}, "delegation d9: "},
	} {
		replayed(t, name, entered(t, nil, test.acts...), test.want)
	}
}

// Nobody decides on their own claim through somebody's hands.
func TestReplayDeputiesOfAClaim(t *testing.T) {
	from := at.Add(time.Hour).Truncate(time.Second)
	approve := func(claimant string) act {
		m := move(t, "c1", "submitted", "approved", 3, 100, "t1")
		m.Person, m.OnBehalfOf, m.ActorPerson = claimant, []matter.Who{person("a")}, "p-b"
		return act{actor: "b", kind: "claim.approve", subject: "c1", at: from, payload: m}
	}
	submit := func(claimant string) act {
		m := move(t, "c1", "draft", "submitted", 2, 100, "t1")
		m.Person = claimant
		return act{actor: "c", kind: "claim.submit", subject: "c1", at: at, payload: m}
	}
	replayed(t, "another's claim", entered(t, nil, given("d1", "a", "b"), submit("p-c"), approve("p-c")), "")
	replayed(t, "the own claim", entered(t, nil, given("d1", "a", "b"), submit("p-b"), approve("p-b")), "b decides on what is their own")
	replayed(t, "the claim of whose power it is", entered(t, nil, given("d1", "a", "b"), submit("p-a"), approve("p-a")), "a decides on what is their own")
	replayed(t, "without a delegation", entered(t, nil, submit("p-c"), approve("p-c")), "a did not deputise b at that time")
}

// While an appeal against a claim waits, its trips' points stay.
func TestReplayPurgeOfWhatIsAppealed(t *testing.T) {
	paid := events(t, move(t, "c1", "draft", "submitted", 2, 100, "t1"), move(t, "c1", "submitted", "approved", 3, 100, "t1"), move(t, "c1", "approved", "paid", 4, 100, "t1"))
	purge := act{actor: "system", kind: ledger.PurgeType, subject: "f1", at: at.AddDate(0, 0, 30), payload: ledger.Purge{
		Trace: "f1", Person: "p1", Trips: []ledger.TripMark{{ID: "t1", Digest: "t1"}}, KeptDays: 30, SettledAt: at.Truncate(time.Microsecond),
	}}
	appeal := func(id, against string) act {
		return changed(step(id, "appeal", "ask", "", "asked", 1), func(s *ledger.Step) { s.Row = []byte(`{"subject":"` + against + `"}`) })
	}
	answer := func(id, action, to string) act {
		return changed(step(id, "appeal", action, "asked", to, 2), func(s *ledger.Step) { s.Row = []byte(`{"subject":"c1"}`) })
	}
	unreadable := changed(appeal("a1", "c1"), func(s *ledger.Step) { s.Row = []byte(`"c1"`) })
	waits := "trip t1 is in claim c1, which is appealed against"
	for name, test := range map[string]struct {
		acts []act
		want string
	}{
		"no appeal":                     {[]act{purge}, ""},
		"one that waits":                {[]act{appeal("a1", "c1"), purge}, waits},
		"one against another claim":     {[]act{appeal("a1", "c2"), purge}, ""},
		"one that was rejected":         {[]act{appeal("a1", "c1"), answer("a1", "reject", "rejected"), purge}, ""},
		"one that was withdrawn":        {[]act{appeal("a1", "c1"), answer("a1", "withdraw", "withdrawn"), purge}, ""},
		"two, of which one is answered": {[]act{appeal("a1", "c1"), appeal("a2", "c1"), answer("a1", "reject", "rejected"), purge}, waits},
		"two, both answered":            {[]act{appeal("a1", "c1"), appeal("a2", "c1"), answer("a1", "reject", "rejected"), answer("a2", "approve", "approved"), purge}, ""},
		"an appeal against nothing":     {[]act{unreadable}, "its row cannot be read"},
		"a request is no appeal":        {[]act{changed(asked, func(s *ledger.Step) { s.Row = []byte(`{"subject":"c1"}`) }), purge}, ""},
	} {
		replayed(t, name, entered(t, paid, test.acts...), test.want)
	}
}

// An altered line is named with its event, an altered row by what it is.
func TestAlteredInWords(t *testing.T) {
	for want, a := range map[string]ledger.Altered{
		"event 3 (claim.pay c1), line 2: it says 2.00": {Seq: 3, Type: "claim.pay", Subject: "c1", Line: 2, Reason: "it says 2.00"},
		"event 3 (claim.pay c1), line 1: it says 2.00": {Seq: 3, Type: "claim.pay", Subject: "c1", Line: 1, Reason: "it says 2.00"},
		"event 3 (claim.pay c1): it is gone":           {Seq: 3, Type: "claim.pay", Subject: "c1", Reason: "it is gone"},
		"claim c1: no event stands for it":             {Type: "claim.pay", Subject: "claim c1", Reason: "no event stands for it"},
	} {
		if got := a.Error(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
