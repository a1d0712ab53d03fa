// The app in a real browser, as its people use it, on the demo county.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { openBrowser, openCounty } from './county.mjs'
import { traceFrom } from './trace.mjs'
import { desk, phone, visit } from './visitor.mjs'

const month = '2026-10'
let county, browser
let waiting // the month's claims that wait for the finance office, most doubtful first

before(async () => {
  county = await openCounty()
  browser = await openBrowser()
  waiting = await county.claims(`month=${month}&state=submitted`)
  assert.ok(waiting.length >= 6, `the demo leaves ${waiting.length} claims to decide`)
}, { timeout: 300_000 })

after(async () => {
  await browser?.close()
  await county?.close()
})

/** The XML of a fully digital invoice, with invented values. */
const parkingInvoice = `<?xml version="1.0" encoding="UTF-8"?>
<EInvoice><Header><EIid>26520000000012345678</EIid></Header><EInvoiceData>
<SellerInformation><SellerName>某某停车有限公司</SellerName></SellerInformation><BuyerInformation><BuyerName>青石镇人民政府</BuyerName></BuyerInformation>
<BasicInformation><RequestTime>${month}-12 08:30:00</RequestTime><TotalTax-includedAmount>15.50</TotalTax-includedAmount></BasicInformation>
</EInvoiceData></EInvoice>`

const amount = (text) => Number(text.replace(/[^0-9.]/g, ''))

test('a cadre sees the month, a trip on its road and every yuan explained, on a phone', async () => {
  const who = await visit(browser, county.base, phone)
  const { page } = who
  await page.goto('/login')
  await who.look('cadre-login')
  await who.logIn(county.loginOf(waiting[0]))
  await page.goto(`/?month=${month}`)
  await page.waitForSelector('[data-settled=true] .trips li')
  await who.look('cadre-month')

  await page.click('.trips li a')
  await page.waitForSelector('.trip-map .canvas')
  await who.look('cadre-trip')

  await page.goto(`/claims/${month}`)
  await page.waitForSelector('.lines > li')
  const total = amount(await page.textContent('[data-test=total]'))
  const lines = await page.$$eval('.lines .head strong', (all) => all.map((s) => s.textContent))
  const sum = lines.reduce((s, text) => s + (text.includes('−') ? -1 : 1) * Number(text.replace(/[^0-9.]/g, '')), 0)
  assert.ok(Math.abs(sum - total) < 0.005, `the lines add up to ${sum}, the claim says ${total}`)
  await page.click('.lines details summary')
  await who.look('cadre-claim')
  await page.goto('/hand-in')
  await page.waitForSelector('.recent li')
  await who.look('cadre-handin')
  await who.close()
})

test('the cadre’s pages in English', async () => {
  const who = await visit(browser, county.base, desk)
  await who.logIn(county.loginOf(waiting[0]))
  await who.page.goto(`/?month=${month}`)
  await who.page.waitForSelector('[data-settled=true] .trips li')
  await who.page.click('header button[lang=en]')
  assert.match(await who.page.textContent('main'), /To be paid/)
  assert.equal(await who.page.getAttribute('html', 'lang'), 'en')
  await who.look('cadre-month-en')
  await who.close()
})

test('a trace handed in without signal arrives later, once', async () => {
  const who = await visit(browser, county.base, phone)
  const { page } = who
  await who.logIn(county.loginOf(waiting.at(-2)))
  await page.goto(`/?month=${month}`)
  await page.waitForSelector('[data-settled=true] .trips li')
  const trace = await traceFrom(page, month, '2026-11-05T01:00:00Z')

  await page.goto('/hand-in')
  await page.waitForSelector('select[name=vehicle] option', { state: 'attached' })
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await who.goOffline(true)
  await page.setInputFiles('input[name=trace]', { name: '下村.gpx', mimeType: 'application/gpx+xml', buffer: Buffer.from(trace) })
  await page.fill('input[name=purpose]', '入户走访')
  await page.click('button[type=submit]')
  await page.waitForSelector('text=等待上传')

  await page.goto('/hand-in') // the phone was off in between: the page and the outbox are still there
  await page.waitForSelector('text=下村.gpx')
  await page.screenshot({ path: 'test-results/cadre-offline-phone.png' })

  await who.goOffline(false)
  await page.waitForSelector('.recent :text("下村.gpx")')
  await page.waitForSelector('.recent li:has-text("下村.gpx") em.fine')
  await page.goto('/?month=2026-11')
  await page.waitForSelector('[data-settled=true] .trips li')
  assert.equal(await page.locator('.trips li').count(), 1)
  assert.match(await page.textContent('.trips li'), /入户走访/)
  assert.ok(amount(await page.textContent('[data-test=total]')) >= 0)
  await who.close()
})

