import type { LayerSpecification, StyleSpecification } from 'maplibre-gl'

/** Colours of the map, quiet enough that trips stand out. */
export const palette = {
  ground: '#e9ede1',
  casing: '#a9b09c',
  road: '#ffffff',
  motorway: '#f0b35a',
  tunnel: '#cfc8b6',
  matched: '#1d6b43',
  offRoad: '#b45309',
  trace: '#3b5bdb',
  private: '#7b2d8b',
  label: '#3d4a41',
} as const

const widths: [string[], number, number][] = [
  [['motorway', 'trunk'], 1.6, 10],
  [['primary', 'secondary'], 1.3, 8],
  [['tertiary', 'unclassified'], 1, 6],
  [['residential', 'living_street', 'service', 'track'], 0.6, 5],
]

function roadLayers(): LayerSpecification[] {
  const layers: LayerSpecification[] = []
  for (const casing of [true, false]) {
    for (const [classes, low, high] of [...widths].reverse()) {
      layers.push({
        id: `${casing ? 'casing' : 'road'}-${classes[0]}`,
        type: 'line',
        source: 'county',
        'source-layer': 'roads',
        filter: ['in', ['get', 'class'], ['literal', classes]],
        layout: { 'line-cap': 'round', 'line-join': 'round' },
        paint: {
          'line-color': casing
            ? palette.casing
            : ['case', ['==', ['get', 'tunnel'], true], palette.tunnel, ['==', ['get', 'class'], 'motorway'], palette.motorway, palette.road],
          'line-width': ['interpolate', ['exponential', 1.5], ['zoom'], 8, low + (casing ? 0.8 : 0), 16, high + (casing ? 2 : 0)],
        },
      })
    }
  }
  return layers
}

/**
 * The style of the county's map: its own vector tiles, no outside server.
 * Place names are drawn as images by the browser's fonts (see labelImage), so
 * that no glyph files are needed and no rare character is lost.
 */
export function countyStyle(origin: string): StyleSpecification {
  return {
    version: 8,
    sources: {
      county: { type: 'vector', tiles: [`${origin}/tiles/{z}/{x}/{y}.mvt`], minzoom: 5, maxzoom: 15 },
    },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': palette.ground } },
      ...roadLayers(),
      {
        id: 'places',
        type: 'symbol',
        source: 'county',
        'source-layer': 'places',
        layout: {
          'icon-image': ['concat', 'label|', ['get', 'kind'], '|', ['get', 'name']],
          'icon-padding': 4,
          'symbol-sort-key': ['match', ['get', 'kind'], 'county', 0, 'township', 1, 'station', 2, 3],
        },
      },
    ],
  }
}

/** Draws the image of a place label named by its id `label|kind|name`. */
export function labelImage(id: string, ratio: number): ImageData | undefined {
  const [tag, kind, name] = id.split('|')
  if (tag !== 'label' || !name) return undefined
  const size = kind === 'county' ? 15 : kind === 'township' ? 13 : 11
  const canvas = document.createElement('canvas')
  const draw = canvas.getContext('2d')
  if (!draw) return undefined
  const font = `${kind === 'village' ? 400 : 600} ${size * ratio}px system-ui, "Noto Sans SC", "Noto Sans CJK SC", sans-serif`
  draw.font = font
  canvas.width = Math.ceil(draw.measureText(name).width + 8 * ratio)
  canvas.height = Math.ceil(size * ratio * 1.5)
  draw.font = font
  draw.textBaseline = 'middle'
  draw.lineJoin = 'round'
  draw.lineWidth = 3 * ratio
  draw.strokeStyle = palette.ground
  draw.strokeText(name, 4 * ratio, canvas.height / 2)
  draw.fillStyle = palette.label
  draw.fillText(name, 4 * ratio, canvas.height / 2)
  return draw.getImageData(0, 0, canvas.width, canvas.height)
}
