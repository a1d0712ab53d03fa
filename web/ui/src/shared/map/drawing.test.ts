import { describe, expect, it } from 'vitest'
import { bounds, projector, rawTrace } from './drawing'

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
