import type { Position } from 'geojson'
import { metres, type Circle } from './areas'
import { toBD09, toGCJ02 } from './datum'

/** A stretch of time, as RFC 3339; an end that is not there is open. */
export interface Span {
  from?: string
  to?: string
}

/** What a cadre keeps to themselves of a file. */
export interface Private {
  circles: Circle[]
  spans: Span[]
  working: Span
}

export type Datum = 'auto' | 'wgs84' | 'gcj02' | 'bd09'

/** A file with what is private cut out. */
export interface Left {
  body: Blob
  /** Hex, of the file it was; absent when it was left as it is. */
  sentSHA256?: string
}

const pieces = /<((?:[\w-]+:)?(?:trkpt|wpt|rtept))\b([^>]*?)(?:\/>|>([\s\S]*?)<\/\1\s*>)/g

/**
 * Cuts what is private out of a GPX file before it leaves the phone. What this
 * cannot cut for sure (another format, an odd encoding, times that are missing
 * where they are asked for) is left whole: the server cuts it on arrival, and
 * everything else once more.
 */
export async function cutFile(file: Blob, keep: Private, datum: Datum): Promise<Left> {
  const byTime = keep.spans.length > 0 || !!keep.working.from || !!keep.working.to
  if ((!byTime && keep.circles.length === 0) || !globalThis.crypto?.subtle) return { body: file }
  const bytes = await file.arrayBuffer()
  const text = utf8(bytes)
  if (!text || !/<(?:[\w-]+:)?gpx[\s>]/.test(text.slice(0, 4096))) return { body: file }
  const left = cutGPX(text, keep, datum)
  if (left === undefined || left === text) return { body: file }
  const digest = await crypto.subtle.digest('SHA-256', bytes)
  return {
    body: new Blob([left], { type: file.type }),
    sentSHA256: [...new Uint8Array(digest)].map((b) => b.toString(16).padStart(2, '0')).join(''),
  }
}

/** The text of UTF-8 bytes; undefined for bytes that are something else. */
function utf8(bytes: ArrayBuffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/**
 * The GPX without its private points, comments and bounds. Undefined when a
 * point has no time that a stretch of time could be told by.
 */
export function cutGPX(text: string, keep: Private, datum: Datum): string | undefined {
  const hides = hidden(keep, datum)
  let unsure = false
  const left = text
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<((?:[\w-]+:)?bounds)\b[^>]*?(?:\/>|>[\s\S]*?<\/\1\s*>)/g, '')
    .replace(pieces, (whole, name: string, attributes: string, inside: string | undefined) => {
      const lon = Number(/\blon\s*=\s*["']([^"']*)/.exec(attributes)?.[1])
      const lat = Number(/\blat\s*=\s*["']([^"']*)/.exec(attributes)?.[1])
      const at = Date.parse(/<(?:[\w-]+:)?time\s*>\s*([^<]*?)\s*</.exec(inside ?? '')?.[1] ?? '')
      const verdict = hides([lon, lat], at, name.endsWith('trkpt'))
      unsure ||= verdict === undefined
      return verdict ? '' : whole
    })
  return unsure ? undefined : left
}

/** Tells of a point whether it is private; undefined when its time is needed and missing. */
function hidden(keep: Private, datum: Datum): (at: Position, time: number, timed: boolean) => boolean | undefined {
  const discs = keep.circles.flatMap((c) => images([c.lon, c.lat], datum).map((centre) => ({ centre, radiusM: c.radius_m })))
  const spans = keep.spans.map((s) => [Date.parse(s.from ?? '') || -Infinity, Date.parse(s.to ?? '') || Infinity] as const)
  const from = Date.parse(keep.working.from ?? '') || -Infinity
  const to = Date.parse(keep.working.to ?? '') || Infinity
  const byTime = spans.length > 0 || from > -Infinity || to < Infinity
  return (at, time, timed) => {
    if (discs.some((d) => metres(d.centre, at) <= d.radiusM)) return true
    if (!byTime || !timed) return false
    if (Number.isNaN(time)) return undefined
    return time < from || time > to || spans.some(([a, b]) => time >= a && time <= b)
  }
}

/** Where a WGS-84 place may lie in a file of that datum. */
function images(place: Position, datum: Datum): Position[] {
  const all = { wgs84: place, gcj02: toGCJ02(place), bd09: toBD09(place) }
  return datum === 'auto' ? Object.values(all) : [all[datum]]
}
