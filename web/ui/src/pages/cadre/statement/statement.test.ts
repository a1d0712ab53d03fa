import { expect, test } from 'vitest'
import { codesOf, exitMinute, nowLocal } from './statement'

const places = [{ code: '1', name: '青石镇' }, { code: '2', name: '白水村' }, { code: '3', name: '新寨村' }, { code: '4', name: '新寨村' }]

test('a usual route is told by codes, where its names tell one place each', () => {
  expect(codesOf({ from: '青石镇', via: ['白水村'], to: '青石镇' }, places)).toEqual(['1', '2', '1'])
  expect(codesOf({ from: '青石镇', via: [], to: '白水村' }, places)).toEqual(['1', '2'])
  expect(codesOf({ from: '青石镇', via: [], to: '新寨村' }, places)).toBeUndefined()
  expect(codesOf({ from: '青石镇', via: [], to: '老寨村' }, places)).toBeUndefined()
})

test('now is written as the phone shows it', () => {
  const now = new Date(2026, 9, 12, 8, 5, 59)
  expect(nowLocal(now)).toBe('2026-10-12T08:05')
})

test('a pass is named by its minute in China, whatever the phone shows', () => {
  expect(exitMinute('2026-10-13T01:40:20Z')).toBe('2026-10-13 09:40')
  expect(exitMinute('2026-10-12T23:59:59Z')).toBe('2026-10-13 07:59')
  expect(exitMinute('2026-10-13T09:40:20+08:00')).toBe('2026-10-13 09:40')
})
