package trips

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"licheng"
)

// listPrivateAreas returns a person's areas, the home first.
func listPrivateAreas(ctx context.Context, q querier, county County, person PersonID) ([]PrivateArea, error) {
	const query = `
		SELECT id, kind, name, lon, lat, radius_m FROM private_areas
		WHERE county = ? AND person = ? ORDER BY kind, id`
	var areas []PrivateArea
	if err := sqlx.SelectContext(ctx, q, &areas, q.Rebind(query), county, person); err != nil {
		return nil, fmt.Errorf("select private areas: %w", err)
	}
	return areas, nil
}

// putPrivateArea writes an area, unless the person has too many already.
func putPrivateArea(ctx context.Context, db *licheng.Database, county County, person PersonID, a PrivateArea) error {
	const count = `SELECT count(*) FROM private_areas WHERE county = ? AND person = ? AND id <> ?`
	const put = `
		INSERT INTO private_areas (county, person, id, kind, name, lon, lat, radius_m)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (county, person, id) DO UPDATE SET kind = excluded.kind, name = excluded.name,
			lon = excluded.lon, lat = excluded.lat, radius_m = excluded.radius_m`
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		var others int
		if err := tx.GetContext(ctx, &others, tx.Rebind(count), county, person, a.ID); err != nil {
			return fmt.Errorf("count private areas: %w", err)
		}
		if others >= privateAreasMax {
			return ErrPrivateAreas
		}
		if _, err := tx.ExecContext(ctx, tx.Rebind(put), county, person, a.ID, a.Kind, a.Name, a.Lon, a.Lat, a.RadiusM); err != nil {
			return fmt.Errorf("put private area: %w", err)
		}
		return nil
	})
}

func deletePrivateArea(ctx context.Context, q querier, county County, person PersonID, id string) error {
	const remove = `DELETE FROM private_areas WHERE county = ? AND person = ? AND id = ?`
	if _, err := q.ExecContext(ctx, q.Rebind(remove), county, person, id); err != nil {
		return fmt.Errorf("delete private area: %w", err)
	}
	return nil
}
