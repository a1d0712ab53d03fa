import { afterEach, describe, expect, it } from 'vitest'
import { language } from '@/shared/say/language'
import { clock, dateOf, dayOf, duration, km, moment, monthName, percent, unitName, yuan } from './format'

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

it('says the year of what was in another one, by the county’s clock', () => {
  language.value = 'zh'
  const newYear = new Date('2026-12-31T16:30:00Z') // half past midnight of 1 January 2027 in the county
  expect(moment('2026-12-31T16:10:00Z', newYear)).toBe('1月1日 00:10')
  expect(moment('2026-12-31T15:50:00Z', newYear)).toBe('2026年12月31日 23:50')
  expect(dayOf('2026-12-31T15:50:00Z', newYear)).toBe('2026年12月31日')
  expect(dayOf('2026-12-31T15:50:00Z', new Date('2026-12-31T15:59:00Z'))).toBe('12月31日')
  language.value = 'en'
  expect(moment('2026-10-09T01:30:00Z', newYear)).toBe('9 Oct 2026, 09:30')
  expect(dayOf('2026-10-09T01:30:00Z', new Date('2026-11-01T00:00:00Z'))).toBe('9 Oct')
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
