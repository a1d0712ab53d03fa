import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Refusal } from '@/shared/api/client'
import { sendInPieces } from './resume'
import type { Waiting } from './store'

/** A server of tus 1.0 with one upload, over a line that may break. */
function server() {
  const s = { text: '', length: -1, metadata: '', made: 0, breakAfter: Infinity, refuse: 0, forget: false }
  const trace = () => (s.text.length === s.length ? { 'Licheng-Trace': 't1' } : {}) as Record<string, string>
  vi.stubGlobal('fetch', async (address: string, init: { method: string; headers: Record<string, string>; body?: Blob }) => {
    const { method, headers, body } = init
    expect(headers['Tus-Resumable']).toBe('1.0.0')
    if (method === 'POST') {
      expect(address).toBe('/api/v1/uploads')
      Object.assign(s, { made: s.made + 1, text: '', length: Number(headers['Upload-Length']), metadata: headers['Upload-Metadata'], forget: false })
      return new Response(null, { status: 201, headers: { Location: `/api/v1/uploads/u${s.made}` } })
    }
    if (s.forget) return new Response(null, { status: 404 })
    expect(address).toBe(`/api/v1/uploads/u${s.made}`)
    if (method === 'HEAD') return new Response(null, { status: 200, headers: { 'Upload-Offset': String(s.text.length), ...trace() } })
    if (s.refuse) return Response.json({ type: '/problems/trace-all-private', title: 'Nothing is left.' }, { status: s.refuse })
    if (Number(headers['Upload-Offset']) !== s.text.length) return new Response(null, { status: 409 })
    const piece = await body!.text()
    s.text += piece.slice(0, s.breakAfter)
    if (piece.length > s.breakAfter) throw new TypeError('the line broke')
    return new Response(null, { status: 204, headers: trace() })
  })
  return s
}

const item = (): Waiting => ({
  key: 'k', login: 'a', fileName: '下村.gpx', body: new Blob(['0123456789']), vehicleID: 'V1', purpose: '', datum: 'auto', addedAt: '',
  spans: [{ from: 'A', to: 'B' }, { from: 'C', to: 'D' }],
})

let waiting: Waiting
const remember = async (address?: string) => void (waiting.upload = address)
beforeEach(() => (waiting = item()))
afterEach(() => vi.unstubAllGlobals())

describe('sending in pieces', () => {
  it('sends all in one piece over a good line, with what is said of the file', async () => {
    const s = server()
    await sendInPieces(waiting, remember)
    expect([s.text, s.made]).toEqual(['0123456789', 1])
    const said = Object.fromEntries(s.metadata.split(',').map((pair) => [pair.split(' ')[0], new TextDecoder().decode(Uint8Array.from(atob(pair.split(' ')[1]!), (c) => c.charCodeAt(0)))]))
    expect(said).toEqual({ filename: '下村.gpx', vehicle_id: 'V1', datum: 'auto', private: 'A/B,C/D' })
  })

  it('goes on where the line broke, with the same upload', async () => {
    const s = server()
    s.breakAfter = 4
    for (const there of ['0123', '01234567']) {
      await expect(sendInPieces(waiting, remember)).rejects.toMatchObject({ offline: true })
      expect(s.text).toBe(there)
    }
    await sendInPieces(waiting, remember)
    expect([s.text, s.made]).toEqual(['0123456789', 1])
  })

  it('is done when the answer to the last piece was lost', async () => {
    const s = server()
    await sendInPieces(waiting, remember)
    await sendInPieces(waiting, remember)
    expect(s.made).toBe(1)
  })

  it('begins anew when the server has forgotten the upload', async () => {
    const s = server()
    waiting.upload = '/api/v1/uploads/old'
    s.forget = true
    await sendInPieces(waiting, remember)
    expect([s.text, s.made, waiting.upload]).toEqual(['0123456789', 1, '/api/v1/uploads/u1'])
  })

  it('tells a refusal from a line that broke', async () => {
    const s = server()
    s.refuse = 422
    const err = await sendInPieces(waiting, remember).catch((e) => e)
    expect(err).toBeInstanceOf(Refusal)
    expect([err.slug, err.problem.status, err.offline]).toEqual(['trace-all-private', 422, false])
  })
})
