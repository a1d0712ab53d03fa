import type { Plugin } from 'vite'

/** What this file needs to know of a chunk that was built. */
export interface Chunk {
  name: string
  imports: string[]
  dynamicImports: string[]
  viteMetadata?: { importedCss: Set<string> }
}

/**
 * The files that an entry needs, now or later: its chunk, all that these import
 * or fetch when a page is opened, and their styles. Chunks named in `but` stay
 * out, with all that only they need.
 */
export function reached(chunks: Record<string, Chunk>, entry: string, but: string[]): Set<string> {
  const files = new Set<string>()
  const waiting = Object.keys(chunks).filter((file) => chunks[file]!.name === entry)
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    const chunk = chunks[file]
    if (!chunk || files.has(file) || but.includes(chunk.name)) continue
    files.add(file)
    for (const style of chunk.viteMetadata?.importedCss ?? []) files.add(style)
    waiting.push(...chunk.imports, ...chunk.dynamicImports)
  }
  return files
}

/** A plugin that notes the files of an entry as they are written, and the note. */
export function offlineFiles(entry: string, but: string[]): { plugin: Plugin; files: Set<string> } {
  const files = new Set<string>()
  const plugin: Plugin = {
    name: 'licheng-offline-files',
    generateBundle(_, bundle) {
      const chunks = Object.fromEntries(Object.entries(bundle).filter(([, f]) => f.type === 'chunk')) as unknown as Record<string, Chunk>
      for (const file of reached(chunks, entry, but)) files.add(file)
    },
  }
  return { plugin, files }
}
