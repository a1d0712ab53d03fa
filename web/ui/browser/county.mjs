// Starts the demo county's server for the browser tests, and a browser.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { chromium } from 'playwright-core'

const demoCode = '999999' // of the invented county
const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** A port nobody listens on now. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
    server.on('error', reject)
  })
}

/** Lays out the demo county, hands in its trips and serves it. */
export async function openCounty() {
  const licheng = process.env.LICHENG
  if (!licheng) throw new Error('LICHENG names no binary: run `make test`')
  const dir = await mkdtemp(path.join(os.tmpdir(), 'licheng-browser-'))
  const port = await freePort()
  const base = `http://127.0.0.1:${port}`
  const child = spawn(licheng, ['demo', '--data', path.join(dir, 'county'), '--addr', `127.0.0.1:${port}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DEMO_EXIT: '' },
  })
  let said = ''
  const ended = new Promise((resolve) => child.on('exit', resolve))
  await new Promise((resolve, reject) => {
    const hear = (chunk) => {
      said += chunk
      if (said.includes('Ctrl-C')) resolve()
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('exit', (code) => reject(new Error(`licheng demo ended with ${code}:\n${said}`)))
  })
  const password = /password (\S+)\)/.exec(said)?.[1]
  if (!password) throw new Error(`the demo names no password:\n${said}`)
  return {
    base,
    /** The folder of the county's files. */
    files: path.join(dir, 'county', 'county'),
    /** Runs a command of the administrator's on the county that is being served. */
    run(...args) {
      return this.runWith('', ...args)
    },
    /** Runs a command that asks for something, such as a password: the first line it is given. */
    runWith(input, ...args) {
      const { status, stderr } = spawnSync(licheng, args, {
        input, encoding: 'utf8', env: { ...process.env, LICHENG_COUNTY: demoCode, LICHENG_DATA_DIR: path.join(dir, 'county', 'data'), LICHENG_ROADS: path.join(dir, 'county', 'county.roads') },
      })
      if (status !== 0) throw new Error(`licheng ${args.join(' ')} ended with ${status}:\n${stderr}`)
    },
    /** The login of an office, or of the cadre of a claim. */
    login: (name) => ({ login: name, password }),
    loginOf: (claim) => ({ login: `cadre${claim.person.id.slice(1)}`, password, name: claim.person.name }),
    /** The claims of the month as the finance office sees them, most doubtful first. */
    claims(query) {
      return this.read(`/api/v1/claims?${query}`)
    },
    /** An answer of the API, as the finance office sees it. */
    async read(address) {
      const session = await fetch(`${base}/api/v1/session`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ login: 'finance', password }) })
      const cookie = session.headers.get('set-cookie').split(';')[0]
      return (await fetch(base + address, { headers: { cookie } })).json()
    },
    async close() {
      child.removeAllListeners('exit')
      child.on('exit', () => undefined)
      child.kill('SIGINT')
      await ended
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** A headless browser that draws maps without a graphics card. */
export async function openBrowser() {
  const executablePath = browsers.find((b) => existsSync(b))
  if (!executablePath) throw new Error(`no browser found in ${browsers.join(', ')}`)
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--disable-quic'],
  })
}
