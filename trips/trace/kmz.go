package trace

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"

	"licheng/lang"
)

// maxArchiveEntries bounds the table of contents that is looked through.
const maxArchiveEntries = 10_000

// decodeArchive reads a KMZ: a zip with a .kml inside. The archive has to be
// in memory, since a zip is read from its end; Limits.Bytes bounds it.
func decodeArchive(src io.Reader, limits Limits) ([]Trace, Report, error) {
	report := noReport("kmz")
	packed, err := io.ReadAll(src)
	if err != nil {
		return nil, report, unreadable(err, limits)
	}
	z, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return nil, report, &Refusal{Reason: RefusedBroken, Format: "zip", Err: err, Text: lang.Say(
			"压缩包损坏或没有传完，无法打开；请重新导出或重新上传。",
			"the archive is damaged or was not wholly sent and cannot be opened; export it or send it again.")}
	}
	if len(z.File) > maxArchiveEntries {
		return nil, report, refuse(RefusedTooLarge, "zip", lang.Sayf("压缩包里的文件超过 %d 个；请只上传轨迹文件。",
			"the archive holds more than %d files; send the track file alone.", maxArchiveEntries))
	}
	entry := mainKML(z.File)
	if entry == nil {
		return nil, report, notKMZ(z.File)
	}
	body, err := entry.Open()
	if err != nil {
		return nil, report, &Refusal{Reason: RefusedBroken, Format: "kmz", Err: err, Text: lang.Say(
			"压缩包里的 KML 无法解开；请重新导出。", "the KML in the archive cannot be unpacked; export it again.")}
	}
	defer func() { _ = body.Close() }() // only read from
	sent := &meter{n: int64(min(entry.CompressedSize64, uint64(len(packed))))}
	out := &meter{src: body, max: limits.UnpackedBytes, tooMany: errTooManyUnpacked, packed: sent, ratio: limits.Ratio}
	return decodeKML(out, newCollector("kmz", "utf-8", limits))
}

// mainKML picks doc.kml, else the first .kml of the archive.
func mainKML(files []*zip.File) *zip.File {
	var first *zip.File
	for _, f := range files {
		name := strings.ToLower(f.Name)
		if !strings.HasSuffix(name, ".kml") {
			continue
		}
		if name == "doc.kml" {
			return f
		}
		if first == nil {
			first = f
		}
	}
	return first
}

// notKMZ says what a zip without a KML is.
func notKMZ(files []*zip.File) *Refusal {
	for _, f := range files {
		if strings.HasPrefix(f.Name, "xl/") {
			return workbook("xlsx").refusal()
		}
	}
	return recognised{format: "zip", name: "ZIP", advice: lang.Say(
		"请先解压，再上传里面的轨迹文件", "unpack it and send the track file inside")}.refusal()
}
