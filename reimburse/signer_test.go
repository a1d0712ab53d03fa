package reimburse_test

import (
	"testing"

	"licheng"
	"licheng/lang"
	"licheng/reimburse"
	"licheng/trips"
)

// TestSigner: logins of the book are people to who reads it.
func TestSigner(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		office, none := lang.Say("县财务", "finance office"), lang.Text{}
		clerkWang := trips.Actor{County: county, Login: "wang", Person: "p3", Roles: []trips.Role{trips.Finance}}
		for _, a := range []trips.Actor{clerkWang, cadre("p1"), {County: county, Login: "left", Person: "p5"}} {
			f.logins[a.Login] = a
		}
		for _, tt := range []struct {
			name string
			want reimburse.Signer
		}{
			{"clerk with a person", reimburse.Signer{Login: "wang", Name: "王三", Office: office}},
			{"clerk without", reimburse.Signer{Login: "clerk", Office: office}},
			{"head of a township", reimburse.Signer{Login: "head", Name: "李二", Office: lang.Say("青石镇", "青石镇")}},
			{"cadre", reimburse.Signer{Login: "login-p1", Name: "张一", Office: none}},
			{"account closed since", reimburse.Signer{Login: "left", Name: "钱五", Office: none}},
			{"nobody's login", reimburse.Signer{Login: "gone", Office: none}},
			{"the system", reimburse.Signer{Login: "system", Office: lang.Say("系统", "the system")}},
		} {
			t.Run(tt.name, func(t *testing.T) {
				got, err := f.Signer(t.Context(), county, tt.want.Login)
				if err != nil || got != tt.want {
					t.Errorf("%+v %v, want %+v", got, err, tt.want)
				}
			})
		}
	})
}
