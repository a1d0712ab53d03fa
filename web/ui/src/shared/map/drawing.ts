import type { LineString, MultiLineString, Position } from 'geojson'

/** What a trip's picture shows; all coordinates lon, lat in WGS-84. */
export interface Drawing {
  path?: MultiLineString
  offRoad?: MultiLineString
  trace?: LineString | MultiLineString
  points: { lon: number; lat: number; name: string }[]
}

/** A raw trace as it is drawn. A line through fixes that were set aside would
 * turn one replayed fix into a fan over half the map: they are dots. */
export interface RawTrace {
  line: LineString
  /** One a place of the line; null where the file gave none. */
  times: (string | null)[]
  setAside: Position[]
}

/** What to draw of a raw track of the API; nothing where it holds none. */
export function rawTrace(track?: { features: { geometry: { coordinates: number[][] }; properties: { times: (string | null)[]; dropped: string[] } }[] | null }): RawTrace | undefined {
  const feature = track?.features?.[0]
  if (!feature) return undefined
  const { geometry, properties } = feature
  const kept = (_: unknown, i: number) => !properties.dropped[i]
  return {
    line: { type: 'LineString', coordinates: geometry.coordinates.filter(kept) },
    times: properties.times.filter(kept),
    setAside: geometry.coordinates.filter((p, i) => !kept(p, i)),
  }
}

/** Longer without a fix, and farther, nothing shows where the car was. */
const silenceMS = 5 * 60_000
const silenceM = 250

/** Metres between two places as near as a trip's fixes are. */
function apartM([lonA = 0, latA = 0]: Position, [lonB = 0, latB = 0]: Position): number {
  const squeeze = Math.cos((((latA + latB) / 2) * Math.PI) / 180)
  return 111_200 * Math.hypot((lonB - lonA) * squeeze, latB - latA)
}

/** What was recorded of a drive: the line, cut where nothing was for long and the car went on. */
export function recorded(trace?: RawTrace): MultiLineString | undefined {
  if (!trace) return undefined
  const parts: Position[][] = []
  trace.line.coordinates.forEach((p, i) => {
    const [before, now] = [trace.times[i - 1], trace.times[i]]
    const silent = before && now && Date.parse(now) - Date.parse(before) > silenceMS && apartM(trace.line.coordinates[i - 1]!, p) > silenceM
    if (i === 0 || silent) parts.push([])
    parts.at(-1)!.push(p)
  })
  return { type: 'MultiLineString', coordinates: parts.filter((part) => part.length > 1) }
}

/** The lines of a geometry, in order. */
export function lines(geometry?: LineString | MultiLineString): Position[][] {
  if (!geometry) return []
  return geometry.type === 'LineString' ? [geometry.coordinates] : geometry.coordinates
}

/** The corners [[west, south], [east, north]] of all that is drawn, if anything is. */
export function bounds(d: Drawing): [[number, number], [number, number]] | undefined {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const line of [...lines(d.path), ...lines(d.offRoad), ...lines(d.trace)]) {
    for (const [lon, lat] of line) {
      if (lon === undefined || lat === undefined) continue
      west = Math.min(west, lon)
      east = Math.max(east, lon)
      south = Math.min(south, lat)
      north = Math.max(north, lat)
    }
  }
  return west <= east ? [[west, south], [east, north]] : undefined
}

/** Whether the browser can draw the map at all; old phones get the sketch. */
export function hasWebGL2(): boolean {
  try {
    return document.createElement('canvas').getContext('webgl2') !== null
  } catch {
    return false
  }
}

/** Projects lon, lat into a width × height picture with a margin, north up. */
export function projector(b: [[number, number], [number, number]], width: number, height: number, margin: number) {
  const squeeze = Math.cos((((b[0][1] + b[1][1]) / 2) * Math.PI) / 180)
  const spanX = Math.max((b[1][0] - b[0][0]) * squeeze, 1e-9)
  const spanY = Math.max(b[1][1] - b[0][1], 1e-9)
  const scale = Math.min((width - 2 * margin) / spanX, (height - 2 * margin) / spanY)
  const left = (width - spanX * scale) / 2
  const top = (height - spanY * scale) / 2
  return (p: Position): [number, number] => [
    left + ((p[0] ?? 0) - b[0][0]) * squeeze * scale,
    top + (b[1][1] - (p[1] ?? 0)) * scale,
  ]
}
