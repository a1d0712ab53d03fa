import { describe, expect, it } from 'vitest'
import { base64 } from './base64'

describe('base64', () => {
  it('is what every decoder reads back, also of long files', () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i % 256)
    expect(Uint8Array.from(atob(base64(bytes)), (c) => c.charCodeAt(0))).toEqual(bytes)
    expect(base64(new TextEncoder().encode('abc'))).toBe('YWJj')
  })
})
