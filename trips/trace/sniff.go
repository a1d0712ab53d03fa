package trace

import (
	"bytes"
	"regexp"

	"licheng/lang"
)

// recognised is what a file turned out to be.
type recognised struct {
	format string    // the slug; empty when unknown
	reads  bool      // this version reads it
	name   string    // how people call it, for formats that are not read
	advice lang.Text // what to do instead
}

// reads are the formats this version decodes.
func reads(format string) recognised { return recognised{format: format, reads: true} }

var asGPX = lang.Say("请在原应用里改为导出 GPX", "export it as GPX in the app it came from")

// known are formats that are recognised but not read.
func known(format, name string) recognised {
	return recognised{format: format, name: name, advice: asGPX}
}

// recogniseBinary looks at the first bytes for the mark of a format that is
// not text.
func recogniseBinary(head []byte) (recognised, bool) {
	switch {
	case len(head) >= 12 && string(head[8:12]) == ".FIT":
		return reads("fit"), true
	case isGzip(head):
		return reads("gzip"), true
	case isJT808(head):
		return reads("jt808"), true
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return reads("zip"), true
	case bytes.HasPrefix(head, []byte{0xD0, 0xCF, 0x11, 0xE0}):
		return workbook("xls"), true
	case bytes.HasPrefix(head, []byte("Rar!")), bytes.HasPrefix(head, []byte("7z\xBC\xAF")):
		return recognised{format: "archive", name: "RAR/7z", advice: lang.Say("请先解压，再上传里面的轨迹文件", "unpack it and send the track file inside")}, true
	case bytes.HasPrefix(head, []byte("%PDF")):
		return known("pdf", "PDF"), true
	case bytes.HasPrefix(head, []byte("\x89PNG")), bytes.HasPrefix(head, []byte{0xFF, 0xD8, 0xFF}):
		return recognised{format: "image", name: "图片/picture", advice: lang.Say("截图不能计算里程，请导出轨迹文件（GPX）", "a screenshot cannot be measured; export the track as GPX")}, true
	}
	return recognised{}, false
}

// workbook is the outcome for spreadsheets.
func workbook(format string) recognised {
	return recognised{format: format, name: "Excel", advice: lang.Say("请在 Excel 或 WPS 里另存为 CSV 再上传", "save it as CSV in Excel or WPS and send that")}
}

var (
	geojsonType = regexp.MustCompile(`"type"\s*:\s*"(Feature|FeatureCollection|GeometryCollection|(Multi)?(LineString|Point|Polygon))"`)
	firstKey    = regexp.MustCompile(`^\s*\[?\s*\{\s*"([^"]{1,64})"`)
	rootElement = regexp.MustCompile(`<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[\s/>]`)
	nmeaLine    = regexp.MustCompile(`\$[A-Z]{2}(RMC|GGA|GLL|GNS|GSA|GSV|VTG|ZDA|WPL|RTE|TXT),|(?m)^\s*[$!]P?[A-Z]{4,5},`)
	igcHead     = regexp.MustCompile(`^A[A-Z0-9]{3}`)
	igcBody     = regexp.MustCompile(`(?m)^(HF[A-Z]{3}|H[OP][A-Z]{3}|B\d{13}[NS]\d{8}[EW])`)
	recLine     = regexp.MustCompile(`^\d{4}-\d\d-\d\dT[\d:]+Z\t\S+\s*\t\{?`)
)

// recogniseText looks at the beginning of a decoded text.
func recogniseText(head []byte) recognised {
	text := bytes.TrimLeft(head, " \t\r\n\f\x1a")
	switch {
	case len(text) == 0:
		return recognised{}
	case text[0] == '<':
		return recogniseXML(text)
	case text[0] == '{' || text[0] == '[':
		return recogniseJSON(text)
	case nmeaLine.Match(text[:min(len(text), 4096)]):
		return reads("nmea")
	case isPLT(text):
		return reads("plt")
	case igcHead.Match(text) && igcBody.Match(text):
		return reads("igc")
	case recLine.Match(text):
		return reads("owntracks-rec")
	case isJT808Log(text[:min(len(text), 8192)]):
		return reads("jt808")
	}
	return reads("csv")
}

// recogniseXML goes by the root element.
func recogniseXML(text []byte) recognised {
	root := rootElement.FindSubmatch(text)
	if root == nil {
		return recognised{}
	}
	switch name := string(root[1]); name {
	case "gpx", "kml":
		return reads(name)
	case "TrainingCenterDatabase":
		return reads("tcx")
	case "html", "HTML", "head", "body":
		return recognised{format: "html", name: "网页/web page", advice: lang.Say(
			"这多半是登录页或下载页，请重新导出轨迹文件", "it is most likely a log-in or download page; export the track file again")}
	case "osm":
		return recognised{format: "osm", name: "OpenStreetMap", advice: lang.Say("它是地图不是轨迹，请上传 GPX", "it is a map and not a track; send the GPX")}
	default:
		return recognised{format: "xml", name: "XML <" + name + ">", advice: asGPX}
	}
}

// recogniseJSON goes by the first key and by the types of GeoJSON.
func recogniseJSON(text []byte) recognised {
	key := ""
	if m := firstKey.FindSubmatch(text); m != nil {
		key = string(m[1])
	}
	switch {
	case key == "locations" && bytes.Contains(text, []byte(`"Feature"`)):
		return reads("overland")
	case googleKeys[key], bytes.Contains(text, []byte(`"latitudeE7"`)), bytes.Contains(text, []byte(`"timelinePath"`)),
		bytes.Contains(text, []byte(`"semanticSegments"`)):
		return reads("google-json")
	case geojsonType.Match(text):
		return reads("geojson")
	case bytes.Contains(text, []byte(`"_type"`)):
		return reads("owntracks")
	}
	return known("json", "JSON")
}

// googleKeys are the first members of the exports of Google's location history.
var googleKeys = map[string]bool{
	"locations": true, "timelineObjects": true, "semanticSegments": true, "rawSignals": true, "userLocationProfile": true,
}

// isJT808 recognises frames of JT/T 808 at the beginning: the checksum of one
// of the first fits.
func isJT808(head []byte) bool {
	if len(head) < 15 || head[0] != jtMark {
		return false
	}
	for _, frame := range bytes.SplitN(head, []byte{jtMark}, 50) {
		if wholeFrame(frame) {
			return true
		}
	}
	return false
}

// isJT808Log recognises a frame of JT/T 808 written in hexadecimal.
func isJT808Log(text []byte) bool {
	for line := range bytes.Lines(text) {
		frames, _ := hexFrames(trimSpace(line))
		for _, frame := range frames {
			if wholeFrame(frame) {
				return true
			}
		}
	}
	return false
}

// refusal makes the sentence for a file that is recognised but not read, or
// not recognised at all.
func (k recognised) refusal() *Refusal {
	if k.format == "" {
		return refuse(RefusedUnknown, "", lang.Say(
			"不认识这种文件；可以上传 GPX、KML/KMZ、GeoJSON、FIT、TCX、NMEA、IGC、PLT、CSV、Excel（xlsx）或 JT/T 808 报文，也可以用 gzip 或 zip 压缩。",
			"the format of this file is not known; send GPX, KML/KMZ, GeoJSON, FIT, TCX, NMEA, IGC, PLT, CSV, Excel (xlsx) or JT/T 808 messages, also packed with gzip or zip."))
	}
	return refuse(RefusedLater, k.format, lang.Say(
		"这种文件（"+k.name+"）不能读取："+k.advice.ZH+"。",
		"files of this kind ("+k.name+") are not read: "+k.advice.EN+"."))
}
