/**
 * Yuan as people type them into fen: 4.8 → 480, ¥1,234.05 → 123405, １５．５元 →
 * 1550 (Chinese keyboards write full-width digits, and 。 for a point). A comma
 * parts thousands and nothing else: what 12,50 means cannot be known, and taken
 * for 1250 it would be a hundred times the sum. Undefined for what is no amount.
 */
export function fenOf(text: string): number | undefined {
  const plain = text.normalize('NFKC').replace(/。/g, '.').trim().replace(/^[¥￥]\s*/, '').replace(/\s*元$/, '')
  const found = /^(\d{1,9}|\d{1,3}(?:,\d{3}){1,2})(?:\.(\d{1,2}))?$/.exec(plain)
  if (!found) return undefined
  return Number(found[1]!.replaceAll(',', '')) * 100 + Number((found[2] ?? '').padEnd(2, '0'))
}
