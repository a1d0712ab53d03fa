import { createApp } from 'vue'
import { registerSW } from 'virtual:pwa-register'
import { createSay } from '@/shared/say'
import '@/shared/theme.css'
import App from './App.vue'
import { createRoutes } from './routes'

createApp(App).use(createSay()).use(createRoutes()).mount('#app')

registerSW({ immediate: true })
