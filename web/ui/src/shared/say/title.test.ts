import { mount } from '@vue/test-utils'
import { h, nextTick, ref } from 'vue'
import { expect, it } from 'vitest'
import { keepTitle, useTitle } from './title'

const page = (words: () => string) => ({ setup: () => (useTitle(words), () => h('main')) })

it('calls the tab by the page that is there, then the app', async () => {
  const name = ref('报销单')
  const pages = { queue: page(() => name.value), payments: page(() => '付款批次') }
  const at = ref<keyof typeof pages | ''>('queue')
  mount({ setup: () => (keepTitle(() => '里程办公'), () => (at.value ? h(pages[at.value]) : h('p'))) })
  await nextTick()
  expect(document.title).toBe('报销单 · 里程办公')
  name.value = 'Claims'
  await nextTick()
  expect(document.title).toBe('Claims · 里程办公')
  at.value = 'payments' // its setup runs before the other page is taken away
  await nextTick()
  await nextTick()
  expect(document.title).toBe('付款批次 · 里程办公')
  at.value = ''
  await nextTick()
  await nextTick()
  expect(document.title).toBe('里程办公')
})
