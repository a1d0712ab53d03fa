import type { Position } from 'geojson'

/** A circle on the map its owner keeps to themselves; WGS-84. */
export interface Circle {
  lon: number
  lat: number
  radius_m: number
}

/** The mean radius of the earth in metres (IUGG), as the server takes it. */
const earthM = 6371008.8
const degree = Math.PI / 180

/** The distance of two places in metres (haversine). */
export function metres(a: Position, b: Position): number {
  const dLat = (b[1]! - a[1]!) * degree
  const dLon = (b[0]! - a[0]!) * degree
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a[1]! * degree) * Math.cos(b[1]! * degree) * Math.sin(dLon / 2) ** 2
  return 2 * earthM * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** The place so many metres east and north of another; good for a few kilometres. */
export function moved(from: Position, eastM: number, northM: number): Position {
  return [from[0]! + eastM / (earthM * degree * Math.cos(from[1]! * degree)), from[1]! + northM / (earthM * degree)]
}

/**
 * A circle of that radius that holds the home, its centre moved by chance by up
 * to half the radius, evenly over the ground: many trips cut at the same edge
 * give the centre of a circle away (Hassan et al., USENIX Security 2018), and
 * this one gives away a place that is not the home. The home itself is not sent.
 */
export function around(home: Position, radiusM: number, chance: () => number = secure): Circle {
  const r = (radiusM / 2) * Math.sqrt(chance())
  const angle = 2 * Math.PI * chance()
  const [lon, lat] = moved(home, r * Math.cos(angle), r * Math.sin(angle))
  return { lon: Number(lon!.toFixed(6)), lat: Number(lat!.toFixed(6)), radius_m: radiusM }
}

/** A number from 0 to 1 nobody can guess. */
function secure(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32
}

/** The edge of a circle as a closed ring, for the map. */
export function ring(c: Circle, corners = 48): Position[] {
  return Array.from({ length: corners + 1 }, (_, i) => {
    const angle = (2 * Math.PI * (i % corners)) / corners
    return moved([c.lon, c.lat], c.radius_m * Math.cos(angle), c.radius_m * Math.sin(angle))
  })
}
