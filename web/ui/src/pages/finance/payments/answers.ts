/** What somebody marked of one transfer: nothing yet, arrived, or came back and why. */
export interface Mark {
  state: '' | 'arrived' | 'failed'
  reason: string
}

export interface Answer {
  no: number
  arrived: boolean
  reason?: string
}

/** The marks as the server takes them, by number; or the first that came back without a reason. */
export function answersOf(marks: Record<number, Mark>): { list: Answer[] } | { missing: number } {
  const list: Answer[] = []
  for (const no of Object.keys(marks).map(Number).sort((a, b) => a - b)) {
    const mark = marks[no]!
    const reason = mark.reason.trim()
    if (mark.state === 'failed' && !reason) return { missing: no }
    if (mark.state) list.push(mark.state === 'failed' ? { no, arrived: false, reason } : { no, arrived: true })
  }
  return { list }
}
