import { expect, it } from 'vitest'
import { monthOf, shift } from './months'

it('takes the county’s month, not the phone’s', () => {
  expect(monthOf(new Date('2026-09-30T15:59:59Z'))).toBe('2026-09')
  expect(monthOf(new Date('2026-09-30T16:00:00Z'))).toBe('2026-10')
})

it('walks over the end of a year', () => {
  expect(shift('2026-12', 1)).toBe('2027-01')
  expect(shift('2026-01', -1)).toBe('2025-12')
})
