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

// known are formats that are recognised but not read yet.
func known(format, name string) recognised {
	return recognised{format: format, name: name, advice: asGPX}
}

// recogniseBinary looks at the first bytes for the mark of a format that is
// not text.
func recogniseBinary(head []byte) (recognised, bool) {
	switch {
	case len(head) >= 12 && string(head[8:12]) == ".FIT":
		return known("fit", "FIT"), true
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
	nmeaLine    = regexp.MustCompile(`(?m)^\s*[$!][A-Z]{2,5}[A-Z0-9]{1,4},`)
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
	case nmeaLine.Match(text[:min(len(text), 512)]):
		return known("nmea", "NMEA 0183")
	case igcHead.Match(text) && igcBody.Match(text):
		return known("igc", "IGC")
	case recLine.Match(text):
		return known("owntracks-rec", "OwnTracks .rec")
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
		return known("tcx", "TCX")
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
		return known("overland", "Overland JSON")
	case key == "locations", key == "timelineObjects", key == "semanticSegments", key == "rawSignals", bytes.Contains(text, []byte(`"latitudeE7"`)):
		return known("google-json", "Google Timeline/Records JSON")
	case geojsonType.Match(text):
		return reads("geojson")
	case bytes.Contains(text, []byte(`"_type"`)):
		return known("owntracks-json", "OwnTracks JSON")
	}
	return known("json", "JSON")
}

// refusal makes the sentence for a file that is recognised but not read, or
// not recognised at all.
func (k recognised) refusal() *Refusal {
	if k.format == "" {
		return refuse(RefusedUnknown, "", lang.Say(
			"不认识这种文件；可以上传 GPX、KML/KMZ、GeoJSON 或 CSV（也可以 gzip 压缩）。",
			"the format of this file is not known; send GPX, KML/KMZ, GeoJSON or CSV (gzip is fine)."))
	}
	return refuse(RefusedLater, k.format, lang.Say(
		"这种文件（"+k.name+"）目前不能读取："+k.advice.ZH+"。",
		"files of this kind ("+k.name+") are not read yet: "+k.advice.EN+"."))
}
