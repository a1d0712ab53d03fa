import { ref } from 'vue'
import { Refusal } from '@/shared/api/client'
import { note, put, remove, waitingOf, type Waiting } from './store'

/** Sends one trace; resolves when the server has acknowledged it. */
export type Send = (item: Waiting) => Promise<void>

/** Refusals after which sending the same again cannot help. */
const final = new Set([400, 413, 415, 422])

/** Answers that the next trace would get too: no signal, nobody logged in, too much at once. */
const forAll = new Set([0, 401, 429])

/** The outbox of one login: traces go in at once and leave when acknowledged. */
export function createOutbox(login: string, send: Send) {
  const items = ref<Waiting[]>([])
  const sending = ref(false)
  let again = false

  async function refresh() {
    items.value = await waitingOf(login)
  }

  /** Sends what waits, oldest first; stops where the next would fare no better. What the server cannot take now says why and lets the others pass. */
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
      if (!(err instanceof Refusal)) return 'later'
      if (final.has(err.problem.status)) {
        await note(item.key, { refusal: err.message })
        return 'refused'
      }
      await note(item.key, { trouble: err.offline ? undefined : err.message })
      return forAll.has(err.problem.status) ? 'later' : 'refused'
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
