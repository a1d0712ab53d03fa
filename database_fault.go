package licheng

import (
	"errors"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/mattn/go-sqlite3"

	"licheng/lang"
)

// The faults that come from below: what the database or the disk cannot do now, or
// cannot keep. Their particulars are the administrator's, not the user's.
var (
	// ErrDiskFull answers what could not be written for want of room.
	ErrDiskFull = &Fault{
		Kind: Unavailable, Slug: "disk-full",
		Title: lang.Say("服务器磁盘已满，这次没有存下来。请保留原文件，告诉管理员，稍后再试。",
			"The server's disk is full: this was not kept. Keep the file, tell the administrator and try again later."),
	}
	// ErrDatabaseAway answers while the database cannot be reached.
	ErrDatabaseAway = &Fault{
		Kind: Unavailable, Slug: "database-away",
		Title: lang.Say("数据库暂时连不上，这次没有存下来。请稍后再试；如仍不行，请告诉管理员。",
			"The database cannot be reached: this was not kept. Try again later; if it stays, tell the administrator."),
	}
	// ErrReadOnly answers while the database file cannot be written to.
	ErrReadOnly = &Fault{
		Kind: Unavailable, Slug: "database-read-only",
		Title: lang.Say("数据库文件不可写，这次没有存下来。请告诉管理员：以服务所用的用户运行 licheng doctor。",
			"The database file cannot be written to: this was not kept. Tell the administrator to run licheng doctor as the service's user."),
	}
	// ErrText answers bytes that are no text: a zero byte, or no UTF-8.
	ErrText = &Fault{
		Kind: Invalid, Slug: "no-text",
		Title: lang.Say("内容中有不是文字的字符，请删除后重试。", "There are characters that are no text: take them out and try again."),
	}
)

// faultFromBelow knows the failures of drivers and of the operating system that are
// no mistake of the program.
func faultFromBelow(err error) (*Fault, bool) {
	var lite sqlite3.Error
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return ErrDiskFull, true
	case errors.As(err, &lite) && lite.Code == sqlite3.ErrFull:
		return ErrDiskFull, true
	case errors.As(err, &lite) && lite.Code == sqlite3.ErrReadonly:
		return ErrReadOnly, true
	}
	var away *pgconn.ConnectError
	if errors.As(err, &away) {
		return ErrDatabaseAway, true
	}
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return nil, false
	}
	switch pg.Code { // PostgreSQL, appendix A
	case "53100": // disk_full
		return ErrDiskFull, true
	case "57P01", "57P02", "57P03", "53300": // shut down, crashed, not yet up, too many connections
		return ErrDatabaseAway, true
	case "22021", "22P05": // character_not_in_repertoire, untranslatable_character
		return ErrText, true
	default:
		return nil, false
	}
}
