import type { Schema } from '@/shared/api/client'

/** A place of the county. */
export interface Named {
  code: string
  name: string
}

/** The codes of a usual route's places; undefined when one of them is no more, or two bear its name. */
export function codesOf(route: Pick<Schema['UsualRoute'], 'from' | 'via' | 'to'>, places: Named[]): string[] | undefined {
  const codes: string[] = []
  for (const name of [route.from, ...(route.via ?? []), route.to]) {
    const found = places.filter((p) => p.name === name)
    if (found.length !== 1) return undefined
    codes.push(found[0]!.code)
  }
  return codes
}

/** Now, as an input of type datetime-local has it: on this phone's clock, to the minute. */
export function nowLocal(now = new Date()): string {
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

/** The minute of a pass's exit in China, as a statement names it: 2026-10-13 09:40. */
export function exitMinute(exitAt: string): string {
  return new Date(Date.parse(exitAt) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
}
