import { Refusal, renewed, strange } from '@/shared/api/client'
import { language } from '@/shared/say/language'
import type { Waiting } from './store'

/** Files larger than this are sent in pieces; smaller ones in one request. */
export const resumeFrom = 256 * 1024

const base = '/api/v1/uploads'

/**
 * Sends a file in a way that goes on where the line broke: tus 1.0, the three
 * requests of its core and creation. `remember` keeps the upload's address
 * beside the file on the phone, so that a closed page or an empty battery does
 * not begin anew. Resolves when the file was handed in.
 *
 * These addresses speak tus and no JSON: they are not in the API's document,
 * and the typed client does not know them.
 */
export async function sendInPieces(item: Waiting, remember: (address?: string) => Promise<void>): Promise<void> {
  let address = item.upload
  let offset = 0
  if (address) {
    const found = await request('HEAD', address)
    if (found.headers.get('Licheng-Trace')) return
    offset = found.status === 404 ? -1 : Number(found.headers.get('Upload-Offset'))
    if (offset < 0) address = undefined // too old: the server has forgotten it
    else await refused(found)
  }
  if (!address) {
    const made = await refused(await request('POST', base, { 'Upload-Length': String(item.body.size), 'Upload-Metadata': metadata(item) }))
    address = made.headers.get('Location') ?? ''
    offset = 0
    await remember(address)
  }
  const rest = item.body.slice(offset)
  const end = await request('PATCH', address, { 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream' }, rest)
  if (end.status === 404 || end.status === 409 || end.status === 423) {
    // A piece of the last try came late, or the upload is gone: the next try asks.
    if (end.status === 404) await remember(undefined)
    throw offline()
  }
  await refused(end)
}

/** What is said of the file, as tus writes it: keys with base64 of UTF-8. */
function metadata(item: Waiting): string {
  const said: Record<string, string | undefined> = {
    filename: item.fileName, vehicle_id: item.vehicleID, purpose: item.purpose, datum: item.datum, sent_sha256: item.sentSHA256,
    working_from: item.working?.from, working_to: item.working?.to, private: item.spans?.map((s) => `${s.from}/${s.to}`).join(','),
  }
  const base64 = (s: string) => btoa(String.fromCharCode(...new TextEncoder().encode(s)))
  return Object.entries(said).filter(([, v]) => v).map(([k, v]) => `${k} ${base64(v!)}`).join(',')
}

async function request(method: string, address: string, headers: Record<string, string> = {}, body?: Blob): Promise<Response> {
  const send = () => fetch(address, {
    method, body, credentials: 'same-origin',
    headers: { 'Tus-Resumable': '1.0.0', 'Accept-Language': language.value === 'en' ? 'en' : 'zh-CN', ...headers },
  })
  try {
    const answer = await send()
    return (await renewed(answer.status, method, address)) ? await send() : answer
  } catch {
    throw offline()
  }
}

function offline(): Refusal {
  return new Refusal({ type: 'offline', title: language.value === 'en' ? 'No connection.' : '没有网络连接。', status: 0 })
}

/** Throws the refusal an answer holds. */
async function refused(answer: Response): Promise<Response> {
  if (answer.ok) return answer
  const problem = await answer.json().catch(() => ({}))
  throw new Refusal({ type: problem.type ?? 'about:blank', title: problem.title || strange(answer.status), status: answer.status, detail: problem.detail })
}
