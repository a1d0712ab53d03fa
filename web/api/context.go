package api

import (
	"context"
	"log/slog"
	"net/http"

	"golang.org/x/text/language"
)

type contextKey int

const (
	requestIDKey contextKey = iota
	languageKey
	logKey
)

// WithRequest returns a context that carries the request's id, its language
// and the log its failures go to.
func WithRequest(ctx context.Context, id string, header http.Header, log *slog.Logger) context.Context {
	ctx = context.WithValue(ctx, requestIDKey, id)
	ctx = context.WithValue(ctx, logKey, log)
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

// logOf returns the log failures of the request go to.
func logOf(ctx context.Context) *slog.Logger {
	if log, ok := ctx.Value(logKey).(*slog.Logger); ok {
		return log
	}
	return slog.Default()
}

var offered = language.NewMatcher([]language.Tag{language.Chinese, language.English})

// preferred picks the better of Chinese and English for an Accept-Language.
func preferred(header string) string {
	tags, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return "zh"
	}
	_, index, sure := offered.Match(tags...)
	if sure == language.No {
		return "zh"
	}
	return [...]string{"zh", "en"}[index]
}
