import { ref, watchEffect } from 'vue'

/** The languages of the app: Chinese first. */
export type Language = 'zh' | 'en'

/** A sentence in both languages, as the server sends it. */
export interface Text {
  zh: string
  en: string
}

const key = 'licheng.language'

function remembered(): Language {
  try {
    return localStorage.getItem(key) === 'en' ? 'en' : 'zh'
  } catch {
    return 'zh' // storage is switched off
  }
}

/** The language the person reads now. */
export const language = ref<Language>(remembered())

watchEffect(() => {
  document.documentElement.lang = language.value === 'en' ? 'en' : 'zh-CN'
  try {
    localStorage.setItem(key, language.value)
  } catch {
    // storage is switched off: the choice lasts for this visit
  }
})

/** Says a sentence of the server in the person's language. */
export function say(text: Text | undefined | null): string {
  return text ? text[language.value] : ''
}
