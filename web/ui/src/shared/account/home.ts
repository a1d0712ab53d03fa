import type { Me } from './account'

/** The first page of an account: the phone app for cadres, the office for all others. */
export function homeOf(me: Me): string {
  const office = me.roles.some((r) => r === 'township' || r === 'finance' || r === 'auditor' || r === 'admin')
  return office ? '/office' : '/'
}

/** Where a visit to a page leads instead while the password was set by somebody else: nothing but changing it is answered then. */
export function passwordFirst(me: Me, to: { path: string; fullPath: string }): { path: string; query: Record<string, string> } | undefined {
  if (!me.must_change || to.path === '/password') return undefined
  return { path: '/password', query: wantedBy(to) }
}

/** Where a visit leads while nobody is logged in: the log-in, which leads on to the page that was wanted. */
export function logInFirst(to: { fullPath: string }): { path: string; query: Record<string, string> } {
  return { path: '/login', query: wantedBy(to) }
}

const wantedBy = ({ fullPath }: { fullPath: string }): Record<string, string> => (fullPath === '/' ? {} : { next: fullPath })

/** The page of this app that a visit wanted before it was led elsewhere; an address of anybody else's is none. */
export function wanted(query: Record<string, unknown>): string | undefined {
  const { next } = query
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : undefined
}
