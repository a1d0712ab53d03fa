import { expect, it } from 'vitest'
import { reached, type Chunk } from '../offline'

const chunk = (name: string, imports: string[] = [], dynamicImports: string[] = [], css: string[] = []): Chunk => ({ name, imports, dynamicImports, viteMetadata: { importedCss: new Set(css) } })

it('keeps what the cadre’s entry reaches, a page named like one of the office too, and nothing of the office', () => {
  const chunks = {
    'cadre.js': chunk('cadre', ['shared.js'], ['StatementPage.js', 'TripPage.js'], ['cadre.css']),
    'StatementPage.js': chunk('StatementPage', ['shared.js'], [], ['StatementPage.css']),
    'TripPage.js': chunk('TripPage', ['shared.js'], ['library.js']),
    'shared.js': chunk('shared', ['cadre.js']), // they may go round
    'library.js': chunk('library', ['maplibre.js']),
    'maplibre.js': chunk('maplibre'),
    'office.js': chunk('office', ['shared.js'], ['StatePage.js']),
    'StatePage.js': chunk('StatePage'),
  }
  expect([...reached(chunks, 'cadre', ['library'])].sort()).toEqual(['StatementPage.css', 'StatementPage.js', 'TripPage.js', 'cadre.css', 'cadre.js', 'shared.js'])
})
