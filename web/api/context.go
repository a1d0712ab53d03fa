package api

import (
	"context"
	"net/http"

	"golang.org/x/text/language"
)

type contextKey int

const (
	requestIDKey contextKey = iota
	languageKey
)

// WithRequest returns a context that carries the request's id and language:
// the two things, beside the actor, that travel with a request.
func WithRequest(ctx context.Context, id string, header http.Header) context.Context {
	ctx = context.WithValue(ctx, requestIDKey, id)
	return context.WithValue(ctx, languageKey, preferred(header.Get("Accept-Language")))
}

// RequestID returns the id of the request, empty outside one.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey).(string)
	return id
}

// Language returns "zh" or "en", as the request asked for; "zh" by default.
func Language(ctx context.Context) string {
	if tag, ok := ctx.Value(languageKey).(string); ok {
		return tag
	}
	return "zh"
}

var offered = language.NewMatcher([]language.Tag{language.Chinese, language.English})

// preferred picks the better of Chinese and English for an Accept-Language.
func preferred(header string) string {
	tags, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return "zh"
	}
	_, index, _ := offered.Match(tags...)
	return [...]string{"zh", "en"}[index]
}
