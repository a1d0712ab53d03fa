import { describe, expect, it } from 'vitest'
import { answerOf, returnedFor } from './rounds'

type Claim = Parameters<typeof returnedFor>[0]
const clerk = { login: 'finance', name: '王芳', office: { zh: '县财务', en: 'Finance office' } }
const event = (seq: number, action: string, at: string, comment = '') => ({ seq, action, at, comment, by: clerk, hash: '', on_behalf_of: [] })
const line = (no: number, ...comments: [string, string][]) => ({ no, comments: comments.map(([at, text]) => ({ at, text, by: clerk })) })
const claim = (state: string, events: unknown[], lines: unknown[] = []) => ({ state, events, lines }) as unknown as Claim

const rounds = [event(1, 'submit', '2026-11-02T01:00:00Z'), event(2, 'return', '2026-11-03T01:00:00Z', '第一次'), event(3, 'submit', '2026-11-04T01:00:00Z', '去水坝村核查低保'), event(4, 'return', '2026-11-05T01:00:00Z', '请写明同行人员')]

describe('what a claim was returned for', () => {
  it('is the last return, with the lines it speaks of', () => {
    const lines = [line(1, ['2026-11-03T01:00:00Z', '旧的意见']), line(2, ['2026-11-05T01:00:00Z', '和谁去的？'])]
    expect(returnedFor(claim('returned', rounds, lines))).toEqual({ by: clerk, of: [], at: '2026-11-05T01:00:00Z', comment: '请写明同行人员', lines: [{ no: 2, text: '和谁去的？' }] })
  })
  it('says a line once that stands for the whole', () => {
    const lines = [line(2, ['2026-11-05T01:00:00Z', '请写明同行人员'])]
    expect(returnedFor(claim('returned', rounds, lines))).toMatchObject({ comment: '', lines: [{ no: 2, text: '请写明同行人员' }] })
  })
  it('is nothing once it was handed in again', () => {
    expect(returnedFor(claim('submitted', rounds.slice(0, 3)))).toBeUndefined()
    expect(returnedFor(claim('draft', []))).toBeUndefined()
  })
})

it('tells what the person answered, as long as it is being looked at', () => {
  expect(answerOf(claim('submitted', rounds.slice(0, 3)))).toBe('去水坝村核查低保')
  expect(answerOf(claim('returned', rounds))).toBe('')
  expect(answerOf(claim('draft', []))).toBe('')
})
