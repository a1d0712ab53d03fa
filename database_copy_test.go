package licheng

import "testing"

// The programs of PostgreSQL are told no password on their command line, which every
// user of the machine can read, and nothing that they do not know.
func TestToolAddress(t *testing.T) {
	for _, row := range []struct{ dsn, address, password string }{
		{"postgres://li:secret@db.county:5433/licheng?sslmode=require", "postgres://li@db.county:5433/licheng?sslmode=require", "secret"},
		{"postgresql://li:p%40ss%2F@[::1]/licheng", "postgresql://li@[::1]/licheng", "p@ss/"},
		{"postgres:///licheng?host=/run/postgresql&user=li&password=secret", "postgres:///licheng?host=%2Frun%2Fpostgresql&user=li", "secret"},
		{"postgres://li@db/licheng?pool_max_conns=20&default_query_exec_mode=exec&statement_cache_capacity=0", "postgres://li@db/licheng", ""},
	} {
		address, password, err := toolAddress(row.dsn)
		if address != row.address || password != row.password || err != nil {
			t.Errorf("%s: %s, %q, %v", row.dsn, address, password, err)
		}
	}
}
