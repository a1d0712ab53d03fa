import { expect, it } from 'vitest'
import { nextOf, seen, seriousOf, worstTrip } from './doubts'

const lines = [{}, { trip: 'a' }, { trip: 'b' }, { trip: 'b' }, { trip: 'c' }]

it('counts what is to be checked by trip', () => {
  expect(seriousOf([{ id: 'a', findings_serious: 0 }, { id: 'b', findings_serious: 2 }])).toEqual({ b: 2 })
})

it.each([
  ['the one with most to check', lines, { b: 1, c: 2 }, 'c'],
  ['the first of two alike', lines, { b: 1, c: 1 }, 'b'],
  ['the first where nothing is', lines, {}, 'a'],
  ['none where no line has a trip', [{}], { z: 1 }, ''],
])('opens at %s', (_, of, doubts, want) => {
  expect(worstTrip(of, doubts)).toBe(want)
})

it('offers each claim once', () => {
  const waiting = ['1', '2'].map((id) => ({ id }))
  seen.clear()
  expect(nextOf(waiting)?.id).toBe('1')
  seen.add('1')
  expect(nextOf(waiting)?.id).toBe('2')
  seen.add('2')
  expect(nextOf(waiting)).toBeUndefined()
})
