import { me } from '@/shared/account/account'
import { api, ask, Refusal, type Schema } from '@/shared/api/client'
import { createOutbox, type Outbox } from '@/shared/outbox/outbox'
import { resumeFrom, sendInPieces } from '@/shared/outbox/resume'
import { keep, kept, put, type Waiting } from '@/shared/outbox/store'

let outbox: Outbox | undefined
let owner = ''

// How often what the server could not take is tried again while the app is looked at.
const againMS = 60_000

/** The outbox of the login on this phone. */
export function useOutbox(): Outbox {
  const login = me.value?.login ?? ''
  if (!outbox || owner !== login) {
    owner = login
    outbox = createOutbox(login, handIn)
    const box = outbox
    addEventListener('online', () => void box.flush())
    setInterval(() => {
      if (outbox === box && !document.hidden && box.items.value.some((w) => !w.refusal)) void box.flush()
    }, againMS)
    void box.refresh().then(() => box.flush())
  }
  return outbox
}

/** Sends one waiting trace or statement to the server: a large trace so that it can go on after a break. */
async function handIn(item: Waiting): Promise<void> {
  if (item.statement) {
    await ask(api.POST('/api/v1/statements', { params: { header: { 'Idempotency-Key': item.key } }, body: item.statement }))
    return
  }
  if (item.body.size > resumeFrom) return sendInPieces(item, (upload) => put({ ...item, upload }))
  await ask(
    api.POST('/api/v1/traces', {
      params: {
        query: {
          file_name: item.fileName, vehicle_id: item.vehicleID, purpose: item.purpose, datum: item.datum, sent_sha256: item.sentSHA256,
          working_from: item.working?.from, working_to: item.working?.to, private: item.spans?.map((s) => `${s.from}/${s.to}`),
        },
        header: { 'Idempotency-Key': item.key },
      },
      body: item.body as unknown as string,
      bodySerializer: (b: unknown) => b as Blob,
      headers: { 'Content-Type': 'application/octet-stream' },
    }),
  )
}

/**
 * Fetches an answer, or without signal the one kept from the last time.
 */
export async function fetchKept<T>(key: string, fetch: () => Promise<T>): Promise<{ value: T; keptAt?: string }> {
  const place = `${me.value?.login ?? ''}/${key}`
  try {
    const value = await fetch()
    void keep(place, value).catch(() => undefined) // a full phone still shows the page
    return { value }
  } catch (err) {
    if (!(err instanceof Refusal) || !err.offline) throw err
    const old = await kept<T>(place)
    if (!old) throw err
    return { value: old.value, keptAt: old.at }
  }
}

/** The claim of a month, drafted by the server on demand. */
export const claimOf = (month: string) =>
  fetchKept<Schema['Claim']>(`claim/${month}`, () => ask(api.GET('/api/v1/claims/current', { params: { query: { month } } })))

/** The claims of all months, the newest handed in first. */
export const claimsOf = () =>
  fetchKept<Schema['ClaimSummary'][]>('claims', async () => (await ask(api.GET('/api/v1/claims', { params: { query: { sort: 'newest' } } }))) ?? [])

/** The trips of a month. */
export const tripsOf = (month: string) =>
  fetchKept<Schema['TripSummary'][]>(`trips/${month}`, async () => (await ask(api.GET('/api/v1/trips', { params: { query: { month } } }))) ?? [])

/** The cadre's own private areas. */
export const areasOf = () =>
  fetchKept<Schema['PrivateArea'][]>('private-areas', async () => (await ask(api.GET('/api/v1/private-areas'))) ?? [])

/** The cadre's own vehicles. */
export const vehiclesOf = () =>
  fetchKept<Schema['Vehicle'][]>('vehicles', async () => (await ask(api.GET('/api/v1/vehicles'))) ?? [])

/** The county's places. */
export const placesOf = () => fetchKept<Schema['Places']>('places', () => ask(api.GET('/api/v1/places')))

/** The routes the cadre drove often enough to be known. */
export const usualRoutesOf = () =>
  fetchKept<Schema['UsualRoute'][]>('usual-routes', async () => (await ask(api.GET('/api/v1/usual-routes'))) ?? [])

/** Who one may take along. */
export const colleaguesOf = () =>
  fetchKept<Schema['Person'][]>('colleagues', async () => (await ask(api.GET('/api/v1/colleagues'))) ?? [])

let prepared = ''

/**
 * Fetches what handing in needs to be filled in without signal, before the
 * signal is lost: a cadre who opens those pages in a village for the first time
 * finds their car and the places there. Once a visit; what fails is fetched by
 * its page.
 */
export async function prepare(): Promise<void> {
  const login = me.value?.login ?? ''
  if (!login || prepared === login) return
  prepared = login
  await Promise.allSettled([vehiclesOf(), areasOf(), placesOf(), usualRoutesOf(), colleaguesOf()])
}
