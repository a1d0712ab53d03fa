import { createI18n, useI18n } from 'vue-i18n'
import { watch } from 'vue'
import { language, say, type Language, type Text } from './language'

export { language, say, type Language, type Text }
export { keepTitle, useTitle } from './title'

/** Messages of a page or component: the same keys in both languages. */
export type Messages<K extends string = string> = Record<Language, Record<K, string>>

/** Makes the app's i18n, following `language`. */
export function createSay() {
  const i18n = createI18n({ legacy: false, locale: language.value, fallbackLocale: 'zh', messages: { zh: {}, en: {} } })
  watch(language, (l) => (i18n.global.locale.value = l))
  return i18n
}

/** Returns t() over a component's own messages. */
export function useSay<K extends string>(messages: Messages<K>) {
  const { t } = useI18n({ useScope: 'local', inheritLocale: true, messages })
  return (key: K, values: Record<string, unknown> = {}): string => t(key, values)
}
