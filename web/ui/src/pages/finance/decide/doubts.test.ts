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

it('offers each claim once, and nobody their own', () => {
  const waiting = ['1', '2', '3'].map((id) => ({ id, person: { id: `p${id}` } }))
  seen.clear()
  expect(nextOf(waiting, undefined)?.id).toBe('1')
  seen.add('1')
  expect(nextOf(waiting, 'p2')?.id).toBe('3')
  seen.add('3')
  expect(nextOf(waiting, 'p2')).toBeUndefined()
})
