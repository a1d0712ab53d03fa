/** The last day of a month: 2026-02 → 2026-02-28. */
export function lastDay(month: string): string {
  const [y, m] = month.split('-').map(Number)
  return new Date(Date.UTC(y ?? 0, m ?? 1, 0)).toISOString().slice(0, 10)
}
