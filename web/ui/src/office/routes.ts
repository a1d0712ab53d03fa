import { createRouter, createWebHistory } from 'vue-router'
import { scrolled } from '@/shared/back/scrolled'
import { me, recall, type Me } from '@/shared/account/account'
import { logInFirst, passwordFirst } from '@/shared/account/home'
import { watchForLost } from '@/shared/lost/lost'

/** A page of the office, with the roles that may open it. */
export interface Tab {
  path: string
  roles: Me['roles'][number][]
  name: 'queue' | 'requests' | 'vouchers' | 'appeals' | 'payments' | 'corrections' | 'budgets' | 'tolls' | 'invoices' | 'coverage' | 'proof' | 'state'
}

/** The tabs, in the order of a working day. */
export const tabs: Tab[] = [
  { path: '/queue', roles: ['township', 'finance', 'auditor'], name: 'queue' },
  { path: '/requests', roles: ['township', 'finance', 'auditor'], name: 'requests' },
  { path: '/vouchers', roles: ['finance', 'auditor'], name: 'vouchers' },
  { path: '/payments', roles: ['finance', 'auditor'], name: 'payments' },
  { path: '/corrections', roles: ['finance', 'auditor'], name: 'corrections' },
  { path: '/budgets', roles: ['finance', 'auditor'], name: 'budgets' },
  { path: '/tolls', roles: ['finance', 'auditor'], name: 'tolls' },
  { path: '/invoices', roles: ['finance', 'auditor'], name: 'invoices' },
  { path: '/appeals', roles: ['finance', 'auditor'], name: 'appeals' },
  { path: '/coverage', roles: ['auditor', 'finance'], name: 'coverage' },
  { path: '/proof', roles: ['auditor', 'finance', 'admin'], name: 'proof' },
  { path: '/state', roles: ['admin'], name: 'state' },
]

/** The tabs an account may open, by its own roles or those it acts with for others today. */
export function tabsOf(account: Me | undefined): Tab[] {
  return tabs.filter((tab) => tab.roles.some((role) => account?.roles?.includes(role) || account?.acting_roles?.some((acting) => acting === role)))
}

/** The office's pages. */
export function createRoutes() {
  const router = createRouter({
    history: createWebHistory('/office'),
    scrollBehavior: scrolled,
    routes: [
      { path: '/login', component: () => import('@/pages/login/OfficeLogIn.vue'), meta: { open: true } },
      { path: '/password', component: () => import('@/pages/password/PasswordPage.vue') },
      { path: '/queue', component: () => import('@/pages/finance/queue/QueuePage.vue') },
      { path: '/requests', component: () => import('@/pages/finance/requests/RequestsPage.vue') },
      { path: '/vouchers', component: () => import('@/pages/finance/vouchers/VouchersPage.vue') },
      { path: '/appeals', component: () => import('@/pages/finance/appeals/AppealsPage.vue') },
      { path: '/claims/:id', component: () => import('@/pages/finance/decide/DecidePage.vue'), props: true },
      { path: '/payments', component: () => import('@/pages/finance/payments/PaymentsPage.vue') },
      { path: '/payments/:id', component: () => import('@/pages/finance/payments/BatchPage.vue'), props: true },
      { path: '/corrections', component: () => import('@/pages/finance/corrections/CorrectionsPage.vue') },
      { path: '/budgets', component: () => import('@/pages/finance/budgets/BudgetsPage.vue') },
      { path: '/tolls', component: () => import('@/pages/finance/tolls/TollRecordsPage.vue') },
      { path: '/invoices', component: () => import('@/pages/finance/invoices/InvoicesPage.vue') },
      { path: '/coverage', component: () => import('@/pages/county/coverage/CoveragePage.vue') },
      { path: '/proof', component: () => import('@/pages/county/proof/ProofPage.vue') },
      { path: '/state', component: () => import('@/pages/admin/state/StatePage.vue') },
      { path: '/:rest(.*)*', component: () => import('@/pages/login/OfficeLogIn.vue'), meta: { home: true } },
    ],
  })
  router.beforeEach(async (to) => {
    if (to.meta.open) return true
    const account = me.value ?? (await recall())
    if (!account) return logInFirst(to)
    const own = tabsOf(account)
    if (own.length === 0) {
      location.assign('/')
      return false
    }
    const first = passwordFirst(account, to)
    if (first) return first
    if (to.meta.home) return account.roles?.includes('auditor') ? '/coverage' : own[0]!.path
    return true
  })
  watchForLost(router)
  return router
}
