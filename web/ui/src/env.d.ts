/// <reference types="vite/client" />
/// <reference types="vite-plugin-pwa/client" />

declare module '*?worker&url' {
  const url: string
  export default url
}
