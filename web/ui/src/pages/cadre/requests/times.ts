/** When a trip is asked for, as a form holds it: a day and two times of Asia/Shanghai. */
export interface When {
  day: string // 2026-10-12
  from: string // 08:00
  until: string // 18:00
}

/** The day after an instant, in Asia/Shanghai: what most people ask for. */
export function tomorrow(now: Date): string {
  return dayOf(new Date(now.getTime() + 24 * 3600 * 1000))
}

/** The day of an instant in Asia/Shanghai, 2026-10-12. China keeps UTC+8 all year. */
export function dayOf(at: Date): string {
  return new Date(at.getTime() + 8 * 3600 * 1000).toISOString().slice(0, 10)
}

/** The instant of a day and time of Asia/Shanghai as RFC 3339. */
export function instant(day: string, time: string): string {
  return `${day}T${time}:00+08:00`
}

/** True when a trip asked for has begun: then only an emergency can still be asked for. */
export function begun(when: When, now: Date): boolean {
  return Date.parse(instant(when.day, when.from)) <= now.getTime()
}

/** The first few different values, in order: what is offered to be used again. */
export function latest<T>(values: T[], key: (value: T) => string, most: number): T[] {
  const seen = new Map<string, T>()
  for (const v of values) if (key(v) && !seen.has(key(v)) && seen.size < most) seen.set(key(v), v)
  return [...seen.values()]
}
