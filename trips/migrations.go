package trips

import (
	"context"
	"embed"
	"io/fs"

	"licheng"
)

//go:embed migrations
var embedded embed.FS

// Room is the name this room's migrations are kept under.
const Room = "trips"

// Migrations holds the folders sqlite and postgres with files of the same names.
var Migrations = func() fs.FS {
	sub, err := fs.Sub(embedded, "migrations")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return sub
}()

// Migrate brings the tables of this room up to date.
func Migrate(ctx context.Context, db *licheng.Database) error {
	return db.Migrate(ctx, Room, Migrations)
}
