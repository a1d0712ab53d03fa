import { shallowRef } from 'vue'
import { api, ask, Refusal, type Schema } from '@/shared/api/client'

/** Who is logged in. */
export type Me = Schema['Me']

/** The account, once known; undefined while nobody is logged in. */
export const me = shallowRef<Me>()

const key = 'licheng.me'

/**
 * Finds out who is logged in. Without signal the account of the last visit is
 * used, so that the pages kept on the phone can be read.
 */
export async function recall(): Promise<Me | undefined> {
  try {
    me.value = await ask(api.GET('/api/v1/session'))
    keep(me.value)
  } catch (err) {
    if (!(err instanceof Refusal)) throw err
    me.value = err.offline ? kept() : undefined
  }
  return me.value
}

/** Logs in, or throws the server's Refusal. */
export async function logIn(login: string, password: string): Promise<Me> {
  me.value = await ask(api.POST('/api/v1/session', { body: { login, password } }))
  keep(me.value)
  return me.value
}

/** Changes one's own password, or throws the server's Refusal. Other sessions end, this one goes on. */
export async function changePassword(old: string, fresh: string): Promise<void> {
  await ask(api.POST('/api/v1/session/password', { body: { old, new: fresh } }))
  if (!me.value) return
  me.value = { ...me.value, must_change: false }
  keep(me.value)
}

/** Logs out and forgets the account on this device. */
export async function logOut(): Promise<void> {
  await ask(api.DELETE('/api/v1/session'))
  me.value = undefined
  keep(undefined)
}

function keep(account: Me | undefined) {
  try {
    if (account) localStorage.setItem(key, JSON.stringify(account))
    else localStorage.removeItem(key)
  } catch {
    // storage is switched off: the account is asked for at each visit
  }
}

function kept(): Me | undefined {
  try {
    const text = localStorage.getItem(key)
    return text ? (JSON.parse(text) as Me) : undefined
  } catch {
    return undefined
  }
}
