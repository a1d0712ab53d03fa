import { afterEach, describe, expect, it } from 'vitest'
import { language } from '@/shared/say/language'
import { waitsSince } from './waits'

const finance = { text: { zh: '等待县财务审批', en: 'waits for the finance office' }, day: 3 }

describe('whose turn it is', () => {
  afterEach(() => { language.value = 'zh' })
  it('says who and the day', () => expect(waitsSince(finance)).toBe('等待县财务审批，第 3 天'))
  it('says it in English', () => {
    language.value = 'en'
    expect(waitsSince(finance)).toBe('Waits for the finance office, day 3')
  })
  it('says nothing where it is nobody’s', () => expect(waitsSince(undefined)).toBe(''))
})
