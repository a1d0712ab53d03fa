import { expect, it } from 'vitest'
import { fenOf } from './fen'

it('reads yuan as whole fen, and nothing else', () => {
  expect(fenOf('4.8')).toBe(480)
  expect(fenOf(' 12 ')).toBe(1200)
  expect(fenOf('0.07')).toBe(7)
  for (const bad of ['', '-1', '1.005', '1,000', '十', '1e3', '12345678']) expect(fenOf(bad), bad).toBeUndefined()
})
