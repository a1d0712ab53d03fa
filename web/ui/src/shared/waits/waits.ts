import type { Schema } from '@/shared/api/client'
import { say, type Text } from '@/shared/say/language'

type WaitsFor = Schema['WaitsFor']

const day: Text = { zh: '{what}，第 {n} 天', en: '{what}, day {n}' }

/** Whose turn it is on a claim and for how long: 等待县财务审批，第 3 天. Empty where it is nobody's. */
export function waitsSince(w: Pick<WaitsFor, 'text' | 'day'> | undefined): string {
  if (!w) return ''
  const text = say(w.text)
  return say(day).replace('{what}', text.charAt(0).toUpperCase() + text.slice(1)).replace('{n}', String(w.day))
}
