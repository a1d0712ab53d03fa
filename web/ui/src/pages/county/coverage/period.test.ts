import { expect, it } from 'vitest'
import { lastDay } from './period'

it.each([['2026-02', '2026-02-28'], ['2024-02', '2024-02-29'], ['2026-10', '2026-10-31'], ['2026-12', '2026-12-31']])('%s ends on %s', (month, day) => {
  expect(lastDay(month)).toBe(day)
})
