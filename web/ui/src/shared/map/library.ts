// The map library, loaded only where a map is shown. Its worker is a file of
// our own origin, so that a strict content security policy holds.
import { Map, NavigationControl, ScaleControl, setWorkerUrl } from 'maplibre-gl'
import workerURL from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import 'maplibre-gl/dist/maplibre-gl.css'

setWorkerUrl(workerURL)

export { Map, NavigationControl, ScaleControl }
