package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
)

// Version of the API as its document states it.
const Version = "1.0.0"

// huma keeps three of its choices in package variables; this is the only place
// that sets them: errors are Problems, and lists are never null.
func init() {
	huma.DefaultArrayNullable = false
	huma.NewError = func(status int, message string, parts ...error) huma.StatusError {
		return fromHuma(context.Background(), status, message, parts)
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, message string, parts ...error) huma.StatusError {
		return fromHuma(ctx.Context(), status, message, parts)
	}
}

// Config returns huma's settings for this API: OpenAPI 3.1 with two ways to
// log in, no $schema links and no documentation page (both would name hosts).
func Config() huma.Config {
	config := huma.DefaultConfig("Licheng 里程", Version)
	config.CreateHooks = nil
	config.DocsPath, config.SchemasPath, config.OpenAPIPath = "", "", ""
	config.Info.Description = "From the trace of a working trip to an explained, decided, paid claim. " +
		"Amounts are whole fen (*_fen), lengths metres (*_m), times RFC 3339; sentences come as {zh, en}."
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session": {Type: "apiKey", In: "cookie", Name: "licheng_session"},
		"token":   {Type: "http", Scheme: "bearer"},
	}
	return config
}

// JSON writes an API's document.
func JSON(api huma.API) ([]byte, error) { return api.OpenAPI().MarshalJSON() }
