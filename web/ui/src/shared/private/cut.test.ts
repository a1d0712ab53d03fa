import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { moved, type Circle } from './areas'
import { cutFile, cutGPX, type Private } from './cut'
import { toBD09, toGCJ02 } from './datum'

const home = [106.5, 26.5]
const circle: Circle = { lon: 106.5, lat: 26.5, radius_m: 500 }
const nothing: Private = { circles: [], spans: [], working: {} }
const minute = (m: number) => `2026-10-03T01:${String(m).padStart(2, '0')}:00Z`

/** A drive to the north, a point a minute and 200 m; the n-th says so as its elevation. */
function drive(n: number, place = (p: number[]) => p): string {
  const points = Array.from({ length: n }, (_, i) => {
    const [lon, lat] = place(moved(home, 0, i * 200))
    return `<trkpt lat="${lat}" lon="${lon}"><ele>${i}</ele><time>${minute(i)}</time></trkpt>`
  })
  return `<?xml version="1.0"?>\n<gpx version="1.1"><trk><trkseg>\n${points.join('\n')}\n</trkseg></trk></gpx>`
}

/** Which points are left. */
const left = (gpx: string | undefined) => [...(gpx ?? '').matchAll(/<ele>(\d+)</g)].map((m) => Number(m[1]))

describe('cutting a GPX file on the phone', () => {
  it('takes the points around home out and leaves the rest as it is', () => {
    const whole = drive(6)
    const cut = cutGPX(whole, { ...nothing, circles: [circle] }, 'wgs84')!
    expect(left(cut)).toEqual([3, 4, 5])
    for (const line of cut.split('\n').filter((l) => l)) expect(whole).toContain(line)
  })

  it('finds the home in a datum nobody declared', () => {
    for (const place of [(p: number[]) => p, toGCJ02, toBD09]) {
      expect(left(cutGPX(drive(20, place), { ...nothing, circles: [circle] }, 'auto'))).not.toContain(0)
    }
    expect(left(cutGPX(drive(6, toGCJ02), { ...nothing, circles: [circle] }, 'gcj02'))).toEqual([3, 4, 5])
  })

  it('takes waypoints, routes, bounds and comments out too', () => {
    const extra = `<!-- from 26.5 --><metadata><bounds minlat="26.5"/></metadata><wpt lat="26.5" lon="106.5"><name>家</name></wpt><rte><rtept lat='26.5' lon='106.5'/></rte><trk>`
    const cut = cutGPX(drive(4).replace('<trk>', extra), { ...nothing, circles: [circle] }, 'wgs84')!
    expect(cut).not.toMatch(/26\.5["'<]|from 26|家/)
    expect(left(cut)).toEqual([3])
  })

  it('reads prefixes, either quotes and empty points', () => {
    const gpx = `<g:gpx xmlns:g="x"><g:trkpt lon='106.5' lat='26.5'/><g:trkpt lat="26.6" lon="106.5"/><g:trkpt  lat = "26.5"\n lon = "106.5" ></g:trkpt></g:gpx>`
    expect(cutGPX(gpx, { ...nothing, circles: [circle] }, 'wgs84')).toBe('<g:gpx xmlns:g="x"><g:trkpt lat="26.6" lon="106.5"/></g:gpx>')
  })

  it('cuts private stretches and what lies outside the working trip', () => {
    const keep: Private = { circles: [], spans: [{ from: minute(4), to: minute(5) }], working: { from: minute(2), to: minute(7) } }
    expect(left(cutGPX(drive(10), keep, 'auto'))).toEqual([2, 3, 6, 7])
    expect(left(cutGPX(drive(4), { ...nothing, working: { to: minute(1) } }, 'auto'))).toEqual([0, 1])
  })

  it('leaves a file to the server whose points have no times when times are asked for', () => {
    const untimed = drive(3).replace(/<time>.*?<\/time>/, '')
    expect(cutGPX(untimed, { ...nothing, working: { from: minute(1) } }, 'auto')).toBeUndefined()
    expect(left(cutGPX(untimed, { ...nothing, circles: [circle] }, 'wgs84'))).toEqual([])
  })
})

describe('cutting a file', () => {
  const keep: Private = { ...nothing, circles: [circle] }

  it('gives what is left, and the hash of the file it was', async () => {
    const whole = drive(6)
    const got = await cutFile(new Blob([whole]), keep, 'wgs84')
    expect(got.sentSHA256).toBe(createHash('sha256').update(whole).digest('hex'))
    expect(left(await got.body.text())).toEqual([3, 4, 5])
  })

  it('leaves alone what it cannot cut, or need not', async () => {
    const gbk = new Blob([new Uint8Array([...new TextEncoder().encode('<gpx><trkpt lat="26.5" lon="106.5"><name>'), 0xbc, 0xd2]), '</name></trkpt></gpx>'])
    for (const [file, wanted] of [[new Blob(['lat,lon\n26.5,106.5\n']), keep], [gbk, keep], [new Blob([drive(3)]), nothing], [new Blob([drive(9).slice(0, 60)]), keep]] as const) {
      const got = await cutFile(file, wanted, 'auto')
      expect(got.sentSHA256).toBeUndefined()
      expect(got.body).toBe(file)
    }
  })
})

// The vectors of the server's own test, seven decimals (geo/datum).
describe('the shifts', () => {
  it.each([
    [[108.4053, 27.997], [108.4096994, 27.9937992], [108.4162904, 27.999525]],
    [[104.929, 33.3886], [104.9318991, 33.3866473], [104.9385092, 33.3923663]],
    [[91.1145, 29.6441], [91.1160624, 29.6413934], [91.1225916, 29.6473085]],
  ])('%j', (wgs, gcj, bd) => {
    expect(toGCJ02(wgs).map((v) => v.toFixed(7))).toEqual(gcj.map((v) => v.toFixed(7)))
    expect(toBD09(wgs).map((v) => v.toFixed(7))).toEqual(bd.map((v) => v.toFixed(7)))
  })
})
