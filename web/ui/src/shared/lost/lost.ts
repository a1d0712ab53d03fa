import { ref } from 'vue'
import type { Router } from 'vue-router'

/** The address of a page whose code could not be fetched; undefined while all is well. */
export const lost = ref<string>()

const key = 'licheng.fetched-anew'

/**
 * Pages are fetched when they are opened first. Where that fails because the
 * server was brought to a newer version since, the page is opened anew with
 * that version; where the server cannot be reached, `lost` says so and what is
 * on the screen stays.
 */
export function watchForLost(router: Router, open: (href: string) => void = (href) => location.assign(href)): void {
  router.afterEach(() => {
    lost.value = undefined
    sessionStorage.removeItem(key)
  })
  router.onError(async (_, to) => {
    const { href } = router.resolve(to.fullPath)
    // Opened anew in vain once is enough: a page that is broken does not go round in circles.
    if (sessionStorage.getItem(key) === href || !(await reachable())) {
      lost.value = to.fullPath
      return
    }
    sessionStorage.setItem(key, href)
    open(href)
  })
}

async function reachable(): Promise<boolean> {
  return fetch('/healthz', { cache: 'no-store' }).then((r) => r.ok, () => false)
}
