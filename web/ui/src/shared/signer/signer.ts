import type { Schema } from '@/shared/api/client'
import { say, type Text } from '@/shared/say/language'

type Signer = Schema['Signer']

/** Who did something: the office and the name; the login where the account is nobody's. Empty for nobody. */
export function signerName(signer: Signer | undefined): string {
  if (!signer) return ''
  const name = signer.name ?? signer.login
  return signer.office ? `${say(signer.office)} · ${name}` : name
}

const deputy: Record<'for', Text> = { for: { zh: '{who}（代 {of}）', en: '{who} (for {of})' } }

/** signerName with in whose place it was done, whose power it is first. */
export function signedFor(signer: Signer | undefined, of: Signer[] | null | undefined): string {
  const who = signerName(signer)
  return of?.length ? say(deputy.for).replace('{who}', who).replace('{of}', signerName(of[0])) : who
}
