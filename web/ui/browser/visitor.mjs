// A person at a screen: logs in, looks, takes pictures, and notes whatever the
// browser complains about.
import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'

const pictures = path.resolve('test-results')

export const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }
export const desk = { viewport: { width: 1440, height: 900 } }

/** Opens a fresh window of a person; `close` asserts that nothing went wrong in it. */
export async function visit(browser, base, screen, locale = 'zh-CN') {
  const context = await browser.newContext({ ...screen, locale, timezoneId: 'Asia/Shanghai', baseURL: base })
  const page = await context.newPage()
  const complaints = []
  let offline = false
  page.on('console', (m) => {
    // Refused requests are part of some stories and are asserted there.
    if (m.type() === 'error' && !/Failed to load resource/.test(m.text())) complaints.push(m.text())
  })
  page.on('pageerror', (e) => complaints.push(String(e)))
  page.on('response', (r) => {
    if (r.status() >= 500) complaints.push(`${r.status()} ${r.url()}`)
  })

  return {
    page,
    context,
    async goOffline(value) {
      offline = value
      await context.setOffline(value)
    },
    async logIn({ login, password }, entry = '/login') {
      await page.goto(entry)
      await page.fill('input[name=login]', login)
      await page.fill('input[name=password]', password)
      await page.click('button[type=submit]')
      await page.waitForURL((url) => !url.pathname.endsWith('/login'))
    },
    /** Waits until the page has its data, then looks at it on a phone and on a desk. */
    async look(name) {
      const own = page.viewportSize()
      for (const [size, { viewport }] of Object.entries({ phone, desk })) {
        await page.setViewportSize(viewport)
        await lookOnce(page, `${name}-${size}`)
      }
      await page.setViewportSize(own)
    },
    async close() {
      await context.close()
      assert.deepEqual(offline ? [] : complaints, [], 'the browser complained')
    },
  }
}

/** Checks one page at its present size with axe, and takes its picture. */
async function lookOnce(page, name) {
  await page.waitForLoadState('networkidle')
  const map = page.locator('.trip-map .canvas')
  if (await map.count()) await page.waitForSelector('.trip-map .canvas[data-ready=yes]')
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  assert.ok(wide <= 0, `${name}: the page is ${wide} px wider than the screen`)
  const axe = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze()
  const found = axe.violations.map((v) => `${v.id} (${v.impact}): ${v.help}\n  ${v.nodes.map((n) => n.html.slice(0, 160)).join('\n  ')}`)
  assert.deepEqual(found, [], `${name}: axe`)
  await mkdir(pictures, { recursive: true })
  await page.screenshot({ path: path.join(pictures, `${name}.png`), fullPage: true })
}
