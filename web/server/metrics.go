package server

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"licheng/web/ingest"
)

// pendingTimeout is how long a scrape waits for the queue's length.
const pendingTimeout = 2 * time.Second

// metrics counts requests by route, and tells the length of the queue. It
// names nobody.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	ingested *prometheus.CounterVec
}

func newMetrics(pending func(context.Context) (int, error)) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		ingested: ingest.Counter(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "licheng_http_requests_total", Help: "Requests answered, by method, route and status.",
		}, []string{"method", "route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "licheng_http_request_seconds", Help: "Time to answer, by method and route.",
			Buckets: prometheus.ExponentialBuckets(0.001, 2, 14),
		}, []string{"method", "route"}),
	}
	m.registry.MustRegister(m.requests, m.seconds, m.ingested,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	if pending != nil {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "licheng_jobs_pending", Help: "Background jobs not yet finished; -1 when they cannot be counted.",
		}, func() float64 { return countPending(pending) }))
	}
	return m
}

func countPending(pending func(context.Context) (int, error)) float64 {
	ctx, cancel := context.WithTimeout(context.Background(), pendingTimeout)
	defer cancel()
	n, err := pending(ctx)
	if err != nil {
		return -1
	}
	return float64(n)
}

// observe counts one answer. Unknown addresses share one route, and unknown
// methods one method, so that a scanner cannot make the counters grow.
func (m *metrics) observe(method, route string, status int, took time.Duration) {
	if route == "" {
		route = "other"
	}
	switch method {
	case http.MethodGet, http.MethodPost, http.MethodDelete, http.MethodHead:
	default:
		method = "other"
	}
	m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(method, route).Observe(took.Seconds())
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
