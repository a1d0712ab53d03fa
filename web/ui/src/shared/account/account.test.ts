import { beforeEach, describe, expect, it, vi } from 'vitest'
import { passwordFirst, wanted } from './home'

// A server of one account, with a line that can be cut and a session that can end.
const server = { there: true, session: false, asked: [] as string[] }

function answer(status: number, body?: unknown) {
  return new Response(body === undefined ? null : JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })
}

vi.stubGlobal('fetch', async (request: Request) => {
  if (!server.there) throw new TypeError('Failed to fetch')
  const asked = `${request.method} ${new URL(request.url).pathname.replace('/api/v1', '')} ${await request.text()}`.trim()
  server.asked.push(asked)
  if (asked.startsWith('POST /session')) {
    if (!asked.includes('right')) return answer(401, { type: 'wrong-login', title: '账号或密码不对。', status: 401 })
    server.session = true
    return answer(200, { login: 'wang', roles: ['cadre'] })
  }
  if (!server.session) return answer(401, { type: 'not-logged-in', title: '请先登录。', status: 401 })
  if (asked.startsWith('DELETE /session')) server.session = false
  return asked.startsWith('GET /session') ? answer(200, { login: 'wang', roles: ['cadre'] }) : answer(asked.startsWith('DELETE') ? 204 : 200, asked.startsWith('DELETE') ? undefined : { id: 'c1' })
})

const { ended, logIn, logInAgain, logOut, me, recall, stayOut } = await import('./account')
const { api, ask } = await import('@/shared/api/client')

beforeEach(async () => {
  Object.assign(server, { there: true, session: false, asked: [] })
  localStorage.clear()
  await logIn('wang', 'right')
  server.asked = []
})

const complain = () => ask(api.POST('/api/v1/complaints', { params: { header: { 'Idempotency-Key': 'k' } }, body: { text: '油价', unnamed: false } }))

describe('a session that ends in the middle of work', () => {
  it('is asked for again, and what was written is sent once more as it was', async () => {
    server.session = false
    const sent = complain()
    await vi.waitFor(() => expect(ended.value).toBe(true))
    await expect(logInAgain('wrong')).rejects.toThrow('账号或密码不对')
    expect(ended.value).toBe(true)
    await logInAgain('right')
    expect(await sent).toEqual({ id: 'c1' })
    expect(ended.value).toBe(false)
    const said = server.asked.filter((a) => a.startsWith('POST /complaints'))
    expect(said).toHaveLength(2)
    expect(said[1]).toBe(said[0])
  })
  it('is refused where the person does not log in', async () => {
    server.session = false
    const sent = complain()
    await vi.waitFor(() => expect(ended.value).toBe(true))
    stayOut()
    await expect(sent).rejects.toThrow('请先登录')
    await expect(ask(api.GET('/api/v1/complaints'))).rejects.toThrow('请先登录') // what the page looks up next does not ask again
    expect(ended.value).toBe(false)
  })
  it('asks nobody at the first visit, when nobody is logged in', async () => {
    await logOut()
    expect(await recall()).toBeUndefined()
    expect(ended.value).toBe(false)
  })
})

describe('logging out without signal', () => {
  it('forgets the account at once, and ends the session when there is signal again', async () => {
    server.there = false
    await logOut()
    expect(me.value).toBeUndefined()
    expect(await recall()).toBeUndefined() // the phone does not remember who it was
    server.there = true
    expect(await recall()).toBeUndefined()
    expect(server.session).toBe(false)
    expect(server.asked[0]).toBe('DELETE /session')
  })
  it('does not end the session of who logs in next', async () => {
    server.there = false
    await logOut()
    server.there = true
    await logIn('wang', 'right')
    expect((await recall())?.login).toBe('wang')
  })
})

it.each([
  ['/claims/c1#999999.12.ab.3', '/claims/c1#999999.12.ab.3'],
  ['//elsewhere.example/x', undefined],
  ['/\\elsewhere.example', undefined],
  ['https://elsewhere.example', undefined],
  [undefined, undefined],
])('a log-in leads on to %s of this app alone', (next, want) => expect(wanted({ next })).toBe(want))

it('leads to the password first while somebody else set it', () => {
  const account = { login: 'wang', must_change: true } as Parameters<typeof passwordFirst>[0]
  expect(passwordFirst(account, { path: '/hand-in', fullPath: '/hand-in' })).toEqual({ path: '/password', query: { next: '/hand-in' } })
  expect(passwordFirst(account, { path: '/password', fullPath: '/password' })).toBeUndefined()
  expect(passwordFirst({ ...account, must_change: false }, { path: '/', fullPath: '/' })).toBeUndefined()
})
