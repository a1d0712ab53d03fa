package trace

import (
	"compress/flate"
	"compress/gzip"
	"errors"
	"io"

	"licheng/lang"
)

// refusalOf returns the Refusal wrapped in err.
func refusalOf(err error) (*Refusal, bool) {
	var r *Refusal
	ok := errors.As(err, &r)
	return r, ok
}

// isTruncation reports whether err means that the file ended too early.
func isTruncation(err error) bool {
	return errors.Is(err, errTruncated) || errors.Is(err, io.ErrUnexpectedEOF)
}

// cause strips the line off an error that names it itself.
func cause(err error) string {
	var m *markupError
	if errors.As(err, &m) {
		return m.what
	}
	return err.Error()
}

// limitRefusal makes the refusal of a file over a limit on bytes, and of one
// whose reader or compression failed; nil for every other error.
func limitRefusal(err error, l Limits) *Refusal {
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, errTooManyBytes):
		return refuse(RefusedTooLarge, "", lang.Sayf("文件超过上限 %d MiB；请按天或按行程分开导出。",
			"the file is larger than the limit of %d MiB; export it by day or by trip.", l.Bytes>>20))
	case errors.Is(err, errTooManyUnpacked):
		return refuse(RefusedTooLarge, "", lang.Sayf("解压后超过上限 %d MiB；请按天或按行程分开导出。",
			"unpacked, the file is larger than the limit of %d MiB; export it by day or by trip.", l.UnpackedBytes>>20))
	case errors.Is(err, errRatio):
		return refuse(RefusedTooLarge, "", lang.Sayf("压缩包解压后膨胀超过 %d 倍，不像轨迹文件，已停止读取；请上传未压缩的文件。",
			"the archive unpacks to more than %d times its size, unlike any track; send the file unpacked.", l.Ratio))
	case errors.As(err, &corrupt), errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader):
		return nil // damaged archive: what was whole is kept
	}
	return nil
}
