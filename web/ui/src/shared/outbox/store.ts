import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { Schema } from '@/shared/api/client'
import type { Span } from '@/shared/private/cut'

/** A trace, or a trip told without one, that waits on the phone until the server has acknowledged it. */
export interface Waiting {
  key: string // the Idempotency-Key: however often it is sent, it counts once
  login: string // whose it is; another account on the same phone does not send it
  fileName: string
  body: Blob // empty with a statement
  statement?: Schema['StatementBody']
  vehicleID: string
  purpose: string
  datum: 'auto' | 'wgs84' | 'gcj02' | 'bd09'
  addedAt: string
  sentSHA256?: string // of the file on the phone, when body is what is left of it after cutting
  working?: Span // what lies outside is cut
  spans?: Span[] // private stretches, cut too
  upload?: string // the address of an upload that was begun and is not whole
  trouble?: string // why it could not be taken the last time, though it may be the next
  refusal?: string // why the server refused it for good; the cadre decides what then
}

/** An answer of the server kept for reading without signal. */
interface Kept {
  key: string
  value: unknown
  at: string
}

interface Cabinet extends DBSchema {
  waiting: { key: string; value: Waiting }
  kept: { key: string; value: Kept }
}

let opened: Promise<IDBPDatabase<Cabinet>> | undefined

function cabinet(): Promise<IDBPDatabase<Cabinet>> {
  opened ??= openDB<Cabinet>('licheng', 1, {
    upgrade(db) {
      db.createObjectStore('waiting', { keyPath: 'key' })
      db.createObjectStore('kept', { keyPath: 'key' })
    },
  })
  return opened
}

/** Puts a trace into the outbox; it survives a closed page and a dead battery. */
export async function put(item: Waiting): Promise<void> {
  await (await cabinet()).put('waiting', item)
}

/** Notes something of a trace that waits; one that was sent or discarded meanwhile stays away. */
export async function note(key: string, said: Partial<Pick<Waiting, 'trouble' | 'refusal'>>): Promise<void> {
  const tx = (await cabinet()).transaction('waiting', 'readwrite')
  const item = await tx.store.get(key)
  if (item) await tx.store.put({ ...item, ...said })
  await tx.done
}

/** What waits for this login, oldest first. */
export async function waitingOf(login: string): Promise<Waiting[]> {
  const all = await (await cabinet()).getAll('waiting')
  return all.filter((w) => w.login === login).sort((a, b) => a.addedAt.localeCompare(b.addedAt))
}

/** Takes a trace out of the outbox. */
export async function remove(key: string): Promise<void> {
  await (await cabinet()).delete('waiting', key)
}

/** Keeps an answer for reading without signal. */
export async function keep(key: string, value: unknown): Promise<void> {
  await (await cabinet()).put('kept', { key, value, at: new Date().toISOString() })
}

/** The answer kept under a key, with the time it was fetched. */
export async function kept<T>(key: string): Promise<{ value: T; at: string } | undefined> {
  const found = await (await cabinet()).get('kept', key)
  return found ? { value: found.value as T, at: found.at } : undefined
}

/** Forgets all kept answers, when somebody logs out. The outbox stays. */
export async function forgetKept(): Promise<void> {
  await (await cabinet()).clear('kept')
}
