import type { RouterScrollBehavior } from 'vue-router'

// How long a page that is gone back to may take until it is as long as it was.
const patienceMS = 3_000

/**
 * Where a page opens: at what its address names, or at the top; and a page gone
 * back to where it was left, once what it fetches makes it long enough.
 */
export const scrolled: RouterScrollBehavior = async (to, _from, saved) => {
  if (saved) {
    await longEnough(saved.top)
    return saved
  }
  if (to.hash && document.getElementById(to.hash.slice(1))) return { el: to.hash, top: 12 }
  return { top: 0 }
}

async function longEnough(top: number): Promise<void> {
  const until = performance.now() + patienceMS
  const there = () => document.documentElement.scrollHeight - innerHeight >= top
  while (!there() && performance.now() < until) await new Promise((r) => setTimeout(r, 50))
}