test('a cadre keeps the home private: its end of a trip is cut on the phone, and nobody else learns where', async () => {
  const who = await visit(browser, county.base, phone)
  const { page } = who
  await who.logIn(county.loginOf(waiting.at(-3)))
  await page.goto(`/?month=${month}`)
  await page.waitForSelector('[data-settled=true] .trips li')
  const trace = await traceFrom(page, month, '2026-11-06T01:00:00Z')
  const [, lat, lon] = /<trkpt lat="([^"]+)" lon="([^"]+)"/.exec(trace)

  await page.goto('/private')
  await page.waitForSelector('.trip-map .canvas[data-ready=yes]')
  await page.click('summary:text("填写经纬度")')
  await page.fill('input[name=lon]', lon)
  await page.fill('input[name=lat]', lat)
  await page.selectOption('select[name=radius]', '500')
  await page.click('button:text("设为私密")')
  await page.waitForSelector('.good')
  const [area] = await (await page.request.get('/api/v1/private-areas')).json()
  assert.equal(area.radius_m, 500)
  assert.ok(Math.hypot((area.lon - lon) * 99_000, (area.lat - lat) * 111_200) <= 255, 'the home lies outside of the inner half')
  await page.locator('.trip-map').scrollIntoViewIfNeeded()
  await page.click('.trip-map .canvas', { position: { x: 60, y: 90 } })
  await page.waitForSelector('button.primary:text("设为私密")') // a place is chosen
  await who.look('cadre-private')

  await page.goto('/hand-in')
  await page.waitForSelector('select[name=vehicle] option', { state: 'attached' })
  await page.click('summary:text("只交公务时段")')
  await page.waitForSelector('text=已设 1 处私密范围')
  await page.click('[data-test=add-span]')
  await who.look('cadre-handin-private')
  await page.click('button:text("去掉这一段")')
  const sent = page.waitForRequest((r) => r.method() === 'POST' && r.url().includes('/api/v1/traces'))
  await page.setInputFiles('input[name=trace]', { name: '从家里出发.gpx', mimeType: 'application/gpx+xml', buffer: Buffer.from(trace) })
  await page.click('button[type=submit]')
  const whole = createHash('sha256').update(trace).digest('hex')
  assert.ok((await sent).url().includes(`sent_sha256=${whole}`), 'the phone did not cut the file')
  await page.waitForSelector('.recent li:has-text("从家里出发.gpx") em.fine')
  const [handedIn] = await (await page.request.get('/api/v1/traces?limit=1')).json()
  assert.equal(handedIn.sha256, whole)
  assert.notEqual(handedIn.kept_sha256, whole)
  const fixes = await (await page.request.get(`/api/v1/trips/${handedIn.trips[0]}/fixes`)).json()
  const places = JSON.stringify(fixes)
  assert.ok(places.includes(Number(lon).toFixed(1)) && !places.includes(`${Number(lon)},${Number(lat)}`), 'the home is stored')
  await page.goto('/private')
  page.once('dialog', (d) => d.accept())
  await page.click('button:text("删除")')
  await page.waitForSelector('text=还没有设。')
  await who.close()
})

