import { afterEach, describe, expect, it } from 'vitest'
import { language } from '@/shared/say/language'
import { clock, dateOf, duration, km, monthName, percent, unitName, yuan } from './format'

afterEach(() => (language.value = 'zh'))

describe('yuan', () => {
  it.each([
    [0, '¥0.00'],
    [5, '¥0.05'],
    [123456, '¥1,234.56'],
    [100000000, '¥1,000,000.00'],
    [-4460, '−¥44.60'],
    [9007199254740991, '¥90,071,992,547,409.91'],
  ])('%i fen', (fen, want) => expect(yuan(fen)).toBe(want))
})

describe('km', () => {
  it.each([
    [850, '0.85 km'],
    [9999, '10.00 km'],
    [37412, '37.4 km'],
  ])('%i m', (m, want) => expect(km(m)).toBe(want))
})

it('leaves an undefined share undefined', () => {
  expect(percent(null)).toBe('—')
  expect(percent(0.2034)).toBe('20.3 %')
})

it('names months and times in both languages, in the county’s zone', () => {
  expect(monthName('2026-10')).toBe('2026年10月')
  expect(clock('2026-10-09T16:30:00Z')).toBe('00:30')
  expect(dateOf('2026-10-09T16:30:00Z')).toBe('2026年10月10日')
  expect(duration('2026-10-09T01:30:00Z', '2026-10-09T02:35:00Z')).toBe('1小时5分')
  language.value = 'en'
  expect(monthName('2026-10')).toBe('October 2026')
  expect(dateOf('2026-10-09T16:30:00Z')).toBe('10 Oct 2026')
  expect(duration('2026-10-09T01:30:00Z', '2026-10-09T02:35:00Z')).toBe('1 h 05 min')
})

it('names units in Chinese and leaves those without a word', () => {
  language.value = 'zh'
  expect(unitName('yuan/km')).toBe('元/公里')
  expect(unitName('mile')).toBe('mile')
  expect(unitName('m/s²')).toBe('米/秒²')
  expect(unitName('km/h')).toBe('公里/小时')
  language.value = 'en'
  expect(unitName('yuan/km')).toBe('yuan/km')
})
