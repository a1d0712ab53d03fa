import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { language } from '@/shared/say/language'
import { ruleName } from './names'

afterEach(() => (language.value = 'zh'))

/** The rules that findings of a trip name, as the server's code writes them. */
function rulesOf(dir: string): string[] {
  const files = readdirSync(dir).filter((f) => f.endsWith('.go') && !f.endsWith('_test.go'))
  const written = /\b(?:Rule:|rule[A-Z]\w* *=) *"([a-z-]+)"/g
  return files.flatMap((f) => [...readFileSync(path.join(dir, f), 'utf8').matchAll(written)].map((m) => m[1]!))
}

const rules = [...new Set(['../../trips', '../../trips/verify'].flatMap(rulesOf))]

it('knows the rules of the server', () => expect(rules.length).toBeGreaterThan(20))

it.each(rules)('%s has a name in both languages', (rule) => {
  expect(ruleName(rule)).toMatch(/[\u4e00-\u9fff]/)
  language.value = 'en'
  expect(ruleName(rule)).toMatch(/^[A-Z][a-z]/)
})

it('leaves a rule of a newer server as it is written', () => expect(ruleName('dancing-goats')).toBe('dancing-goats'))
