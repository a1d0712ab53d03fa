import { language } from '@/shared/say/language'

// The one place where money, distances and times become words.

const zone = 'Asia/Shanghai'
const locale = () => (language.value === 'en' ? 'en-GB' : 'zh-CN')

/** Fen as yuan with two decimals: 123456 → ¥1,234.56. Exact for every integer. */
export function yuan(fen: number): string {
  const sign = fen < 0 ? '−' : ''
  const abs = Math.abs(fen)
  const whole = Math.floor(abs / 100).toString().replace(/\B(?=(\d{3})+$)/g, ',')
  return `${sign}¥${whole}.${(abs % 100).toString().padStart(2, '0')}`
}

/** Metres as kilometres: 37412 → 37.4 km; 850 → 0.85 km. */
export function km(metres: number): string {
  const value = metres / 1000
  return `${value.toFixed(value < 10 ? 2 : 1)} km`
}

/** A share as a percentage: 0.2034 → 20.3 %. */
export function percent(share: number | null | undefined): string {
  return share === null || share === undefined ? '—' : `${(share * 100).toFixed(1)} %`
}

// The year of an instant, where that is not the present year: what is read years
// later, as by an auditor, must not be taken for this year's.
function otherYear(at: Date, now: Date): { year?: 'numeric' } {
  const yearOf = (d: Date) => d.toLocaleDateString('en-GB', { timeZone: zone, year: 'numeric' })
  return yearOf(at) === yearOf(now) ? {} : { year: 'numeric' }
}

/** 2026-10-09T01:30:00Z → 10月9日 09:30, in the county's time; of another year 2025年10月9日 09:30. */
export function moment(iso: string | undefined | null, now = new Date()): string {
  if (!iso) return '—'
  const at = new Date(iso)
  return at.toLocaleString(locale(), {
    timeZone: zone, ...otherYear(at, now), month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
  })
}

/** 2026-10-09T01:30:00Z → 10月9日, in the county's time; of another year 2025年10月9日. */
export function dayOf(iso: string | undefined | null, now = new Date()): string {
  if (!iso) return '—'
  const at = new Date(iso)
  return at.toLocaleDateString(locale(), { timeZone: zone, ...otherYear(at, now), month: 'short', day: 'numeric' })
}

/** 2026-10-09T01:30:00Z → 2026年10月9日, in the county's time: for what may lie years back. */
export function dateOf(iso: string | undefined | null): string {
  if (!iso) return '—'
  return new Date(iso).toLocaleDateString(locale(), { timeZone: zone, year: 'numeric', month: language.value === 'en' ? 'short' : 'long', day: 'numeric' })
}

/** 2026-10-09T01:30:00Z → 09:30, in the county's time. */
export function clock(iso: string | undefined | null): string {
  if (!iso) return '—'
  return new Date(iso).toLocaleTimeString(locale(), { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
}

/** 2026-10 → 2026年10月 / October 2026. */
export function monthName(month: string): string {
  const [y, m] = month.split('-').map(Number)
  if (!y || !m) return month
  if (language.value !== 'en') return `${y}年${m}月`
  return new Date(Date.UTC(y, m - 1, 1)).toLocaleDateString('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' })
}

/** Seconds between two instants as 1 h 05 min. */
export function duration(from: string, to: string): string {
  const minutes = Math.round((Date.parse(to) - Date.parse(from)) / 60000)
  const h = Math.floor(minutes / 60)
  const m = minutes % 60
  if (language.value === 'en') return h ? `${h} h ${String(m).padStart(2, '0')} min` : `${m} min`
  return h ? `${h}小时${m}分` : `${m}分钟`
}

const unitsZh: Record<string, string> = {
  yuan: '元', km: '公里', trip: '次', day: '天', month: '月', year: '年', interval: '个收费单元', pass: '次通行', L: '升', kWh: '度',
  m: '米', 's²': '秒²', h: '小时', min: '分钟', breaks: '处', fixes: '个点',
}

/** The word of a unit the rules name: yuan/km as 元/公里. One without a word stays as it is. */
export function unitName(unit?: string): string {
  if (!unit) return ''
  return language.value !== 'en' ? unit.split('/').map((u) => unitsZh[u] ?? u).join('/') : unit
}
