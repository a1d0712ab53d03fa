package trace

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"io"
	"path"
	"slices"
	"strings"

	"licheng/lang"
)

// maxArchiveEntries bounds the table of contents that is looked through.
const maxArchiveEntries = 10_000

// maxEntryNotes bounds the files of an archive that are named as not used.
const maxEntryNotes = 10

// decodeArchive reads what comes as a zip: a KMZ, a workbook, or several
// tracks sent together. The archive has to be in memory, since a zip is read
// from its end; Limits.Bytes bounds it. inside is true when it was itself
// packed: then only the first two are opened.
func decodeArchive(src io.Reader, limits Limits, inside bool) ([]Trace, Report, error) {
	packed, err := io.ReadAll(src)
	if err != nil {
		return nil, noReport("zip"), unreadable(err, limits)
	}
	z, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return nil, noReport("zip"), &Refusal{Reason: RefusedBroken, Format: "zip", Err: err, Text: lang.Say(
			"压缩包损坏或没有传完，无法打开；请重新导出或重新上传。",
			"the archive is damaged or was not wholly sent and cannot be opened; export it or send it again.")}
	}
	if len(z.File) > maxArchiveEntries {
		return nil, noReport("zip"), refuse(RefusedTooLarge, "zip", lang.Sayf("压缩包里的文件超过 %d 个；请只上传轨迹文件。",
			"the archive holds more than %d files; send the track file alone.", maxArchiveEntries))
	}
	a := &archive{limits: limits, packed: int64(len(packed)), report: noReport("zip")}
	if hasEntry(z.File, "xl/workbook.xml") {
		return a.workbook(packed, z.File)
	}
	if doc := slices.IndexFunc(z.File, func(f *zip.File) bool { return strings.EqualFold(f.Name, "doc.kml") }); doc >= 0 {
		a.read(z.File[doc])
		return a.finish()
	}
	if inside {
		return nil, noReport("zip"), nestedArchive()
	}
	for _, f := range z.File {
		if !isClutter(f) {
			a.read(f)
		}
	}
	return a.finish()
}

// nestedArchive is the refusal of an archive within an archive.
func nestedArchive() *Refusal {
	return refuse(RefusedNested, "zip", lang.Say(
		"压缩包里还套着压缩包；请先解开一层，再上传里面的轨迹文件。",
		"the archive holds another archive; unpack it once and send the track files inside."))
}

// hasEntry reports whether an archive holds a file.
func hasEntry(files []*zip.File, name string) bool {
	return slices.ContainsFunc(files, func(f *zip.File) bool { return f.Name == name })
}

// isClutter tells folders and what systems put into archives by themselves.
func isClutter(f *zip.File) bool {
	base := path.Base(f.Name)
	return f.FileInfo().IsDir() || strings.HasPrefix(f.Name, "__MACOSX/") || strings.HasPrefix(base, ".") || base == "Thumbs.db"
}

// archive joins what the files of a zip hold into one answer.
type archive struct {
	limits   Limits
	packed   int64 // bytes of the archive
	unpacked int64 // bytes read out of it so far
	traces   []Trace
	report   Report
	formats  []string // of the files used
	refused  []refusedEntry
}

// refusedEntry is a file of the archive that is not used.
type refusedEntry struct {
	name string
	why  *Refusal
}

// read reads one file of the archive.
func (a *archive) read(f *zip.File) {
	name := readable([]byte(f.Name), true)
	traces, report, err := a.decode(f)
	if r, refused := refusalOf(err); refused {
		a.refused = append(a.refused, refusedEntry{name, r})
		return
	}
	for i := range traces {
		if traces[i].Name == "" {
			traces[i].Name = path.Base(name)
		}
	}
	a.traces = append(a.traces, traces...)
	a.formats = append(a.formats, report.Format)
	a.report.Fixes += report.Fixes
	a.report.Kept += report.Kept
	if a.report.Day == "" {
		a.report.Day = report.Day
	}
	a.report.Charset = report.Charset
	for _, d := range report.Dropped {
		d.Text = lang.Say(name+" "+d.Text.ZH, name+", "+d.Text.EN)
		a.report.Dropped = append(a.report.Dropped, d)
	}
	for _, n := range report.Notes {
		a.report.Notes = append(a.report.Notes, located(lang.Say(name, name), n))
	}
}

