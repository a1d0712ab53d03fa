import { describe, expect, it } from 'vitest'
import { monthOf, ownClaims, shift, waitingForOwner } from './months'

it('takes the county’s month, not the phone’s', () => {
  expect(monthOf(new Date('2026-09-30T15:59:59Z'))).toBe('2026-09')
  expect(monthOf(new Date('2026-09-30T16:00:00Z'))).toBe('2026-10')
})

it('walks over the end of a year', () => {
  expect(shift('2026-12', 1)).toBe('2027-01')
  expect(shift('2026-01', -1)).toBe('2025-12')
})

describe('the claims of a person', () => {
  const person = (id: string) => ({ id, name: id, staff_class: 'civil', staff_class_name: { zh: '', en: '' }, township: '', township_code: '', unit: '' })
  const one = (month: string, state: 'draft' | 'returned' | 'paid', more = {}) => ({
    id: `${month}-${state}`, person: person('p1'), month, sequence: 1, kind: 'month' as const, state, trips: 3,
    distance_m: 0, total_fen: 100, cut_fen: 0, findings_serious: 0, findings_note: 0, version: 1, ...more,
  })
  const claims = [
    one('2026-09', 'draft'), one('2026-11', 'draft'), one('2026-10', 'returned'), one('2026-08', 'paid'),
    one('2026-08', 'returned', { sequence: 2 }), one('2026-07', 'draft', { trips: 0, total_fen: 0 }),
    one('2026-06', 'draft', { person: person('p2') }),
  ]
  const names = (list: { month: string; state: string }[]) => list.map((c) => `${c.month} ${c.state}`)

  it('are listed newest first, without empty months and without those of others', () => {
    expect(names(ownClaims(claims, 'p1'))).toEqual(['2026-11 draft', '2026-10 returned', '2026-09 draft', '2026-08 returned', '2026-08 paid'])
  })
  it('wait when they were returned or their month is over', () => {
    const own = ownClaims(claims, 'p1')
    expect(names(waitingForOwner(own, '2026-11', '2026-11'))).toEqual(['2026-08 returned', '2026-09 draft', '2026-10 returned'])
    expect(names(waitingForOwner(own, '2026-10', '2026-11'))).toEqual(['2026-08 returned', '2026-09 draft'])
  })
})
