import { createRouter, createWebHistory } from 'vue-router'
import { scrolled } from '@/shared/back/scrolled'
import { me, recall } from '@/shared/account/account'
import { logInFirst, passwordFirst } from '@/shared/account/home'
import { watchForLost } from '@/shared/lost/lost'

/** The cadre's pages. */
export function createRoutes() {
  const router = createRouter({
    history: createWebHistory('/'),
    scrollBehavior: scrolled,
    routes: [
      { path: '/login', component: () => import('@/pages/login/CadreLogIn.vue'), meta: { open: true } },
      { path: '/password', component: () => import('@/pages/password/PasswordPage.vue') },
      { path: '/', component: () => import('@/pages/cadre/month/MonthPage.vue') },
      { path: '/hand-in', component: () => import('@/pages/cadre/hand-in/HandInPage.vue') },
      { path: '/statement', component: () => import('@/pages/cadre/statement/StatementPage.vue') },
      { path: '/trips/:id', component: () => import('@/pages/cadre/trip/TripPage.vue'), props: true },
      { path: '/requests', component: () => import('@/pages/cadre/requests/RequestsPage.vue') },
      { path: '/box', component: () => import('@/pages/cadre/box/BoxPage.vue') },
      { path: '/record', component: () => import('@/pages/cadre/record/RecordPage.vue') },
      { path: '/private', component: () => import('@/pages/cadre/private/PrivatePage.vue') },
      { path: '/claims/:month', component: () => import('@/pages/cadre/claim/ClaimPage.vue'), props: true },
      { path: '/:rest(.*)*', redirect: '/' },
    ],
  })
  router.beforeEach(async (to) => {
    if (to.meta.open) return true
    const account = me.value ?? (await recall())
    return account ? (passwordFirst(account, to) ?? true) : logInFirst(to)
  })
  watchForLost(router)
  return router
}