// decode opens one file and decodes it within what the limits leave.
func (a *archive) decode(f *zip.File) ([]Trace, Report, error) {
	if f.Flags&1 != 0 {
		return nil, noReport("zip"), refuse(RefusedLater, "zip", lang.Say(
			"压缩包设了密码，无法打开；请上传没有密码的文件。", "the archive is locked with a password; send it without one."))
	}
	body, err := f.Open()
	if err != nil {
		return nil, noReport("zip"), &Refusal{Reason: RefusedBroken, Format: "zip", Err: err, Text: lang.Say(
			"压缩包里的文件无法解开；请重新导出。", "the file in the archive cannot be unpacked; export it again.")}
	}
	defer func() { _ = body.Close() }() // only read from
	limits := a.limits
	limits.Fixes = max(1, limits.Fixes-a.report.Fixes)
	sent := &meter{n: min(int64(min(f.CompressedSize64, 1<<62)), a.packed)}
	out := &meter{src: body, n: a.unpacked, max: limits.UnpackedBytes, tooMany: errTooManyUnpacked, packed: sent, ratio: limits.Ratio}
	out.ratioBase = a.unpacked
	defer func() { a.unpacked = out.n }()
	src := bufio.NewReaderSize(out, sniffBytes)
	head, err := src.Peek(sniffBytes)
	if err != nil && len(head) == 0 && !errors.Is(err, io.EOF) {
		return nil, noReport("zip"), unreadable(err, limits)
	}
	return decodeBytes(src, head, limits, true)
}

// finish makes the answer: the files used together, the others named.
func (a *archive) finish() ([]Trace, Report, error) {
	for _, r := range a.refused {
		if r.why.Reason == RefusedTooLarge {
			return nil, a.report, a.refusal(r)
		}
	}
	if len(a.formats) == 1 {
		a.report.Format = a.formats[0]
		if a.report.Format == "kml" {
			a.report.Format = "kmz"
		}
	} else {
		a.report.Charset = ""
	}
	if len(a.traces) == 0 {
		return nil, a.report, a.nothing()
	}
	for _, r := range a.refused[:min(len(a.refused), maxEntryNotes)] {
		a.report.Notes = append(a.report.Notes, located(lang.Say(r.name+" 未采用", r.name+" was not used"), r.why.Said()))
	}
	if more := len(a.refused) - maxEntryNotes; more > 0 {
		a.report.Notes = append(a.report.Notes, lang.Sayf("压缩包里另有 %[1]d 个文件未采用。", "%[1]d more files of the archive were not used.", more))
	}
	return a.traces, a.report, nil
}

// nothing refuses an archive without any track: by its one file, or by the
// first that comes nearest to a track.
func (a *archive) nothing() *Refusal {
	if len(a.refused) == 0 {
		return refuse(RefusedEmpty, "zip", lang.Say("压缩包是空的；请重新导出。", "the archive is empty; export it again."))
	}
	best := a.refused[0]
	for _, r := range a.refused {
		if r.why.Format != "" && r.why.Reason != RefusedLater {
			best = r
			break
		}
	}
	return a.refusal(best)
}

// refusal names the file of the archive a refusal is about.
func (a *archive) refusal(r refusedEntry) *Refusal {
	format := r.why.Format
	if format == "" {
		format = "zip"
	}
	return &Refusal{Reason: r.why.Reason, Format: format, Err: r.why, Text: located(
		lang.Say("压缩包里的 "+r.name, r.name+" in the archive"), r.why.Said())}
}
