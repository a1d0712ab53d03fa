package voucher

import (
	"embed"
	"errors"
	"fmt"
	"sync"

	"golang.org/x/image/font/sfnt"
)

//go:embed fonts
var fonts embed.FS

// ErrNoFont reports a binary that was built without the font of the forms.
var ErrNoFont = errors.New("the forms' font is not in this build: run scripts/fonts and build again")

// typeface is the font of the forms: its bytes for fpdf, its character map for
// us, because fpdf prints an empty box for what a font lacks and fails as a
// whole for characters beyond the first 65,536.
type typeface struct {
	bytes []byte
	font  *sfnt.Font
}

// face reads the embedded font, once.
var face = sync.OnceValues(func() (typeface, error) {
	bytes, err := fonts.ReadFile("fonts/NotoSansSC.ttf")
	if err != nil {
		return typeface{}, ErrNoFont
	}
	font, err := sfnt.Parse(bytes)
	if err != nil {
		return typeface{}, fmt.Errorf("the forms' font: %w", err)
	}
	return typeface{bytes: bytes, font: font}, nil
})

// prints reports whether the font can set the character through fpdf.
func (f typeface) prints(r rune, buffer *sfnt.Buffer) bool {
	if r > 0xFFFF {
		return false
	}
	index, err := f.font.GlyphIndex(buffer, r)
	return err == nil && index != 0
}
