package api

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
)

// Endpoint is one operation of the API, waiting for its place in the route
// table: method, path, rights and limits are given there.
type Endpoint struct {
	register func(huma.API, huma.Operation)
}

// Handle makes an Endpoint of a handler. I carries the parameters and the body
// as huma's tags describe, O the answer. An error returned by the handler is
// answered by problemOf, in the caller's language.
func Handle[I, O any](handler func(context.Context, *I) (*O, error)) Endpoint {
	return Endpoint{register: func(api huma.API, op huma.Operation) {
		huma.Register(api, op, func(ctx context.Context, in *I) (*O, error) {
			out, err := handler(ctx, in)
			if err != nil {
				return nil, problemOf(ctx, err)
			}
			return out, nil
		})
	}}
}

// Stream is Handle for a handler that reads the raw body itself: the document
// says so, huma does not read it.
func Stream[I, O any](contentType string, handler func(context.Context, *I) (*O, error)) Endpoint {
	e := Handle(handler)
	return Endpoint{register: func(api huma.API, op huma.Operation) {
		op.RequestBody = &huma.RequestBody{
			Required: true,
			Content: map[string]*huma.MediaType{contentType: {
				Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"},
			}},
		}
		e.register(api, op)
	}}
}

// File is Handle for a handler that answers with a file: the document names its
// media types, and that it is bytes.
func File[I any](handler func(context.Context, *I) (*FileOutput, error), types ...string) Endpoint {
	e := Handle(handler)
	return Endpoint{register: func(api huma.API, op huma.Operation) {
		e.register(api, op)
		content := map[string]*huma.MediaType{}
		for _, media := range types {
			content[media] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
		}
		documented := operationOf(api.OpenAPI().Paths[op.Path], op.Method)
		documented.Responses[strconv.Itoa(op.DefaultStatus)].Content = content
	}}
}

// Register gives the endpoint its place. also lists further statuses, besides
// op.DefaultStatus, that carry the same answer.
func (e Endpoint) Register(api huma.API, op huma.Operation, also ...int) {
	e.register(api, op)
	responses := api.OpenAPI().Paths[op.Path]
	documentErrors(api, responses, op.Method)
	for _, status := range also {
		copyResponse(operationOf(responses, op.Method), op.DefaultStatus, status)
	}
}

// operationOf returns the operation of an OpenAPI path item.
func operationOf(item *huma.PathItem, method string) *huma.Operation {
	switch method {
	case http.MethodGet:
		return item.Get
	case http.MethodPost:
		return item.Post
	case http.MethodPut:
		return item.Put
	case http.MethodDelete:
		return item.Delete
	default:
		return nil
	}
}

// documentErrors states that every failure of the operation is a Problem.
func documentErrors(api huma.API, item *huma.PathItem, method string) {
	op := operationOf(item, method)
	for status := range op.Responses {
		if code, err := strconv.Atoi(status); err != nil || code >= http.StatusBadRequest {
			delete(op.Responses, status)
		}
	}
	op.Responses["default"] = &huma.Response{
		Description: "A problem, RFC 9457",
		Content: map[string]*huma.MediaType{problemType: {
			Schema: &huma.Schema{Ref: "#/components/schemas/Problem"},
		}},
	}
}

func copyResponse(op *huma.Operation, from, to int) {
	response := *op.Responses[strconv.Itoa(from)]
	response.Description = http.StatusText(to)
	op.Responses[strconv.Itoa(to)] = &response
}
