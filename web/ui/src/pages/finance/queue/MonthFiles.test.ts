import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { createSay } from '@/shared/say'
import MonthFiles from './MonthFiles.vue'

it('offers every paper of the month, and surnames only when asked', async () => {
  const files = mount(MonthFiles, { props: { month: '2026-10' }, global: { plugins: [createSay()] } })
  const links = () => files.findAll('a').map((a) => a.attributes('href'))
  expect(links()).toEqual([
    '/api/v1/lists/2026-10/public?format=pdf', '/api/v1/lists/2026-10/public?format=xlsx',
    '/api/v1/lists/2026-10/month?format=pdf', '/api/v1/lists/2026-10/month?format=xlsx',
    '/api/v1/lists/2026-10/forms?format=pdf', '/api/v1/lists/2026-10/entries?format=csv',
  ])
  await files.find('input').setValue(true)
  expect(links()[0]).toBe('/api/v1/lists/2026-10/public?format=pdf&masked=true')
  expect(links()[2]).toBe('/api/v1/lists/2026-10/month?format=pdf')
})
