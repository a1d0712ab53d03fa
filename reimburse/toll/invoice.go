package toll

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"licheng/lang"
	"licheng/reimburse/money"
)

// InvoiceKind is what a toll invoice is of.
type InvoiceKind string

// The kinds. A top-up of an ETC account is prepaid money and no evidence of a
// trip: its invoice and those of the trips it paid are for the same money.
const (
	TripInvoice InvoiceKind = "trip"   // 消费发票
	TopUp       InvoiceKind = "top_up" // 充值发票
)

// Invoice is one electronic toll invoice 通行费电子发票 as far as it can be
// compared with a drive.
type Invoice struct {
	Number  string       `json:"number"`
	Kind    InvoiceKind  `json:"kind"`
	Plate   string       `json:"plate"`
	Entry   string       `json:"entry"` // stations; empty for a top-up
	Exit    string       `json:"exit"`
	EntryAt time.Time    `json:"entry_at"`
	ExitAt  time.Time    `json:"exit_at"` // of a top-up: when it was paid
	Amount  money.Amount `json:"amount_fen"`
}

// Approach is how near a drive came to a station, and when.
type Approach struct {
	Station   string
	DistanceM float64
	At        time.Time
}

// Drive is what an invoice is compared with.
type Drive struct {
	Plate      string
	Approaches []Approach   // of the stations the invoices name, in the order driven
	Expected   money.Amount // by the interval table; 0: no table covers the way
}

// The tolerances of a match: how near the track must come to a station, how
// far the printed time may lie from it, and how far the amount from the table.
const (
	NearStationM = 300
	NearTime     = 10 * time.Minute
	NearFen      = money.Amount(100) // one yuan: whole-yuan rounding of one ride
)

// Doubt is one way in which an invoice does not agree with a drive. It decides
// nothing.
type Doubt struct {
	Code string    `json:"code"`
	Text lang.Text `json:"text"`
}

// Match compares an invoice with the drive it is handed in for: plate, both
// stations within 300 m and 10 minutes and in order, the amount within a yuan
// of the table, and a number not used before. No doubts means that they agree.
func Match(i Invoice, d Drive, used []string) []Doubt {
	var doubts []Doubt
	doubt := func(code, zh, en string, args ...any) {
		doubts = append(doubts, Doubt{Code: code, Text: lang.Sayf(zh, en, args...)})
	}
	if slices.Contains(used, i.Number) {
		doubt("invoice-used", "发票 %[1]s 已经报销过", "invoice %[1]s was used before", i.Number)
	}
	if i.Kind == TopUp {
		doubt("invoice-top-up", "发票 %[1]s 是充值发票，不能证明行程", "invoice %[1]s is of a top-up and no evidence of a trip", i.Number)
		return doubts
	}
	if PlateKey(i.Plate) != PlateKey(d.Plate) {
		doubt("invoice-plate", "发票车牌 %[1]s 与行程车牌 %[2]s 不同", "the invoice is of plate %[1]s, the drive of %[2]s", i.Plate, d.Plate)
	}
	entry, sawEntry := d.passed(i.Entry, i.EntryAt)
	exit, sawExit := d.passed(i.Exit, i.ExitAt)
	if !sawEntry {
		doubt("invoice-entry", "轨迹没有在 %[2]s 前后经过入口站 %[1]s", "the track does not pass the entry %[1]s about %[2]s", i.Entry, clock(i.EntryAt))
	}
	if !sawExit {
		doubt("invoice-exit", "轨迹没有在 %[2]s 前后经过出口站 %[1]s", "the track does not pass the exit %[1]s about %[2]s", i.Exit, clock(i.ExitAt))
	}
	if sawEntry && sawExit && exit.At.Before(entry.At) {
		doubt("invoice-order", "轨迹先过出口站 %[2]s 后过入口站 %[1]s", "the track passes the exit %[2]s before the entry %[1]s", i.Entry, i.Exit)
	}
	if off := i.Amount - d.Expected; d.Expected > 0 && (off > NearFen || off < -NearFen) {
		doubt("invoice-amount", "发票金额 %[1]s 元，按收费表应为 %[2]s 元", "the invoice is of %[1]s yuan, by the table it would be %[2]s", i.Amount, d.Expected)
	}
	return doubts
}

// passed returns the approach to the station nearest to the printed time, when
// it is near enough in place and time.
func (d Drive) passed(station string, at time.Time) (Approach, bool) {
	var best Approach
	found := false
	for _, a := range d.Approaches {
		if !SameStation(a.Station, station) || a.DistanceM > NearStationM || apart(a.At, at) > NearTime {
			continue
		}
		if !found || apart(a.At, at) < apart(best.At, at) {
			best, found = a, true
		}
	}
	return best, found
}

func apart(a, b time.Time) time.Duration { return a.Sub(b).Abs() }

// clock tells a time of the day in China.
func clock(at time.Time) string {
	return at.In(time.FixedZone("Asia/Shanghai", 8*60*60)).Format("15:04")
}

// PlateKey writes a number plate without the marks people put in it, and without
// the colour statements put behind it: 云A·00001 and 云a00001_蓝 are one plate.
func PlateKey(text string) string {
	key := strings.ToUpper(strings.NewReplacer("·", "", ".", "", " ", "", "-", "", "•", "", "．", "", "\u3000", "").Replace(text))
	for _, colour := range plateColours {
		for _, mark := range []string{"_", "(", "（", "/"} {
			if before, _, found := strings.Cut(key, mark+colour); found {
				return before
			}
		}
	}
	return key
}

// plateColours are the colours of number plates, as statements write them.
var plateColours = []string{"蓝", "黄", "绿", "渐变绿", "黄绿", "黑", "白"}

// Station is a station's name as it is compared: the map, the gantry's list, a
// statement and an invoice write 柏树收费站入口, 柏树站 and 柏树 for the same.
func Station(name string) string {
	for _, ending := range []string{"入口", "出口", "收费站", "站"} {
		name = strings.TrimSuffix(strings.TrimSpace(name), ending)
	}
	return name
}

// SameStation reports whether both names, as Station writes them, are of one
// station. Statements put the province or the road before the name, 贵州柏树 for
// 柏树: the shorter one may end the longer one, when it has two characters.
func SameStation(a, b string) bool { return a == b || endsIn(a, b) || endsIn(b, a) }

func endsIn(name, ending string) bool {
	return utf8.RuneCountInString(ending) >= 2 && strings.HasSuffix(name, ending)
}
