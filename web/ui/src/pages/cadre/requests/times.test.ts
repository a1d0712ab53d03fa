import { expect, it } from 'vitest'
import { begun, dayOf, instant, latest, tomorrow } from './times'

it('tells days in Asia/Shanghai, whatever the phone thinks', () => {
  expect(dayOf(new Date('2026-10-11T15:59:59Z'))).toBe('2026-10-11')
  expect(dayOf(new Date('2026-10-11T16:00:00Z'))).toBe('2026-10-12')
  expect(tomorrow(new Date('2026-12-31T08:00:00Z'))).toBe('2027-01-01')
  expect(Date.parse(instant('2026-10-12', '08:00'))).toBe(Date.parse('2026-10-12T00:00:00Z'))
})

it('knows when a trip has begun', () => {
  const when = { day: '2026-10-12', from: '08:00', until: '18:00' }
  expect(begun(when, new Date('2026-10-11T23:59:59Z'))).toBe(false)
  expect(begun(when, new Date('2026-10-12T00:00:00Z'))).toBe(true)
})

it('offers each earlier answer once, the latest first, a few at most', () => {
  expect(latest(['走访', '开会', '走访', '', '防汛', '培训'], (v) => v, 3)).toEqual(['走访', '开会', '防汛'])
})
