package reimburse

import (
	"context"
	"fmt"

	"licheng/lang"
	"licheng/reimburse/matter"
	"licheng/trips"
)

// Signer is who did something, as people know them. The book keeps logins; whose
// they are is looked up when somebody reads.
type Signer struct {
	Login  string
	Name   string    // of the person; empty for accounts that are nobody's
	Office lang.Text // whom the account decides for now; empty for most
}

// signature is the name as it stands in a place to sign: there the form says the
// office. Of an account that is nobody's the login stands for the name.
func (g Signer) signature() string {
	if g.Name == "" {
		return g.Login
	}
	return g.Name
}

// Signer returns who a login of the county is. One that is gone, or that nobody
// ever had, is its login alone.
func (s *Service) Signer(ctx context.Context, county trips.County, login string) (Signer, error) {
	g := Signer{Login: login}
	if login == systemLogin {
		g.Office = lang.Say("系统", "the system")
		return g, nil
	}
	if s.holders == nil || login == "" {
		return g, nil
	}
	holder, err := s.holders.Holder(ctx, county, login)
	if err != nil {
		return g, fmt.Errorf("account %s: %w", login, err)
	}
	if holder.Person == "" {
		g.Office = officeOf(holder, Person{})
		return g, nil
	}
	person, err := s.store.person(ctx, s.store.db, county, holder.Person)
	if err != nil {
		return g, err
	}
	g.Name, g.Office = person.Name, officeOf(holder, person)
	return g, nil
}

// officeOf is whom an account decides or looks for: the county's offices, or the
// township of its person.
func officeOf(a trips.Actor, person Person) lang.Text {
	switch {
	case a.Has(trips.Finance):
		return lang.Say("县财务", "finance office")
	case a.Has(trips.Township) && person.TownshipName != "":
		return lang.Say(person.TownshipName, person.TownshipName)
	case a.Has(trips.Auditor):
		return lang.Say("审计", "audit")
	case a.Has(trips.Admin):
		return lang.Say("管理员", "administrator")
	default:
		return lang.Text{}
	}
}

// signed is who did something and in whose place, as a form prints it.
func (s *Service) signed(ctx context.Context, county trips.County, login string, of ...matter.Who) (string, error) {
	by, err := s.Signer(ctx, county, login)
	if err != nil || len(of) == 0 {
		return by.signature(), err
	}
	power, err := s.Signer(ctx, county, of[0].Login)
	return by.signature() + "（代 " + power.signature() + "）", err
}
