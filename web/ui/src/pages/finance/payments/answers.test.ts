import { expect, it } from 'vitest'
import { answersOf } from './answers'

it('sends what was marked, by number, and leaves the rest open', () => {
  expect(answersOf({ 10: { state: 'arrived', reason: '' }, 2: { state: 'failed', reason: ' 销户 ' }, 3: { state: '', reason: 'x' } }))
    .toEqual({ list: [{ no: 2, arrived: false, reason: '销户' }, { no: 10, arrived: true }] })
})

it('names the first that came back without a reason', () => {
  expect(answersOf({ 1: { state: 'arrived', reason: '' }, 4: { state: 'failed', reason: ' ' } })).toEqual({ missing: 4 })
})
