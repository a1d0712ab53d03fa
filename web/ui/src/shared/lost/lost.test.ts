import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { lost, watchForLost } from './lost'

let router: Router
let chunk: () => Promise<object>
const open = vi.fn()

beforeEach(async () => {
  sessionStorage.clear()
  open.mockClear()
  chunk = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'))
  router = createRouter({ history: createMemoryHistory('/office'), routes: [{ path: '/', component: {} }, { path: '/coverage', component: () => chunk() }] })
  watchForLost(router, open)
  await router.push('/')
})
afterEach(() => vi.unstubAllGlobals())

const healthz = (answer: () => Promise<unknown>) => vi.stubGlobal('fetch', answer)
const go = () => router.push('/coverage').catch(() => undefined)

it('opens a page anew whose code a newer version has replaced, once', async () => {
  healthz(() => Promise.resolve({ ok: true }))
  await go()
  await vi.waitFor(() => expect(open).toHaveBeenCalledExactlyOnceWith('/office/coverage'))
  await go() // the newer version's page is broken too
  await vi.waitFor(() => expect(lost.value).toBe('/coverage'))
  expect(open).toHaveBeenCalledOnce()
})

it('says where the server cannot be reached, and leaves what is on the screen', async () => {
  healthz(() => Promise.reject(new TypeError('Failed to fetch')))
  await go()
  await vi.waitFor(() => expect(lost.value).toBe('/coverage'))
  expect(open).not.toHaveBeenCalled()
  chunk = () => Promise.resolve({ default: {} })
  await go()
  expect(lost.value).toBeUndefined()
})
