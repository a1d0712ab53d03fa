import { afterEach, describe, expect, it, vi } from 'vitest'
import { language } from '@/shared/say/language'
import { latestFirst, routeOf, tookOf, whenOf } from './route'

afterEach(() => (language.value = 'zh'))

describe('routeOf', () => {
  it.each([
    ['a round trip', { from: '云岭乡', via: ['桐花村'], to: '云岭乡' }, '云岭乡 → 桐花村 → 云岭乡'],
    ['two villages', { from: '云岭乡', via: ['桐花村', '旧村'], to: '青石镇' }, '云岭乡 → 桐花村 → 旧村 → 青石镇'],
    ['straight', { from: '云岭乡', via: [], to: '青石镇' }, '云岭乡 → 青石镇'],
    ['nothing near the start', { from: '', via: ['桐花村'], to: '云岭乡' }, '未知地点 → 桐花村 → 云岭乡'],
    ['nothing near the end', { from: '云岭乡', via: [], to: '' }, '云岭乡 → 未知地点'],
    ['kept by an older app', { from: '云岭乡', to: '青石镇' }, '云岭乡 → 青石镇'],
  ])('%s', (_, trip, want) => expect(routeOf(trip)).toBe(want))

  it('speaks English', () => {
    language.value = 'en'
    expect(routeOf({ from: '', via: [], to: '' })).toBe('unknown place → unknown place')
  })
})

const none = { started_at: null, ended_at: null }
const morning = { started_at: '2026-10-09T01:30:00Z', ended_at: '2026-10-09T02:35:00Z' }

describe('a trip without times', () => {
  it('says so', () => {
    expect(whenOf(none)).toBe('没有时间')
    language.value = 'en'
    expect(whenOf(none)).toBe('no times')
  })
  it('took no time anybody knows', () => expect(tookOf(none)).toBe(''))
})

it('says when a trip was, in the county’s time, and how long it took', () => {
  vi.useFakeTimers({ now: new Date('2026-11-01T00:00:00Z') })
  expect(whenOf(morning)).toBe('10月9日 09:30–10:35')
  expect(tookOf(morning)).toBe('1小时5分')
  vi.setSystemTime(new Date('2027-11-01T00:00:00Z'))
  expect(whenOf(morning)).toBe('2026年10月9日 09:30–10:35')
  vi.useRealTimers()
})

it('puts the latest trip first and those without times last', () => {
  const earlier = { started_at: '2026-10-08T01:30:00Z' }
  expect([none, earlier, morning].sort(latestFirst)).toEqual([morning, earlier, none])
})
