import type { Position } from 'geojson'

// The shifts of Chinese maps, to find where a private area lies in a file that
// nobody has declared the datum of. The same as the server's geo/datum, after
// the published reimplementation (eviltransform, coordtransform).

const semiMajorM = 6378245 // Krasovsky 1940
const ecc2 = 0.00669342162296594323
const { PI, abs, atan2, cos, sin, sqrt } = Math

function inChina([lon, lat]: Position): boolean {
  return lon! >= 72.004 && lon! <= 137.8347 && lat! >= 0.8293 && lat! <= 55.8271
}

function waves(x: number, v: number): number {
  return ((20 * sin(6 * x * PI) + 20 * sin(2 * x * PI) + 20 * sin(v * PI) + 40 * sin((v / 3) * PI)) * 2) / 3
}

/** Shifts a WGS-84 place to GCJ-02 (Amap, Tencent). */
export function toGCJ02(p: Position): Position {
  if (!inChina(p)) return p
  const [x, y] = [p[0]! - 105, p[1]! - 35]
  const northM = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + waves(x, y) + ((160 * sin((y / 12) * PI) + 320 * sin((y * PI) / 30)) * 2) / 3
  const eastM = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + waves(x, x) + ((150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * 2) / 3
  const lat = (p[1]! * PI) / 180
  const magic = 1 - ecc2 * sin(lat) ** 2
  const root = sqrt(magic)
  return [p[0]! + (eastM * 180) / ((semiMajorM / root) * cos(lat) * PI), p[1]! + (northM * 180) / (((semiMajorM * (1 - ecc2)) / (magic * root)) * PI)]
}

/** Shifts a WGS-84 place to BD-09 (Baidu). */
export function toBD09(p: Position): Position {
  if (!inChina(p)) return p
  const [x, y] = toGCJ02(p) as [number, number]
  const turn = (PI * 3000) / 180
  const r = sqrt(x * x + y * y) + 0.00002 * sin(y * turn)
  const theta = atan2(y, x) + 0.000003 * cos(x * turn)
  return [r * cos(theta) + 0.0065, r * sin(theta) + 0.006]
}
