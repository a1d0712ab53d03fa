import { fileURLToPath, URL } from 'node:url'
import vue from '@vitejs/plugin-vue'
import Components from 'unplugin-vue-components/vite'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import { defineConfig } from 'vitest/config'
import { VitePWA } from 'vite-plugin-pwa'
import { offlineFiles } from './offline.ts'

const offline = offlineFiles('cadre', ['library'])

// Two entries in one project: index.html is the cadre's phone app, office.html
// the app of finance, county and administration.
export default defineConfig({
  plugins: [
    vue(),
    Components({ dts: false, dirs: [], resolvers: [ElementPlusResolver({ importStyle: 'css' })] }),
    offline.plugin,
    VitePWA({
      registerType: 'autoUpdate',
      injectRegister: false, // only the cadre's entry registers it
      manifest: {
        name: '里程 Licheng',
        short_name: '里程',
        lang: 'zh-CN',
        start_url: '/',
        scope: '/',
        display: 'standalone',
        background_color: '#f6f7f4',
        theme_color: '#14532d',
        icons: [{ src: '/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' }],
      },
      workbox: {
        // The cadre's app works without signal: its page and all code that its
        // entry reaches. Office pages and the map's library stay on the network.
        globPatterns: ['index.html', 'icon.svg', 'assets/*.{js,css}'],
        manifestTransforms: [(entries) => ({ manifest: entries.filter((e) => !e.url.startsWith('assets/') || offline.files.has(e.url)), warnings: [] })],
        navigateFallback: '/index.html',
        navigateFallbackDenylist: [/^\/office/, /^\/api\//, /^\/tiles\//, /^\/ingest\//],
        runtimeCaching: [
          { urlPattern: /\/tiles\/|\/assets\//, handler: 'StaleWhileRevalidate', options: { cacheName: 'map' } },
        ],
      },
    }),
  ],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    emptyOutDir: true,
    chunkSizeWarningLimit: 1200,
    rollupOptions: {
      input: { cadre: 'index.html', office: 'office.html' },
      output: {
        entryFileNames: 'assets/[name]-[hash].js',
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8080', '/tiles': 'http://127.0.0.1:8080' } },
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'] },
})
