import type { Schema } from '@/shared/api/client'

/** The parts of a budget as shares of the widest thing to show: its money, or what was drawn beyond it. */
export interface Parts {
  spent: number
  owed: number
  asked: number
  /** Where grant and pool end, as a share of the same width; 1 when nothing goes beyond. */
  end: number
}

/** How far a budget is drawn, for a bar. Clawbacks may make a part negative: it is shown as nothing. */
export function partsOf(b: Schema['Budget']): Parts {
  const held = b.granted_fen + b.pooled_fen
  const [spent, owed, asked] = [b.spent_fen, b.owed_fen, b.asked_fen].map((fen) => Math.max(0, fen))
  const width = Math.max(held, spent! + owed! + asked!)
  if (width <= 0) return { spent: 0, owed: 0, asked: 0, end: 1 }
  return { spent: spent! / width, owed: owed! / width, asked: asked! / width, end: held / width }
}

/** What a clerk is told first: no budget, exceeded, nearly used up (a tenth or less left), or fine. */
export function standingOf(b: Schema['Budget']): 'unset' | 'over' | 'low' | 'fine' {
  if (!b.set) return 'unset'
  if (b.left_fen < 0) return 'over'
  return b.left_fen * 10 <= b.granted_fen + b.pooled_fen ? 'low' : 'fine'
}
