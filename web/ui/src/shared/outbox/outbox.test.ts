import 'fake-indexeddb/auto'
import { beforeEach, describe, expect, it } from 'vitest'
import { Refusal } from '@/shared/api/client'
import { createOutbox } from './outbox'
import { remove, waitingOf, type Waiting } from './store'

const item = (key: string, addedAt: string): Omit<Waiting, 'login'> => ({
  key, fileName: `${key}.gpx`, body: new Blob(['<gpx/>']), vehicleID: '', purpose: '', datum: 'auto', addedAt,
})

const offline = () => new Refusal({ type: 'offline', title: 'no network', status: 0 })

beforeEach(async () => {
  for (const login of ['a', 'b']) for (const w of await waitingOf(login)) await remove(w.key)
})

describe('outbox', () => {
  it('keeps everything without signal and sends each once when it is back, oldest first', async () => {
    let network = false
    const arrived: string[] = []
    const outbox = createOutbox('a', async (w) => {
      if (!network) throw offline()
      arrived.push(w.key)
    })
    await outbox.add(item('two', '2026-10-02T00:00:00Z'))
    await outbox.add(item('one', '2026-10-01T00:00:00Z'))
    expect(await outbox.flush()).toBe(0)
    expect(outbox.items.value.map((w) => w.key)).toEqual(['one', 'two'])
    network = true
    expect(await outbox.flush()).toBe(2)
    expect(await outbox.flush()).toBe(0)
    expect(arrived).toEqual(['one', 'two'])
    expect(outbox.items.value).toEqual([])
  })

  it('keeps the key of a trace whose answer was lost, so that it counts once', async () => {
    const seen: string[] = []
    const outbox = createOutbox('a', async (w) => {
      seen.push(w.key)
      if (seen.length === 1) throw offline() // it arrived, but the answer did not
    })
    await outbox.add(item('k', '2026-10-01T00:00:00Z'))
    await outbox.flush()
    await outbox.flush()
    expect(seen).toEqual(['k', 'k'])
  })

  it('sets a refused trace aside with the reason and goes on with the next', async () => {
    const outbox = createOutbox('a', async (w) => {
      if (w.key === 'bad') throw new Refusal({ type: '/problems/too-large', title: 'Too large.', status: 413 })
    })
    await outbox.add(item('bad', '2026-10-01T00:00:00Z'))
    await outbox.add(item('good', '2026-10-02T00:00:00Z'))
    expect(await outbox.flush()).toBe(1)
    expect(outbox.items.value.map((w) => [w.key, w.refusal])).toEqual([['bad', 'Too large.']])
  })

  it('says why the server cannot take a trace now, lets the others pass, and tries again', async () => {
    let broken = true
    const outbox = createOutbox('a', async (w) => {
      if (w.key === 'odd' && broken) throw new Refusal({ type: '/problems/internal', title: '系统出错。', status: 500 })
    })
    await outbox.add({ ...item('odd', '2026-10-01T00:00:00Z'), upload: '/api/v1/uploads/1' })
    await outbox.add(item('good', '2026-10-02T00:00:00Z'))
    expect(await outbox.flush()).toBe(1)
    expect(outbox.items.value.map((w) => [w.key, w.trouble, w.refusal, w.upload])).toEqual([['odd', '系统出错。', undefined, '/api/v1/uploads/1']])
    broken = false
    expect(await outbox.flush()).toBe(1)
    expect(outbox.items.value).toEqual([])
  })

  it('asks no more where nobody is logged in, and says so', async () => {
    const asked: string[] = []
    const outbox = createOutbox('a', async (w) => {
      asked.push(w.key)
      throw new Refusal({ type: '/problems/not-logged-in', title: '请先登录。', status: 401 })
    })
    await outbox.add(item('one', '2026-10-01T00:00:00Z'))
    await outbox.add(item('two', '2026-10-02T00:00:00Z'))
    expect(await outbox.flush()).toBe(0)
    expect(asked).toEqual(['one'])
    expect(outbox.items.value[0]?.trouble).toBe('请先登录。')
  })

  it('does not send what another login left on the phone', async () => {
    const sent: string[] = []
    const send = async (w: Waiting) => void sent.push(w.key)
    await createOutbox('a', send).add(item('of-a', '2026-10-01T00:00:00Z'))
    await createOutbox('b', send).flush()
    expect(sent).toEqual([])
  })
})
