import { ref, shallowRef } from 'vue'
import { api, ask, Refusal, whenSessionEnds, type Schema } from '@/shared/api/client'

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
    if (left()) await endSession()
    me.value = await ask(api.GET('/api/v1/session'))
    keep(me.value)
  } catch (err) {
    if (!(err instanceof Refusal)) throw err
    me.value = err.offline && !left() ? kept() : undefined
  }
  return me.value
}

/** Logs in, or throws the server's Refusal. */
export async function logIn(login: string, password: string): Promise<Me> {
  me.value = await ask(api.POST('/api/v1/session', { body: { login, password } }))
  keep(me.value)
  note(leaving)
  return me.value
}

/** True while somebody whose session ended in the middle of work is asked to log in again. */
export const ended = ref(false)

const waiting: ((again: boolean) => void)[] = []

// Whoever said no is not asked again for what the page then looks up by itself.
const restMS = 1_000
let declinedAt = -Infinity

// Whatever was asked for meanwhile waits for one answer.
whenSessionEnds((method) => {
  if (!me.value || (method === 'GET' && Date.now() - declinedAt < restMS)) return Promise.resolve(false)
  ended.value = true
  return new Promise((resolve) => waiting.push(resolve))
})

function settle(again: boolean) {
  ended.value = false
  for (const tell of waiting.splice(0)) tell(again)
}

/** Logs the same account in again: what was asked for meanwhile is sent once more. Throws the server's Refusal. */
export async function logInAgain(password: string): Promise<void> {
  await logIn(me.value?.login ?? '', password)
  settle(true)
}

/** Does not log in again: what was asked for is refused, and the page stays as it is. */
export function stayOut(): void {
  declinedAt = Date.now()
  settle(false)
}

/** Changes one's own password, or throws the server's Refusal. Other sessions end, this one goes on. */
export async function changePassword(old: string, fresh: string): Promise<void> {
  await ask(api.POST('/api/v1/session/password', { body: { old, new: fresh } }))
  if (!me.value) return
  me.value = { ...me.value, must_change: false }
  keep(me.value)
}

/**
 * Logs out and forgets the account on this device. Without signal the device
 * forgets it at once and ends the session when there is signal again: the
 * cookie is not the page's to throw away.
 */
export async function logOut(): Promise<void> {
  forgetAccount()
  note(leaving, 'yes')
  try {
    await endSession()
  } catch (err) {
    if (!(err instanceof Refusal)) throw err
  }
}

async function endSession(): Promise<void> {
  await ask(api.DELETE('/api/v1/session'))
  note(leaving)
}

/** Forgets on this device who was logged in. */
export function forgetAccount(): void {
  me.value = undefined
  keep(undefined)
}

function keep(account: Me | undefined) {
  note(key, account && JSON.stringify(account))
}

function kept(): Me | undefined {
  const text = noted(key)
  try {
    return text ? (JSON.parse(text) as Me) : undefined
  } catch {
    return undefined
  }
}

// Set from logging out until the server has ended the session.
const leaving = 'licheng.leaving'
const left = () => noted(leaving) === 'yes'

function note(name: string, text?: string) {
  try {
    if (text === undefined) localStorage.removeItem(name)
    else localStorage.setItem(name, text)
  } catch {
    // storage is switched off: nothing is kept from visit to visit
  }
}

function noted(name: string): string | null {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}
