package api

import (
	"context"

	"licheng/lang"
	"licheng/reimburse"
	"licheng/reimburse/matter"
	"licheng/trips"
)

// SignerBook is what this file needs of reimburse.
type SignerBook interface {
	Signer(ctx context.Context, county trips.County, login string) (reimburse.Signer, error)
}

// Signer is who did something, as people know them.
type Signer struct {
	Login  string     `json:"login"`
	Name   string     `json:"name,omitempty" doc:"Absent: the account is nobody's"`
	Office *lang.Text `json:"office,omitempty" doc:"Whom the account decides or looks for now: the finance office, a township, audit"`
}

// signers looks up who logins are while one answer is written, each once. The
// first failure is kept in err, for the handler to return with the answer.
type signers struct {
	book  SignerBook
	ctx   context.Context //nolint:containedctx // it lives as long as one answer
	known map[string]Signer
	err   error
}

func (a *API) signers(ctx context.Context) *signers {
	return &signers{book: a.Signers, ctx: ctx, known: map[string]Signer{}}
}

// of is who a login is.
func (s *signers) of(login string) Signer {
	found, known := s.known[login]
	if known || s.err != nil {
		return found
	}
	signer, err := s.book.Signer(s.ctx, actor(s.ctx).County, login)
	if err != nil {
		s.err = err
		return found
	}
	found = Signer{Login: signer.Login, Name: signer.Name, Office: saidOrNil(signer.Office)}
	s.known[login] = found
	return found
}

// orNil is of, and nil where nobody did it.
func (s *signers) orNil(login string) *Signer {
	if login == "" {
		return nil
	}
	found := s.of(login)
	return &found
}

// all is of for those in whose place something was done.
func (s *signers) all(hands []matter.Who) []Signer {
	return listOf(hands, func(w matter.Who) Signer { return s.of(w.Login) })
}
