package toll

import (
	"errors"
	"fmt"
	"strconv"
	"time"
)

// VehicleCode is how a gantry writes a vehicle's kind and class: 0x01 to 0x04
// passenger vehicles, 0x0B to 0x10 goods vehicles and 0x15 to 0x1A special
// vehicles of class 1 to 6. The network's fee table numbers its columns by it:
// Fee1 to Fee4, Fee11 to Fee16, Fee21 to Fee26.
type VehicleCode byte

// VehicleKind is what the network tells vehicles apart by before their class.
type VehicleKind string

// The kinds.
const (
	Passenger VehicleKind = "passenger" // 客车
	GoodsKind VehicleKind = "goods"     // 货车
	Special   VehicleKind = "special"   // 专项作业车
)

// ErrCode reports a vehicle code or a parameter version the network does not
// have.
var ErrCode = errors.New("no code of the toll network")

// Read returns the kind and the class the code stands for, or ErrCode.
func (c VehicleCode) Read() (VehicleKind, int, error) {
	switch {
	case c >= 0x01 && c <= 0x04:
		return Passenger, int(c), nil
	case c >= 0x0B && c <= 0x10:
		return GoodsKind, int(c) - 0x0A, nil
	case c >= 0x15 && c <= 0x1A:
		return Special, int(c) - 0x14, nil
	}
	return "", 0, fmt.Errorf("%w: vehicle 0x%02X", ErrCode, byte(c))
}

// Code returns how a gantry writes the class of a passenger vehicle.
func (c Class) Code() VehicleCode { return VehicleCode(c) }

// FeeColumn returns the column of the network's fee table that holds the fees
// of vehicles with the code.
func (c VehicleCode) FeeColumn() string { return fmt.Sprintf("Fee%d", c) }

// versionDigits is the length of a parameter version: province, day, serial.
const versionDigits = 2 + 8 + 3

// ParseVersion reads the version of a fee table, two digits of the province, a
// day and a serial number of three digits (5220260101001): what it holds is in
// force from 00:00 of that day. It returns ErrCode for anything else.
func ParseVersion(text string, loc *time.Location) (province string, from time.Time, err error) {
	if _, err := strconv.ParseUint(text, 10, 64); err != nil || len(text) != versionDigits {
		return "", time.Time{}, fmt.Errorf("%w: version %q has not two digits of a province, a day and three of a serial number", ErrCode, text)
	}
	from, err = time.ParseInLocation("20060102", text[2:10], loc)
	if err != nil {
		return "", time.Time{}, fmt.Errorf("%w: version %q: %s is no day", ErrCode, text, text[2:10])
	}
	return text[:2], from, nil
}
