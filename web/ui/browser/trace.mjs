// Makes a new GPX trace along the road of a trip the visitor already has: the
// same road, driven on another day.
export async function traceFrom(page, month, start) {
  const trips = await (await page.request.get(`/api/v1/trips?month=${month}`)).json()
  const trip = await (await page.request.get(`/api/v1/trips/${trips[0].id}`)).json()
  const line = trip.path.coordinates[0]
  const seconds = (Date.parse(trip.ended_at) - Date.parse(trip.started_at)) / 1000
  const fixes = line.map(([lon, lat], i) => {
    const at = new Date(Date.parse(start) + (seconds * 1000 * i) / line.length).toISOString()
    return `<trkpt lat="${lat.toFixed(6)}" lon="${lon.toFixed(6)}"><time>${at}</time></trkpt>`
  })
  return `<?xml version="1.0" encoding="UTF-8"?><gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>${fixes.join('\n')}</trkseg></trk></gpx>`
}
