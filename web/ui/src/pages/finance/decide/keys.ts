/** What a key press on a claim's page stands for. */
export type Wish = 'approve' | 'comment' | 'next' | 'send'

type Press = Pick<KeyboardEvent, 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'code' | 'isComposing'>

const withAlt: Record<string, Wish> = { KeyA: 'approve', KeyR: 'comment', KeyN: 'next' }

/** The wish of a key press: Alt and a letter, or Ctrl+Enter to send what was written. Letters alone mean nothing, so that typing decides nothing. */
export function wishOf(e: Press): Wish | undefined {
  if (e.isComposing || e.shiftKey || e.metaKey) return undefined
  if (e.altKey) return e.ctrlKey ? undefined : withAlt[e.code]
  return e.ctrlKey && e.code === 'Enter' ? 'send' : undefined
}
