import type { Schema } from '@/shared/api/client'

/** How many findings to check each trip has, by its id; those without are left out. */
export function seriousOf(trips: Pick<Schema['TripSummary'], 'id' | 'findings_serious'>[]): Record<string, number> {
  return Object.fromEntries(trips.filter((trip) => trip.findings_serious > 0).map((trip) => [trip.id, trip.findings_serious]))
}

/** The trip to look at first: of those with most to check the one named first, or simply the first; '' without trips. */
export function worstTrip(lines: Pick<Schema['ClaimLine'], 'trip'>[], doubts: Record<string, number>): string {
  const named = lines.map((line) => line.trip).filter((trip) => trip !== undefined)
  return named.reduce((worst, trip) => ((doubts[trip] ?? 0) > (doubts[worst] ?? 0) ? trip : worst), named[0] ?? '')
}

/** The claims opened since the page was loaded: each is offered once, though somebody else must decide on it too. */
export const seen = new Set<string>()

/** The first claim not opened yet. */
export function nextOf<C extends { id: string }>(waiting: C[]): C | undefined {
  return waiting.find((claim) => !seen.has(claim.id))
}
