import { describe, expect, it } from 'vitest'
import { asksAnything, daysGiven, daysOf, ofTrip, toggleCar, toggleMeal, whole, withTrip } from './facts'

const nothing = { persons: false, passenger: false, stays: false, meals: false, cars: false, vouchers: [], benefits: [], longer: false }

describe('what is said of a trip', () => {
  it('is one person who drove, until something else is said', () => {
    const facts = whole()
    expect(ofTrip(facts, 'a')).toEqual({ persons: 1, passenger: false })
    const four = withTrip(withTrip(facts, 'a', { persons: 4 }), 'b', { passenger: true })
    expect(ofTrip(four, 'a')).toEqual({ persons: 4, passenger: false })
    expect(ofTrip(withTrip(four, 'a', { passenger: true }), 'a')).toEqual({ persons: 4, passenger: true })
    expect(four.trips).toHaveLength(2)
    const why = withTrip(four, 'b', { longer_because: '绕开塌方' })
    expect(ofTrip(withTrip(why, 'b', { persons: 2 }), 'b')).toEqual({ persons: 2, passenger: true, longer_because: '绕开塌方' })
  })
  it.each([[0, 1], [-3, 1], [101, 100], [Number.NaN, 1]])('%d persons are %d', (typed, want) => {
    expect(ofTrip(withTrip(whole(), 'a', { persons: typed }), 'a').persons).toBe(want)
  })
})

describe('what the host gave', () => {
  it('is switched on and off by day', () => {
    let facts = toggleMeal(whole(), '2026-10-20', 'lunch')
    facts = toggleCar(facts, '2026-10-19', 'morning')
    expect(daysGiven(facts)).toEqual(['2026-10-19', '2026-10-20'])
    expect(toggleMeal(facts, '2026-10-20', 'supper').meals).toHaveLength(2)
    expect(toggleMeal(facts, '2026-10-20', 'lunch').meals).toEqual([])
    expect(toggleCar(facts, '2026-10-19', 'morning').cars).toEqual([])
  })
})

describe('asksAnything', () => {
  it('is false where the rule uses nothing', () => expect(asksAnything(nothing)).toBe(false))
  it.each([{ persons: true }, { stays: true }, { vouchers: ['parking'] }, { benefits: ['bus-pass'] }])('%o', (more) => expect(asksAnything({ ...nothing, ...more })).toBe(true))
})

describe('daysOf', () => {
  it.each([['2026-02', '2026-02-28'], ['2028-02', '2028-02-29'], ['2026-12', '2026-12-31']])('%s ends on %s', (month, last) => {
    expect(daysOf(month)).toEqual({ first: `${month}-01`, last })
  })
})