test('a cadre splits a trip at a moment of its time line, and takes it back', async () => {
  const who = await visit(browser, county.base, phone)
  const { page } = who
  await who.logIn(county.loginOf(waiting.at(-3)))
  const [trip] = await (await page.request.get('/api/v1/trips?month=2026-11')).json()
  await page.goto(`/trips/${trip.id}`)
  await page.click('summary:has-text("改这次行程")')
  await page.waitForSelector('[data-test=split]:not([disabled])')
  await page.locator('input[name=moment]').press('ArrowRight')
  await who.look('cadre-trip-edits')
  await page.click('[data-test=split]')
  await page.waitForSelector('[data-test=undo]')
  const parts = await (await page.request.get('/api/v1/trips?month=2026-11')).json()
  assert.equal(parts.length, 2)
  const sum = parts.reduce((s, p) => s + p.distance_m, 0)
  assert.ok(Math.abs(sum - trip.distance_m) < 0.02 * trip.distance_m, `${sum} m in two, ${trip.distance_m} m as one`)
  assert.equal(await page.locator('[data-test=merge-before], [data-test=merge-after]').count(), 1)
  await page.click('[data-test=undo]')
  await page.waitForSelector('[data-test=undo]', { state: 'detached' })
  assert.equal((await (await page.request.get('/api/v1/trips?month=2026-11')).json()).length, 1)
  await page.goto(`/trips/${(await (await page.request.get(`/api/v1/trips?month=${month}`)).json())[0].id}`)
  await page.waitForSelector('.trip-map .canvas')
  assert.equal(await page.locator('summary:has-text("改这次行程")').count(), 0, 'a trip of a claim handed in can be changed')
  await who.close()
})

test('a large trace goes on where the line broke, and is there once', async () => {
  const who = await visit(browser, county.base, phone)
  const { page } = who
  await who.logIn(county.loginOf(waiting.at(-2)))
  await page.goto(`/?month=${month}`)
  await page.waitForSelector('[data-settled=true] .trips li')
  const trace = (await traceFrom(page, month, '2026-11-12T01:00:00Z')).replace('</gpx>', `<!--${'battery=97 '.repeat(40_000)}--></gpx>`)
  await page.goto('/hand-in')
  await page.waitForSelector('select[name=vehicle] option', { state: 'attached' })
  const asked = []
  page.on('request', (r) => r.url().includes('/api/v1/uploads') && asked.push(r.method()))
  await page.route('**/api/v1/uploads/*', (route) => (route.request().method() === 'PATCH' ? route.abort() : route.continue()))
  await page.setInputFiles('input[name=trace]', { name: '长途.gpx', mimeType: 'application/gpx+xml', buffer: Buffer.from(trace) })
  const broke = page.waitForEvent('requestfailed', (r) => r.method() === 'PATCH') // the queue says "waiting" before its first try too
  await page.click('button[type=submit]')
  await broke
  await page.waitForSelector('text=等待上传')
  await page.unroute('**/api/v1/uploads/*')
  await page.goto('/hand-in') // the page was closed in between
  await page.waitForSelector('.recent li:has-text("长途.gpx") em.fine')
  assert.deepEqual(asked.filter((m) => m !== 'HEAD'), ['POST', 'PATCH', 'PATCH'], 'the upload was begun anew')
  const trips = await (await page.request.get('/api/v1/trips?month=2026-11')).json()
  assert.equal(trips.filter((t) => t.started_at.startsWith('2026-11-12')).length, 1)
  await who.close()
})

