import type { Schema } from '@/shared/api/client'

/** The month of an instant in the county's time, as 2026-10. */
export function monthOf(at: Date): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit' }).formatToParts(at)
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}`
}

/** The month some months before or after another. */
export function shift(month: string, by: number): string {
  const [y, m] = month.split('-').map(Number)
  const at = new Date(Date.UTC(y ?? 0, (m ?? 1) - 1 + by, 1))
  return at.toISOString().slice(0, 7)
}

type Claim = Schema['ClaimSummary']

/** One's own claims with something in them, the newest month first. */
export function ownClaims(claims: Claim[], person: string): Claim[] {
  return claims
    .filter((c) => c.person.id === person && (c.trips > 0 || c.total_fen !== 0))
    .sort((a, b) => b.month.localeCompare(a.month) || b.sequence - a.sequence)
}

/**
 * The claims that wait for their owner: those returned, and those of past
 * months not yet handed in; the oldest first. The month looked at says so itself.
 */
export function waitingForOwner(own: Claim[], looked: string, present: string): Claim[] {
  return own
    .filter((c) => c.month !== looked && (c.state === 'returned' || (c.state === 'draft' && c.month < present)))
    .reverse()
}
