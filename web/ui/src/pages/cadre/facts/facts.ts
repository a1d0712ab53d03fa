import type { Schema } from '@/shared/api/client'

export type Facts = Schema['Facts']
export type Asks = Schema['Asks']

/** The facts of a month in which nothing was said yet; lists are never missing. */
export function whole(facts?: Facts): Required<{ [K in keyof Facts]: NonNullable<Facts[K]> }> {
  return {
    trips: facts?.trips ?? [], stays: facts?.stays ?? [], meals: facts?.meals ?? [],
    cars: facts?.cars ?? [], vouchers: facts?.vouchers ?? [], benefits: facts?.benefits ?? [],
  }
}

/** What is said of a trip; one person who drove when nothing is. */
export function ofTrip(facts: Facts, trip: string): { persons: number; passenger: boolean; longer_because?: string } {
  const said = facts.trips?.find((t) => t.trip === trip)
  const of = { persons: said?.persons || 1, passenger: said?.passenger ?? false }
  return said?.longer_because ? { ...of, longer_because: said.longer_because } : of
}

/** The facts with something else said of a trip; 1 to 100 persons. */
export function withTrip(facts: Facts, trip: string, change: Partial<{ persons: number; passenger: boolean; longer_because: string }>): Facts {
  const now = { ...ofTrip(facts, trip), ...change }
  const persons = Math.min(100, Math.max(1, Math.round(now.persons) || 1))
  return { ...facts, trips: [...(facts.trips ?? []).filter((t) => t.trip !== trip), { ...now, trip, persons }] }
}

const meals = ['breakfast', 'lunch', 'supper'] as const
const halves = ['morning', 'afternoon'] as const
export type Meal = (typeof meals)[number]
export type Half = (typeof halves)[number]
export { halves, meals }

/** The facts with a meal of a day given by the host, or not any more. */
export function toggleMeal(facts: Facts, day: string, meal: Meal): Facts {
  const all = facts.meals ?? []
  const rest = all.filter((m) => m.day !== day || m.meal !== meal)
  return { ...facts, meals: rest.length < all.length ? rest : [...all, { day, meal }] }
}

/** The facts with a half day driven by the host, or not any more. */
export function toggleCar(facts: Facts, day: string, half: Half): Facts {
  const all = facts.cars ?? []
  const rest = all.filter((c) => c.day !== day || c.half !== half)
  return { ...facts, cars: rest.length < all.length ? rest : [...all, { day, half }] }
}

/** The days something was given on, ascending. */
export function daysGiven(facts: Facts): string[] {
  return [...new Set([...(facts.meals ?? []), ...(facts.cars ?? [])].map((g) => g.day))].sort()
}

/** Whether the rule asks for anything at all. */
export function asksAnything(asks: Asks): boolean {
  return asks.persons || asks.passenger || asks.longer || asks.stays || asks.meals || asks.cars || !!asks.vouchers?.length || !!asks.benefits?.length
}

/** First and last day of a month, as a date field takes them. */
export function daysOf(month: string): { first: string; last: string } {
  const [year, m] = month.split('-').map(Number)
  return { first: `${month}-01`, last: `${month}-${String(new Date(Date.UTC(year!, m!, 0)).getUTCDate()).padStart(2, '0')}` }
}
