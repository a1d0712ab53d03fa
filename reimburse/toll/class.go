package toll

import (
	"errors"
	"fmt"
)

// Class is the toll class of a passenger vehicle, 1 to 4, after JT/T 489-2019.
type Class int

// ErrClass reports a vehicle the standard has no passenger class for.
var ErrClass = errors.New("no toll class for this vehicle")

// The limits of JT/T 489-2019: from this length on a passenger vehicle is
// class 3 or 4; the most persons of class 1, 2 and 3.
const (
	longMM                   = 6000
	class1Seats, class2Seats = 9, 19
	class3Seats              = 39
)

// ClassOf returns the class of a passenger vehicle by its length in
// millimetres and its seats, the driver's included. It returns ErrClass for
// figures that are not above zero, and for a vehicle under 6 m with 20 seats
// or more, which the standard does not know.
func ClassOf(lengthMM, seats int) (Class, error) {
	switch {
	case lengthMM <= 0 || seats <= 0:
		return 0, fmt.Errorf("%w: %d mm, %d seats", ErrClass, lengthMM, seats)
	case lengthMM >= longMM && seats > class3Seats:
		return 4, nil
	case lengthMM >= longMM:
		return 3, nil
	case seats <= class1Seats:
		return 1, nil
	case seats <= class2Seats:
		return 2, nil
	}
	return 0, fmt.Errorf("%w: %d mm, %d seats", ErrClass, lengthMM, seats)
}