test('a cadre tells of a trip without a trace, without signal, and takes another back', async () => {
  let who, routes = []
  for (const claim of waiting) { // somebody who drives one way often
    who = await visit(browser, county.base, phone)
    await who.logIn(county.loginOf(claim))
    routes = await (await who.page.request.get('/api/v1/usual-routes')).json()
    if (routes.length > 0) break
    await who.close()
  }
  assert.ok(routes.length > 0, 'nobody has a usual route')
  const { page } = who
  await page.goto('/hand-in')
  await page.click('a[href="/statement"]')
  await page.click('.route >> nth=0')
  const stops = await page.$$eval('.stop select', (all) => all.map((s) => s.value))
  assert.ok(stops.length >= 2 && stops.every((code) => code !== ''), `a usual route fills in its stops: ${stops}`)
  assert.equal(await page.inputValue('select[name=evidence]'), 'usual-route')
  await page.fill('input[name=purpose]', '入户走访')
  await who.look('cadre-statement')
  await who.goOffline(true)
  await page.click('form button[type=submit]')
  await page.waitForSelector('text=等待上传')
  await who.goOffline(false)
  await page.waitForSelector('.recent li:first-child:has-text("无轨迹行程") .fine')
  await page.click('.recent li:first-child summary')
  await page.waitForSelector('button:text("撤回这次行程")')
  await who.look('cadre-statement-told')
  const [told] = (await (await page.request.get('/api/v1/traces?limit=1')).json())
  const trip = await (await page.request.get(`/api/v1/trips/${told.trips[0]}`)).json()
  assert.equal(trip.evidence.kind, 'usual-route')
  await page.goto(`/trips/${trip.id}`)
  await page.waitForSelector('text=常走路线（D 级）')
  await page.waitForSelector('text=次有轨迹行程的中位数')
  await who.look('cadre-statement-trip')
  await page.goto('/hand-in')
  await page.click('.recent li:first-child summary')
  page.once('dialog', (d) => d.accept())
  await page.click('button:text("撤回这次行程")')
  await page.waitForSelector('.recent li:first-child .refusal')
  await who.close()
})

test('a cadre sees the requests and the complaint box', async () => {
  const who = await visit(browser, county.base, phone)
  await who.logIn(county.loginOf(waiting[0]))
  for (const [name, path] of [['cadre-requests', '/requests'], ['cadre-complaints', '/box']]) {
    await who.page.goto(path)
    await who.page.waitForSelector('h1')
    await who.look(name)
  }
  await who.close()
})

test('a cadre sets a tracker app up, records and ends', async () => {
  const who = await visit(browser, county.base, phone)
  const { page } = who
  await who.logIn(county.loginOf(waiting.at(-3)))
  await page.goto('/record')
  await page.waitForSelector('select[name=vehicle] option', { state: 'attached' })
  await page.fill('input[name=purpose]', '入户走访')
  await page.click('button:text("开始记录")')
  await page.waitForSelector('[data-test=end]')
  await page.click('[data-test=make]')
  await page.waitForSelector('img[alt*="Traccar Client"]')
  const address = await page.textContent('.address code')
  assert.match(address, new RegExp(`^${county.base}/ingest/osmand\\?token=licheng-tracker_`))
  await who.look('cadre-record')
  // The phone's app sends from where it stands.
  const now = Math.floor(Date.now() / 1000)
  for (const i of [0, 1]) assert.ok((await page.request.get(`${address}&lat=${27.41 + i / 1000}&lon=108.5&timestamp=${now + i}`)).ok())
  await page.click('button:text("刷新")')
  await page.waitForSelector('text=已收到 2 个点')
  await page.click('[data-test=end]')
  await page.waitForSelector('text=2 个点已交上去')
  await page.waitForSelector('button:text("开始记录")')
  await who.close()
})

