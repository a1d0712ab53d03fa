import { onUnmounted, ref, watchEffect } from 'vue'

// The title of the browser's tab and history: what the page is called, then
// the app. Many tabs are told apart by it, and a screen reader says it first.
const said = ref<{ page: symbol; words: string }>()

/** Calls the tab as the page says, for as long as the page is there. */
export function useTitle(words: () => string): void {
  const page = Symbol('page')
  watchEffect(() => (said.value = { page, words: words() }))
  onUnmounted(() => {
    if (said.value?.page === page) said.value = undefined // the next page may have spoken already
  })
}

/** Keeps the tab's title: the page's words and the app's. */
export function keepTitle(app: () => string): void {
  watchEffect(() => (document.title = [said.value?.words, app()].filter(Boolean).join(' · ')))
}
