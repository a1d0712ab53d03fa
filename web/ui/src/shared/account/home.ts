import type { Me } from './account'

/** The first page of an account: the phone app for cadres, the office for all others. */
export function homeOf(me: Me): string {
  const office = me.roles.some((r) => r === 'township' || r === 'finance' || r === 'auditor' || r === 'admin')
  return office ? '/office' : '/'
}

/** Where a visit to a page leads instead while the password was set by somebody else: nothing but changing it is answered then. */
export function passwordFirst(me: Me, to: { path: string; fullPath: string }): { path: string; query: Record<string, string> } | undefined {
  if (!me.must_change || to.path === '/password') return undefined
  return { path: '/password', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
}
