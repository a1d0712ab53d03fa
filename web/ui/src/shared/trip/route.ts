import { clock, duration, moment } from '@/shared/format/format'
import { say } from '@/shared/say/language'

// How a trip is called on every page: where it went and when.

const unknown = { zh: '未知地点', en: 'unknown place' }
const noTimes = { zh: '没有时间', en: 'no times' }

/** 云岭乡 → 桐花村 → 云岭乡: from, the places between, to. A trip kept on the phone by an older app has no `via`. */
export function routeOf(trip: { from: string; via?: string[]; to: string }): string {
  return [trip.from || say(unknown), ...(trip.via ?? []), trip.to || say(unknown)].join(' → ')
}

/** The times of a trip; null when its trace has none. */
interface Times {
  started_at: string | null
  ended_at: string | null
}

/** 10月9日 09:30–10:12, or that the trace has no times. */
export function whenOf({ started_at, ended_at }: Times): string {
  return started_at ? `${moment(started_at)}–${clock(ended_at)}` : say(noTimes)
}

/** How long it took, as 1 h 05 min; empty without times. */
export function tookOf({ started_at, ended_at }: Times): string {
  return started_at && ended_at ? duration(started_at, ended_at) : ''
}

/** Orders trips by their start, the latest first; those without times come last. */
export function latestFirst(a: Pick<Times, 'started_at'>, b: Pick<Times, 'started_at'>): number {
  return (b.started_at ?? '').localeCompare(a.started_at ?? '')
}
