import { createApp } from 'vue'
import { createSay } from '@/shared/say'
import 'element-plus/theme-chalk/base.css'
import '@/shared/theme.css'
import './office.css'
import App from './App.vue'
import { createRoutes } from './routes'

createApp(App).use(createSay()).use(createRoutes()).mount('#app')