test('finance returns with a comment on a line, the cadre hands in again, finance approves and pays', async () => {
  const clerk = await visit(browser, county.base, desk)
  await clerk.page.goto('/office/login')
  await clerk.look('office-login')
  await clerk.logIn(county.login('finance'), '/office/login')
  await clerk.page.goto('/office/queue')
  await clerk.page.waitForSelector('.el-table__row')
  await clerk.look('finance-queue')

  const cadre = county.loginOf(waiting.at(-1))
  const row = clerk.page.locator('.el-table__row', { hasText: cadre.name })
  await row.locator('a').click()
  await clerk.page.waitForSelector('.lines > li')
  await clerk.look('finance-claim')
  const claimURL = clerk.page.url()
  await clerk.page.locator('[data-test=remark]').first().click()
  await clerk.page.locator('.lines > li input').first().fill('请说明当天为什么绕行。')
  await clerk.page.click('[data-test=return]')
  await clerk.page.waitForSelector('.good')
  await clerk.page.waitForSelector('.state.returned')

  const phoneVisit = await visit(browser, county.base, phone)
  await phoneVisit.logIn(cadre)
  // The first page says what waits, though the month is over.
  await phoneVisit.page.waitForSelector('[data-settled=true]')
  await phoneVisit.look('cadre-home')
  await phoneVisit.page.click('[data-test=todo] a:has-text("退回")')
  await phoneVisit.page.waitForSelector('text=请说明当天为什么绕行。')
  await phoneVisit.look('cadre-returned')

  // What the trace does not show, priced at once, and back again.
  const total = () => phoneVisit.page.textContent('[data-test=total]')
  const before = await total()
  await phoneVisit.page.click('[data-test=facts-trips] summary')
  const rode = phoneVisit.page.locator('[data-test=facts-trips] input[type=checkbox]').first()
  await rode.click()
  await phoneVisit.page.waitForFunction((was) => document.querySelector('[data-test=total]').textContent !== was, before)
  assert.ok(amount(await total()) < amount(before), 'who rode along is not paid for the drive')
  await phoneVisit.page.waitForSelector('[data-test=facts-trips] input[type=checkbox]:enabled')
  await rode.click()
  await phoneVisit.page.waitForFunction((was) => document.querySelector('[data-test=total]').textContent === was, before)

  // An invoice fills its form in from its XML.
  await phoneVisit.page.click('[data-test=add-invoice] summary')
  await phoneVisit.page.setInputFiles('[name=invoice-file]', { name: '停车.xml', mimeType: 'text/xml', buffer: Buffer.from(parkingInvoice) })
  await phoneVisit.page.waitForSelector('text=已从文件读出')
  assert.equal(await phoneVisit.page.inputValue('[name=invoice-number]'), '26520000000012345678')
  await phoneVisit.page.selectOption('[name=invoice-kind]', 'parking')
  await phoneVisit.look('cadre-invoice')
  await phoneVisit.page.click('[data-test=attach]')
  await phoneVisit.page.waitForSelector('[data-test=invoices] li')
  await phoneVisit.page.click('[data-test=submit]')
  await phoneVisit.page.waitForSelector('.good')
  await phoneVisit.close()

  await clerk.page.goto(claimURL)
  await clerk.page.click('[data-test=approve]')
  await clerk.page.waitForSelector('.state.approved')
  await clerk.page.fill('.decide input', '国库支付 2026-11-0001')
  await clerk.page.click('[data-test=pay]')
  await clerk.page.waitForSelector('.state.paid')
  await clerk.look('finance-paid')
  await clerk.page.goto('/office/invoices')
  await clerk.page.fill('[name=number]', '5678')
  await clerk.page.click('[data-test=find]')
  await clerk.page.waitForSelector('[data-test=found] li')
  assert.match(await clerk.page.textContent('[data-test=found]'), /26520000000012345678/)
  await clerk.look('finance-invoices')
  await clerk.close()
})

test('finance approves several at once, and sees the raw trace only with a purpose', async () => {
  const clerk = await visit(browser, county.base, desk)
  const { page } = clerk
  await clerk.logIn(county.login('finance'), '/office/login')
  await page.goto('/office/queue')
  await page.waitForSelector('.el-table__row')
  const before = await page.locator('.el-table__row').count()
  assert.ok(before >= 2, 'the demo leaves claims to decide')

  await page.locator('.el-table__row a').first().click()
  await page.waitForSelector('.trip-map .canvas[data-ready=yes]')
  await page.click('text=查看原始轨迹')
  await page.fill('.ask input', '核对绕行路段')
  await page.click('.ask button')
  await page.waitForSelector('.key.trace')
  await clerk.look('finance-raw-trace')

  // The most doubtful claim opens at the trip to be checked, and leads to the next.
  assert.ok(await page.locator('.after .doubt').count() > 0, 'the lines of the doubtful trip say so')
  await page.waitForSelector('.findings li.serious')
  const first = page.url()
  await page.click('[data-test=next]')
  await page.waitForURL((url) => url.href !== first && url.pathname.startsWith('/office/claims/'))
  await page.waitForSelector('.lines > li')
  const offered = await page.getAttribute('[data-test=next]', 'href')
  assert.ok(!first.endsWith(offered) && !page.url().endsWith(offered), 'a claim looked at is not offered again')

  await page.goto('/office/queue')
  await page.waitForSelector('.el-table__row')
  for (const i of [-1, -2]) await page.locator('.el-table__row').nth(before + i).locator('.el-checkbox').click()
  await page.click('[data-test=approve-chosen]')
  await page.click('.el-message-box__btns .el-button--primary')
  await page.waitForSelector('.good')
  assert.equal(await page.locator('.el-table__row').count(), before - 2)
  await clerk.close()
})

