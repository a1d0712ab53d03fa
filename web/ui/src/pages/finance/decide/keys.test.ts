import { describe, expect, it } from 'vitest'
import { wishOf } from './keys'

const press = (code: string, held: string[] = []) => ({
  code, altKey: held.includes('alt'), ctrlKey: held.includes('ctrl'), metaKey: held.includes('meta'), shiftKey: held.includes('shift'), isComposing: held.includes('composing'),
})

describe('keys on a claim', () => {
  it.each([
    ['Alt+A approves', press('KeyA', ['alt']), 'approve'],
    ['Alt+R writes a comment', press('KeyR', ['alt']), 'comment'],
    ['Alt+N goes to the next', press('KeyN', ['alt']), 'next'],
    ['Ctrl+Enter sends', press('Enter', ['ctrl']), 'send'],
    ['a letter typed does nothing', press('KeyA'), undefined],
    ['nor Ctrl+A, which selects', press('KeyA', ['ctrl']), undefined],
    ['nor AltGr', press('KeyA', ['alt', 'ctrl']), undefined],
    ['nor a letter of an input method', press('KeyA', ['alt', 'composing']), undefined],
    ['nor Enter alone', press('Enter'), undefined],
  ])('%s', (_, e, want) => expect(wishOf(e)).toBe(want))
})
