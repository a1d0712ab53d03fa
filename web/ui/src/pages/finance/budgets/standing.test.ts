import { describe, expect, it } from 'vitest'
import type { Schema } from '@/shared/api/client'
import { partsOf, standingOf } from './standing'

const budget = (change: Partial<Schema['Budget']>): Schema['Budget'] => ({
  unit: '青石镇政府', year: 2026, set: true, blocks: false, granted_fen: 80_00, pooled_fen: 20_00,
  asked_fen: 0, owed_fen: 0, spent_fen: 0, left_fen: 100_00, from_pool_fen: 0, claims: 0, ...change,
})

describe('partsOf', () => {
  it('is a share of grant and pool while they hold', () => {
    expect(partsOf(budget({ spent_fen: 25_00, owed_fen: 10_00, asked_fen: 5_00 }))).toEqual({ spent: 0.25, owed: 0.1, asked: 0.05, end: 1 })
  })
  it('is a share of what was drawn when that is more: 200 of 100', () => {
    expect(partsOf(budget({ spent_fen: 100_00, asked_fen: 100_00 }))).toEqual({ spent: 0.5, owed: 0, asked: 0.5, end: 0.5 })
  })
  it('has no width for a clawback, nor without money', () => {
    expect(partsOf(budget({ owed_fen: -5_00 }))).toEqual({ spent: 0, owed: 0, asked: 0, end: 1 })
    expect(partsOf(budget({ granted_fen: 0, pooled_fen: 0 }))).toEqual({ spent: 0, owed: 0, asked: 0, end: 1 })
  })
})

describe('standingOf', () => {
  it.each([
    [{ set: false, left_fen: 0 }, 'unset'],
    [{ left_fen: -1 }, 'over'],
    [{ left_fen: 0 }, 'low'],
    [{ left_fen: 10_00 }, 'low'],
    [{ left_fen: 10_01 }, 'fine'],
  ] as const)('%o is %s', (change, want) => expect(standingOf(budget(change))).toBe(want))
})