test('finance pays what is approved in one batch, and enters what the bank says', async () => {
  const clerk = await visit(browser, county.base, desk)
  const { page } = clerk
  await clerk.logIn(county.login('finance'), '/office/login')
  await page.goto('/office/queue?state=approved')
  await page.waitForSelector('.el-table__row')
  await clerk.look('finance-approved')
  const approved = await page.locator('.el-table__row').count()
  await page.locator('.el-table__header .el-checkbox').click()
  await page.click('[data-test=pay-chosen]')
  await page.click('.el-message-box__btns .el-button--primary')
  await page.waitForSelector('[data-test=transfers] .el-table__row')
  assert.equal(await page.locator('[data-test=transfers] .el-table__row').count(), approved, 'one transfer a person')
  const file = await page.request.get(await page.getAttribute('[data-test=bank-file]', 'href'))
  assert.equal(file.status(), 200)

  const answer = (results) => ({ name: '回单.csv', mimeType: 'text/csv', buffer: Buffer.from(`序号,处理结果,失败原因\n${results.join('\n')}\n`) })
  await page.setInputFiles('[name=answer-file]', answer([`${approved + 1},成功,`]))
  await page.waitForSelector('[data-test=answer-problems]')
  const others = Array.from({ length: approved - 1 }, (_, i) => `${i + 2},交易成功,`)
  await page.setInputFiles('[name=answer-file]', answer(['1,交易失败,账号与户名不符', ...others]))
  await page.waitForSelector('.good')
  assert.equal(await page.locator('.mark input').first().inputValue(), '账号与户名不符')
  await clerk.look('finance-batch')
  await page.click('[data-test=save-answers]')
  await page.waitForSelector('.good')
  await page.goto('/office/payments')
  await page.waitForSelector('[data-test=batches] .el-table__row')
  await clerk.look('finance-payments')
  await page.goto('/office/queue?state=approved')
  await page.waitForSelector('.el-table__row')
  assert.equal(await page.locator('.el-table__row').count(), 1, 'what came back waits to be paid again')
  await page.goto('/office/corrections')
  await page.waitForSelector('h1')
  await clerk.look('finance-corrections')
  await page.goto('/office/budgets')
  await page.waitForSelector('[data-test=budgets] tbody tr')
  assert.equal(await page.locator('[data-standing=over]').count(), 1, 'the demo gives one unit too little')
  await clerk.look('finance-budgets')
  await clerk.close()
})

test('the county sees for whom the subsidy is not enough, and proves the ledger', async () => {
  const auditor = await visit(browser, county.base, desk)
  await auditor.logIn(county.login('auditor'), '/office/login')
  await auditor.page.goto('/office/coverage')
  await auditor.page.waitForSelector('[data-test=headline]')
  await auditor.page.waitForSelector('tbody tr')
  await auditor.look('county-coverage')
  await auditor.page.goto('/office/proof')
  await auditor.page.waitForSelector('[data-test=intact]')
  await auditor.look('county-proof')
  await auditor.close()
})

test('an administrator sees the system and nobody’s trips', async () => {
  const admin = await visit(browser, county.base, desk)
  await admin.logIn(county.login('admin'), '/office/login')
  await admin.page.goto('/office/state')
  await admin.page.waitForSelector('dl')
  await admin.look('admin-state')
  const refused = await admin.page.request.get('/api/v1/trips')
  assert.equal(refused.status(), 403)
  await admin.close()
})
