package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"licheng/reimburse"
	"licheng/sheet"
	"licheng/trips"
)

// importTemplate writes the empty workbook of a kind of table: args are the kind
// and, if it is not to be KIND.xlsx, the file. A file that is there already may
// have been filled in: it is left alone.
func importTemplate(out io.Writer, args []string) error {
	columns, known := trips.TemplateColumns()[args[0]]
	if !known {
		columns, known = reimburse.TemplateColumns()[reimburse.ImportKind(args[0])]
	}
	if !known {
		return fmt.Errorf("%w: %s is a document in YAML, not a table; docs/ tells how it is written", errUsage, args[0])
	}
	path := args[0] + ".xlsx"
	if len(args) > 1 {
		path = args[1]
	}
	var book bytes.Buffer
	if err := sheet.Template(&book, args[0], columns); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) //nolint:gosec // a form for others to fill in
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%w: %s is there already and may have been filled in; name another file", errUsage, path)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	_, err = file.Write(book.Bytes())
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	fmt.Fprintf(out, "%s: fill it in from row 2 and import it 请从第 2 行起填写后导入\n", path)
	return nil
}
