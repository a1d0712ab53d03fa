import type { Schema } from '@/shared/api/client'

type Claim = Pick<Schema['Claim'], 'state' | 'events' | 'lines'>

/** What a claim was returned for last, and to which lines something was said then. */
export interface Returned {
  by: Schema['Signer']
  of: Schema['Signer'][]
  at: string
  comment: string
  lines: { no: number; text: string }[]
}

// A comment on a line is written with the return it belongs to.
const together = 1_000

/** What was said when the claim was returned last; undefined unless it is its person's turn now. */
export function returnedFor({ state, events, lines }: Claim): Returned | undefined {
  const last = state === 'returned' ? events?.findLast((e) => e.action === 'return') : undefined
  if (!last) return undefined
  const said = (lines ?? []).flatMap((l) => (l.comments ?? [])
    .filter((c) => Math.abs(Date.parse(c.at) - Date.parse(last.at)) < together)
    .map((c) => ({ no: l.no, text: c.text })))
  // Who writes on lines alone gives no comment of their own: it is that of the first line then.
  const comment = said.some((l) => l.text === last.comment) ? '' : last.comment
  return { by: last.by, of: last.on_behalf_of ?? [], at: last.at, comment, lines: said }
}

/** What the person said when they handed the claim in last. */
export function answerOf({ state, events }: Claim): string {
  if (state === 'draft' || state === 'returned') return ''
  return events?.findLast((e) => e.action === 'submit')?.comment ?? ''
}
