import type { Me } from './account'

/** The first page of an account: the phone app for cadres, the office for all others. */
export function homeOf(me: Me): string {
  const office = me.roles.some((r) => r === 'township' || r === 'finance' || r === 'auditor' || r === 'admin')
  return office ? '/office' : '/'
}
