import { describe, expect, it } from 'vitest'
import { bounds, projector, rawTrace, recorded } from './drawing'

describe('bounds', () => {
  it('spans every line', () => {
    const b = bounds({
      path: { type: 'MultiLineString', coordinates: [[[108, 27], [108.2, 27.1]]] },
      trace: { type: 'LineString', coordinates: [[107.9, 27.3], [108.1, 27]] },
      points: [],
    })
    expect(b).toEqual([[107.9, 27], [108.2, 27.3]])
  })

  it('is nothing for nothing', () => expect(bounds({ points: [] })).toBeUndefined())
})

it('projects north up, centred, without stretching', () => {
  // On the equator a degree is as wide as it is high: a square stays a square.
  const at = projector([[0, -1], [2, 1]], 300, 200, 0)
  expect(at([0, 1])).toEqual([50, 0])
  expect(at([2, -1])).toEqual([250, 200])
})

it('draws the raw trace through the fixes kept, and those set aside as dots', () => {
  const track = { features: [{ geometry: { coordinates: [[107, 26], [108, 27], [107.1, 26.1]] }, properties: { times: ['a', 'b', null], dropped: ['', 'frozen', ''] } }] }
  expect(rawTrace(track)).toEqual({ line: { type: 'LineString', coordinates: [[107, 26], [107.1, 26.1]] }, times: ['a', null], setAside: [[108, 27]] })
  expect(rawTrace({ features: [] })).toBeUndefined()
})

describe('what was recorded', () => {
  const at = (minute: number) => `2026-10-01T01:${String(minute).padStart(2, '0')}:00Z`
  // 0.01° of latitude are 1.1 km.
  const trace = (times: (string | null)[], lats: number[]) => ({ line: { type: 'LineString' as const, coordinates: lats.map((lat) => [107, lat]) }, times, setAside: [] })
  const parts = (...args: Parameters<typeof trace>) => recorded(trace(...args))!.coordinates.map((part) => part.length)

  it('is one line while fixes come', () => expect(parts([at(0), at(1), at(6)], [26, 26.01, 26.02])).toEqual([3]))
  it('is cut where the phone was off and the car went on', () => expect(parts([at(0), at(1), at(7), at(8)], [26, 26.01, 26.05, 26.06])).toEqual([2, 2]))
  it('is not cut where the car stood', () => expect(parts([at(0), at(1), at(50), at(51)], [26, 26.01, 26.011, 26.02])).toEqual([4]))
  it('is not cut without times', () => expect(parts([null, null, null], [26, 26.5, 27])).toEqual([3]))
  it('leaves out a fix alone', () => expect(parts([at(0), at(1), at(20), at(40)], [26, 26.01, 26.1, 26.2])).toEqual([2]))
  it('is nothing without a trace', () => expect(recorded(undefined)).toBeUndefined())
})
