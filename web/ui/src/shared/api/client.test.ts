import { afterEach, describe, expect, it, vi } from 'vitest'
import { language } from '@/shared/say/language'
import { ask, idempotencyKey, told } from './client'

describe('what is told of a refusal', () => {
  afterEach(() => { language.value = 'zh' })
  it.each([
    ['an id and English help nobody', '没有这张报销单。', 'claim 01a220af-add3: There is no such claim.', '没有这张报销单。'],
    ['who is missing does', '没有人能审批。', '还须 1 名县财务人员', '没有人能审批。 还须 1 名县财务人员'],
    ['a line does', '意见须写在已有的行上。', 'line 9: no such line', '意见须写在已有的行上。 line 9: no such line'],
    ['nothing more is nothing more', '请先登录。', undefined, '请先登录。'],
  ])('%s', (_, title, detail, want) => expect(told({ title, detail })).toBe(want))
  const both = '发票号码和代码只能是数字：“abc”“”。 / Number and code are digits only: "abc", "".: The invoice cannot be taken in.'
  it('tells a sentence in both languages in the one that is read', () => {
    expect(told({ title: '发票无法登记。', detail: both })).toBe('发票无法登记。 发票号码和代码只能是数字：“abc”“”。')
    language.value = 'en'
    expect(told({ title: 'The invoice cannot be taken in.', detail: both })).toBe('The invoice cannot be taken in. Number and code are digits only: "abc", "".')
  })
  it('tells all of it in English', () => {
    language.value = 'en'
    expect(told({ title: 'There is no such claim.', detail: 'claim c1' })).toBe('There is no such claim. claim c1')
  })
})

describe('the key of a POST', () => {
  afterEach(() => vi.unstubAllGlobals())
  it('is a UUID of version 4 over plain HTTP too, where browsers have no randomUUID', () => {
    vi.stubGlobal('crypto', { getRandomValues: (a: Uint8Array) => a.fill(0xff) })
    expect(idempotencyKey()).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff')
  })
  it('is another each time', () => expect(idempotencyKey()).not.toBe(idempotencyKey()))
})

describe('an answer that is none of ours', () => {
  it.each([[502, '服务器暂时没有回应，请过一会儿再试。'], [413, '文件太大，没有收下。'], [418, '服务器没有办成（418），请过一会儿再试，还不行请告诉管理员。']])('says what to do about %d', async (status, want) => {
    const answer = { error: '<html>Bad Gateway</html>', response: new Response('', { status, statusText: 'Bad Gateway' }) }
    await expect(ask(Promise.resolve(answer))).rejects.toThrow(want)
  })
})
