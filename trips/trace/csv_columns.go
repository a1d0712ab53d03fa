package trace

import "strings"

// column is what a column of a table means.
type column int

const (
	colNone column = iota
	colLon
	colLat
	colLonLat     // both in one cell, "106.71,26.57"
	colNorthSouth // N or S
	colEastWest   // E or W
	colTime       // date and time, or the time of day beside a colDate
	colDate
	colSpeed
	colElevation
	colHeading
	colAccuracy
	colValid   // whether the receiver had a fix
	colMocked  // whether another app made it up
	colVehicle // which vehicle or device
	numColumns
)

// columnNames are the headings understood, in the form tidyHeading gives them.
// Several names of one meaning stand in the order they are preferred in.
var columnNames = map[column][]string{
	colLon:        {"longitude", "lon", "lng", "long", "经度", "longitudee7", "gps经度", "东经", "当前经度", "定位经度", "lon_deg", "x"},
	colLat:        {"latitude", "lat", "纬度", "latitudee7", "gps纬度", "北纬", "当前纬度", "定位纬度", "lat_deg", "y"},
	colLonLat:     {"经纬度", "坐标", "经纬度坐标", "lonlat", "lnglat", "latlon", "latlng", "coordinates", "position", "location", "位置坐标"},
	colNorthSouth: {"n/s", "ns", "latitudehemisphere", "南北", "南北纬", "北纬/南纬"},
	colEastWest:   {"e/w", "ew", "longitudehemisphere", "东西", "东西经", "东经/西经"},
	colTime: {
		"timestamp", "datetime", "date_time", "time", "gps时间", "定位时间", "gpstime", "gps_time", "时间", "日期时间", "采集时间",
		"记录时间", "utc", "utctime", "utc_time", "time_utc", "recorded_at", "上报时间", "上传时间", "接收时间", "starttime", "tst", "created_at", "timestamp_ms", "epoch", "unixtime", "时间戳",
	},
	colDate:      {"date", "日期", "gpsdate", "utcdate", "date_utc"},
	colSpeed:     {"speed", "速度", "gps速度", "车速", "行驶速度", "时速", "velocity", "vel", "speed_kmh", "speed_ms"},
	colElevation: {"elevation", "altitude", "ele", "alt", "height", "海拔", "高程", "高度", "海拔高度"},
	colHeading:   {"heading", "course", "bearing", "direction", "cog", "方向", "航向", "方位角", "行驶方向", "方向角", "角度", "track"},
	colAccuracy:  {"accuracy", "acc", "hacc", "horizontal_accuracy", "precision", "精度", "定位精度"},
	colValid:     {"valid", "fix", "定位状态", "有效", "是否有效", "是否定位", "gps状态"},
	colMocked:    {"mock", "ismock", "is_mock", "mocked", "isfrommockprovider", "模拟定位", "虚拟定位", "是否模拟定位", "是否虚拟定位"},
	colVehicle:   {"deviceid", "device_id", "device", "imei", "vehicle", "vehicle_id", "plate", "车牌", "车牌号", "车牌号码", "车辆", "设备号", "终端号", "设备id", "终端手机号"},
}

// speedUnit is the unit of a speed column.
type speedUnit int

const (
	unitUnknown speedUnit = iota
	metresPerSecond
	kmPerHour
	milesPerHour
	knots
)

// perMPS is how many of the unit one metre a second is.
var perMPS = map[speedUnit]float64{metresPerSecond: 1, kmPerHour: 3.6, milesPerHour: 2.2369362920544, knots: 1.9438444924406}

// heading is the meaning of a table's columns.
type headings struct {
	at       [numColumns]int // index of the column, -1 without one
	latFirst bool            // the cell of colLonLat gives latitude first
	e7       bool            // coordinates are integers of 1e-7 degrees
	unit     speedUnit
}

// headingsOf reads a row as headings. It reports false when the row names no
// coordinates.
func headingsOf(row [][]byte) (headings, bool) {
	var h headings
	names := make([]string, len(row))
	units := make([]string, len(row))
	for i, cell := range row {
		names[i], units[i] = tidyHeading(string(cell))
	}
	for c := colNone; c < numColumns; c++ {
		h.at[c] = indexOfName(names, columnNames[c])
	}
	if h.at[colLon] >= 0 {
		h.e7 = strings.HasSuffix(names[h.at[colLon]], "e7")
	}
	if i := h.at[colLonLat]; i >= 0 {
		h.latFirst = strings.HasPrefix(names[i], "lat")
	}
	if i := h.at[colSpeed]; i >= 0 {
		h.unit = unitOf(names[i], units[i])
	}
	return h, h.at[colLon] >= 0 && h.at[colLat] >= 0 || h.at[colLonLat] >= 0
}

// indexOfName returns the column whose name is preferred most, -1 without one.
func indexOfName(names, wanted []string) int {
	for _, want := range wanted {
		for i, name := range names {
			if name == want {
				return i
			}
		}
	}
	return -1
}

// tidyHeading splits a heading into its name, in small letters without spaces,
// and its unit: "Speed (km/h)" is "speed" and "km/h", "LATITUDE N/S" is
// "latitude" and "n/s".
func tidyHeading(s string) (name, unit string) {
	s = strings.ToLower(strings.Trim(strings.TrimSpace(s), "\"'\ufeff"))
	s = strings.NewReplacer("（", "(", "）", ")", "【", "(", "[", "(", "]", ")", "_(", "(").Replace(s)
	name, unit, _ = strings.Cut(s, "(")
	unit = strings.Trim(unit, ") ")
	fields := strings.Fields(name)
	if len(fields) == 2 && strings.Contains(fields[1], "/") {
		name, unit = fields[0], fields[1]
	}
	return strings.Join(strings.Fields(name), ""), unit
}

// unitOf reads the unit of a speed from its heading; Chinese fleet exports
// without a unit mean km/h.
func unitOf(name, unit string) speedUnit {
	switch all := name + " " + unit; {
	case strings.Contains(all, "km") || strings.Contains(all, "kph") || strings.Contains(all, "公里") || strings.Contains(all, "千米"):
		return kmPerHour
	case strings.Contains(all, "m/s") || strings.Contains(all, "米/秒") || strings.HasSuffix(name, "_ms"):
		return metresPerSecond
	case strings.Contains(all, "mph"):
		return milesPerHour
	case strings.Contains(all, "kn"):
		return knots
	case strings.ContainsAny(name, "速时"):
		return kmPerHour
	}
	return unitUnknown
}
