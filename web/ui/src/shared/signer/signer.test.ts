import { describe, expect, it } from 'vitest'
import { signedFor, signerName } from './signer'

const clerk = { login: 'caiwu1', name: '王芳', office: { zh: '县财务', en: 'finance office' } }

describe('who did something', () => {
  it('is told by office and name', () => expect(signerName(clerk)).toBe('县财务 · 王芳'))
  it('is told by name alone without an office', () => expect(signerName({ login: 'cadre21', name: '李明' })).toBe('李明'))
  it('is told by the login where nobody’s account did it', () => expect(signerName({ login: 'caiwu1', office: clerk.office })).toBe('县财务 · caiwu1'))
  it('is nobody', () => expect(signerName(undefined)).toBe(''))
  it('says in whose place', () => expect(signedFor({ login: 'cadre21', name: '李明' }, [clerk])).toBe('李明（代 县财务 · 王芳）'))
  it('says no place in one’s own right', () => expect(signedFor(clerk, [])).toBe('县财务 · 王芳'))
})
