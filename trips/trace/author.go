package trace

import (
	"strings"

	"licheng/geo/datum"
	"licheng/lang"
)

// authors are the apps known to write shifted coordinates, by the name they
// give themselves as a file's creator, in small letters.
var authors = map[string]datum.Datum{
	"keep": datum.GCJ02, "gotokeep": datum.GCJ02, "zepp life": datum.GCJ02, "mi fit": datum.GCJ02, "mifit": datum.GCJ02,
	"小米运动": datum.GCJ02, "华米": datum.GCJ02, "huami": datum.GCJ02, "amazfit": datum.GCJ02,
	"高德地图": datum.GCJ02, "amap": datum.GCJ02, "autonavi": datum.GCJ02, "腾讯地图": datum.GCJ02,
	"百度地图": datum.BD09, "baidumap": datum.BD09,
}

// written notes which app a file names as its author. When that app is known
// to write another datum than WGS-84, the traces of the file are in it. The
// name has to be the app's own, alone or before a version: "GPX Keeper" and
// "written by hand" are nobody's.
func (c *collector) written(creator string) {
	name := strings.ToLower(strings.TrimSpace(creator))
	if at := strings.IndexAny(name, "0123456789/(-"); at > 0 {
		name = strings.TrimRight(name[:at], " v_")
	}
	d, known := authors[strings.TrimSuffix(name, ".com")]
	if !known {
		return
	}
	c.datum = d
	said := d.Name()
	c.report.Notes = append(c.report.Notes, lang.Sayf("文件由 %[1]s 导出，该应用的坐标是 %[2]s。", "The file was written by %[1]s, whose coordinates are %[3]s.",
		readable([]byte(creator), true), said.ZH, said.EN))
}
