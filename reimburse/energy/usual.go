package energy

import "github.com/govalues/decimal"

// Usual is what vehicles of a kind are usually declared with, litres or kWh per
// 100 km, by the test cycle of new types since July 2021 (WLTC). It stands in
// for a figure nobody registered; the registered one always goes before it.
type Usual struct {
	Low, Middle, High decimal.Decimal
}

// usualUse holds what is usual by class and energy: compact cars of 1.5 litres
// and compact SUVs of 1.5 with a turbocharger, small vans of 1.5, vans of 7
// seats, diesel pickups of 2.0, motorcycles of 125 to 150 cm³, compact electric
// cars and SUVs. A kind that is not here has no usual figure.
var usualUse = map[[2]string]Usual{
	{"car", "petrol"}:        usual("5.8", "6.3"),
	{"car", "hybrid"}:        usual("4.2", "5.0"),
	{"car", "electric"}:      usual("12", "14"),
	{"suv", "petrol"}:        usual("7.0", "7.8"),
	{"suv", "electric"}:      usual("14", "17"),
	{"minivan", "petrol"}:    usual("6.8", "7.5"),
	{"mpv", "petrol"}:        usual("7.5", "8.3"),
	{"pickup", "diesel"}:     usual("8.0", "9.5"),
	{"motorcycle", "petrol"}: usual("2.0", "2.5"),
}

func usual(low, high string) Usual {
	u := Usual{Low: decimal.MustParse(low), High: decimal.MustParse(high)}
	sum, errSum := u.Low.Add(u.High)
	middle, errHalf := sum.Quo(decimal.Two)
	if errSum != nil || errHalf != nil {
		panic(low + " and " + high + " have no middle") // the figures above are ours
	}
	u.Middle = middle
	return u
}

// UsualUse returns what is usual for a vehicle class and energy of the rules
// language (car, petrol); false where nothing is.
func UsualUse(class, energy string) (Usual, bool) {
	u, known := usualUse[[2]string{class, energy}]
	return u, known
}
