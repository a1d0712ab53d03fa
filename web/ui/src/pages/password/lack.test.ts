import { expect, it } from 'vitest'
import { lackOf } from './lack'

it.each([
  ['nine characters are too few', 'cadre01', '123456789', '123456789', 'short'],
  ['ten will do', 'cadre01', '1234567890', '1234567890', undefined],
  ['a character outside of the basic plane is one', 'cadre01', '𠮷𠮷𠮷𠮷𠮷', '𠮷𠮷𠮷𠮷𠮷', 'short'],
  ['the login is known to others', 'Cadre00001', 'cadre00001', 'cadre00001', 'login'],
  ['both must be the same', 'cadre01', '下村路上要小心驾驶慢', '下村路上要小心驾驶快', 'differ'],
] as const)('%s', (_, login, fresh, again, want) => expect(lackOf(login, fresh, again)).toBe(want))
