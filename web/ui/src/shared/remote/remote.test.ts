import { expect, it } from 'vitest'
import { Refusal } from '@/shared/api/client'
import { useRemote } from './remote'

it('keeps what was there when loading it again fails', async () => {
  const answers = [() => 'first', () => { throw new Refusal({ type: 'x', title: 'no', status: 503 }) }]
  const remote = useRemote(async () => answers.shift()!())
  await remote.load()
  expect(remote.data.value).toBe('first')
  await remote.load()
  expect(remote.data.value).toBe('first')
  expect(remote.failure.value?.problem.status).toBe(503)
})

it('lets the last question win, whatever order the answers come in', async () => {
  const waiting: ((v: string) => void)[] = []
  const remote = useRemote(() => new Promise<string>((resolve) => waiting.push(resolve)))
  const first = remote.load()
  const second = remote.load()
  waiting[1]!('new')
  await second
  waiting[0]!('old')
  await first
  expect(remote.data.value).toBe('new')
})
