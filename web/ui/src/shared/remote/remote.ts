import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { Refusal } from '@/shared/api/client'

/** Something fetched: loading, failed with a reason, or there. */
export interface Remote<T> {
  data: ShallowRef<T | undefined>
  failure: Ref<Refusal | undefined>
  loading: Ref<boolean>
  load: () => Promise<void>
}

/**
 * Wraps a fetch into the three states every page shows. What was there stays
 * on the screen while it is loaded again.
 */
export function useRemote<T>(fetch: () => Promise<T>): Remote<T> {
  const data = shallowRef<T>()
  const failure = ref<Refusal>()
  const loading = ref(false)
  let latest = 0

  async function load() {
    const mine = ++latest
    loading.value = true
    try {
      const got = await fetch()
      if (mine !== latest) return
      data.value = got
      failure.value = undefined
    } catch (err) {
      if (mine !== latest) return
      failure.value = err instanceof Refusal ? err : new Refusal({ type: 'broken', title: String(err), status: -1 })
    } finally {
      if (mine === latest) loading.value = false
    }
  }
  return { data, failure, loading, load }
}
