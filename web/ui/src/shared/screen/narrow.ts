import { onMounted, onUnmounted, ref, type Ref } from 'vue'

/** Whether the window is as narrow as a phone now: tables show fewer columns then. */
export function useNarrow(): Ref<boolean> {
  const question = window.matchMedia('(width < 700px)')
  const narrow = ref(question.matches)
  const look = () => { narrow.value = question.matches }
  onMounted(() => question.addEventListener('change', look))
  onUnmounted(() => question.removeEventListener('change', look))
  return narrow
}
