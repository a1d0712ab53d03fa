package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"licheng/geo/roads"
	"licheng/lang"
	"licheng/trips"
)

// builtAfter is before any build of this program: a clock that shows an
// earlier time is wrong.
const builtAfter = "2026-11-01"

func examineFolder(config Config) diagnosis {
	d := diagnosis{
		name:  lang.Say("数据文件夹", "data folder"),
		found: lang.Sayf("%s 可以写入", "%s can be written to", config.DataDir),
	}
	if _, err := os.Stat(filepath.Join(config.DataDir, restoreMark)); err == nil {
		d.trouble = errHalfRestored
		return d
	}
	probe, err := os.CreateTemp(config.DataDir, ".doctor-*")
	if err != nil {
		d.trouble = advise(err, "请建立 %s，并让服务所用的用户可以写入", "make %s and let the service's user write to it", filepath.Clean(config.DataDir))
		return d
	}
	_, err = probe.WriteString("probe")
	if err := errors.Join(err, probe.Sync(), probe.Close(), os.Remove(probe.Name())); err != nil {
		d.trouble = advise(err, "写不进去：磁盘满了吗？", "nothing can be written: is the disk full?")
	} else if disk := diskCheck(config.DataDir); !disk.OK {
		d.trouble = errors.New(disk.Says)
	} else if err := examineOwner(config); err != nil {
		d.trouble = err
	}
	return d
}

// examineOwner looks whether what is there already can be written to by who runs the
// doctor: often the administrator made it as root, and the service runs as another.
func examineOwner(config Config) error {
	theirs := func(err error) error {
		return advise(err, "当前用户不能写：请用 chown -R 把 %s 整个交给服务所用的用户，并以该用户运行 doctor",
			"this user cannot write to it: give all of %s to the service's user (chown -R), and run the doctor as that user", config.DataDir)
	}
	files := []string{filepath.Join(config.DataDir, anchorKeyName), filepath.Join(config.DataDir, serveLock)}
	if !isPostgres(config.Database) {
		files = append(files, config.Database, config.Database+"-wal", config.Database+"-shm")
	}
	for _, path := range files {
		file, err := os.OpenFile(path, os.O_RDWR, 0)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return theirs(err)
		}
		file.Close()
	}
	probe, err := os.CreateTemp(config.blobDir(), ".doctor-*.tmp")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return theirs(err)
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

func examineRoads(config Config) diagnosis {
	d := diagnosis{name: lang.Say("路网", "roads")}
	if config.Roads == "" {
		d.trouble = advise(nil, "没有配置路网文件：请用 licheng roads build 编译，并在配置 roads 中指定",
			"no road file is configured: make one with licheng roads build and name it under roads")
		return d
	}
	network, err := roads.Open(config.Roads)
	if err != nil {
		d.trouble = advise(err, "路网文件不能用：请用 licheng roads build 重新编译", "the road file is of no use: make it again with licheng roads build")
		return d
	}
	d.found = lang.Sayf("%s，版本 %s", "%s, version %s", config.Roads, network.Version())
	d.trouble = network.Close()
	return d
}

func examineClock(config Config, now time.Time) diagnosis {
	at := now.UTC().Format(time.RFC3339)
	d := diagnosis{name: lang.Say("时钟", "clock"), found: lang.Say(now.In(trips.Shanghai).Format("2006-01-02 15:04"), at)}
	if now.UTC().Format(time.DateOnly) < builtAfter {
		d.trouble = advise(nil, "显示 %s，早于本程序的编译时间：请校准本机时钟", "it shows %s, before this program was made: set the machine's clock", at)
		return d
	}
	if seen, err := clockSeen(filepath.Join(config.DataDir, clockName)); err == nil && now.Sub(seen) > leapMax {
		d.trouble = &leap{seen, now}
	}
	return d
}
