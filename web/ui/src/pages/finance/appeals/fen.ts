/** Yuan as typed into fen: "4.8" → 480. undefined for what is no amount. */
export function fenOf(text: string): number | undefined {
  const found = /^(\d{1,7})(?:\.(\d{1,2}))?$/.exec(text.trim())
  if (!found) return undefined
  return Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'))
}
