import { ref } from 'vue'
import { Refusal } from '@/shared/api/client'
import { put, remove, waitingOf, type Waiting } from './store'

/** Sends one trace; resolves when the server has acknowledged it. */
export type Send = (item: Waiting) => Promise<void>

/** Refusals after which sending the same again cannot help. */
const final = new Set([400, 413, 415, 422])

/** The outbox of one login: traces go in at once and leave when acknowledged. */
export function createOutbox(login: string, send: Send) {
  const items = ref<Waiting[]>([])
  const sending = ref(false)
  let again = false

  async function refresh() {
    items.value = await waitingOf(login)
  }

  /** Sends what waits, oldest first; stops at the first that finds no network. */
  async function flush(): Promise<number> {
    if (sending.value) {
      again = true
      return 0
    }
    sending.value = true
    let sent = 0
    try {
      do {
        again = false
        for (const item of await waitingOf(login)) {
          if (item.refusal) continue
          const outcome = await attempt(item)
          if (outcome === 'sent') sent++
          if (outcome === 'later') return sent
        }
      } while (again)
      return sent
    } finally {
      sending.value = false
      await refresh()
    }
  }

  async function attempt(item: Waiting): Promise<'sent' | 'refused' | 'later'> {
    try {
      await send(item)
    } catch (err) {
      if (err instanceof Refusal && final.has(err.problem.status)) {
        await put({ ...item, refusal: err.message })
        return 'refused'
      }
      return 'later'
    }
    await remove(item.key)
    return 'sent'
  }

  return {
    items,
    sending,
    refresh,
    flush,
    async add(item: Omit<Waiting, 'login'>) {
      await put({ ...item, login })
      await refresh()
    },
    async discard(key: string) {
      await remove(key)
      await refresh()
    },
  }
}

/** What createOutbox makes. */
export type Outbox = ReturnType<typeof createOutbox>
