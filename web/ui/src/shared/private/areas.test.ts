import { describe, expect, it } from 'vitest'
import { around, metres, moved, ring } from './areas'

const home = [106.5, 26.5]

describe('areas', () => {
  it('measures a degree of latitude as 111.195 km', () => {
    expect(metres([106.5, 26.5], [106.5, 27.5])).toBeCloseTo(111_195, -1)
    expect(metres(home, moved(home, 300, -400))).toBeCloseTo(500, 0)
  })

  it('holds the home well inside and never at its centre by rule', () => {
    const centres = Array.from({ length: 200 }, () => around(home, 800))
    for (const c of centres) {
      expect(metres(home, [c.lon, c.lat])).toBeLessThanOrEqual(401)
      expect(c.radius_m).toBe(800)
    }
    // evenly over the ground: three quarters lie beyond half of the 400 m
    const far = centres.filter((c) => metres(home, [c.lon, c.lat]) > 200).length
    expect(far).toBeGreaterThan(110)
    expect(around(home, 800, () => 0)).toEqual({ lon: 106.5, lat: 26.5, radius_m: 800 })
    const edge = around(home, 800, () => 1 - 1e-9)
    expect(metres(home, [edge.lon, edge.lat])).toBeCloseTo(400, 0)
  })

  it('draws a closed edge at the radius', () => {
    const edge = ring({ lon: 106.5, lat: 26.5, radius_m: 500 })
    expect(edge[0]).toEqual(edge.at(-1))
    for (const p of edge) expect(Math.abs(metres(home, p) - 500)).toBeLessThan(1)
  })
})
