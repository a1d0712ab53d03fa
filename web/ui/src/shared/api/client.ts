import createClient, { type Middleware } from 'openapi-fetch'
import type { components, paths } from './schema'
import { language } from '@/shared/say/language'

/** The schemas of the API's document, by name. */
export type Schema = components['schemas']

/** A refusal of the server, as RFC 9457 problem details. */
export interface Problem {
  type: string
  title: string
  status: number
  detail?: string
  errors?: { message: string; location?: string }[]
}

/**
 * What a person is told of a refusal: its title, and its particulars where they
 * can read them or they name a line. In Chinese the particulars otherwise are an
 * id and the title over again in English, which help nobody.
 */
export function told({ title, detail }: Pick<Problem, 'title' | 'detail'>): string {
  if (!detail) return title
  const own = inOneLanguage(detail).replace(`: ${title}`, '')
  const helps = language.value === 'en' || /[\u4e00-\u9fff]|\b(line|row|column|body)\b/.test(own)
  return helps ? `${title} ${own}` : title
}

/** Of particulars that hold a sentence in both languages, 中文。 / English., the one that the person reads. */
function inOneLanguage(detail: string): string {
  const both = /^(.*[\u4e00-\u9fff].*?) \/ (?=[A-Za-z\d])(.*)$/s.exec(detail)
  return both ? both[language.value === 'en' ? 2 : 1]! : detail
}

/** Thrown by ask(): what the server or the network said no with. */
export class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(told(problem))
  }

  /** The stable last part of the problem's type, such as "claim-changed". */
  get slug(): string {
    return this.problem.type.split('/').pop() ?? ''
  }

  /** True when the request never reached the server. */
  get offline(): boolean {
    return this.problem.status === 0
  }
}

/**
 * What is told of an answer that is none of ours, such as that of a proxy in
 * front of a server that is being restarted: its English status line, if it has
 * one at all, helps nobody.
 */
export function strange(status: number): string {
  const zh = language.value !== 'en'
  if (status === 413) return zh ? '文件太大，没有收下。' : 'The file is too large and was not taken.'
  if (status === 429) return zh ? '操作太快，请过一会儿再试。' : 'Too many requests: please try again in a while.'
  if ([502, 503, 504].includes(status)) return zh ? '服务器暂时没有回应，请过一会儿再试。' : 'The server does not answer just now: please try again in a while.'
  return zh ? `服务器没有办成（${status}），请过一会儿再试，还不行请告诉管理员。` : `The server could not do it (${status}): please try again in a while, or tell the administrator.`
}

const speak: Middleware = {
  onRequest({ request }) {
    request.headers.set('Accept-Language', language.value === 'en' ? 'en' : 'zh-CN')
    return request
  },
}

// Asks the person to log in again while the page stays as it is; true when they did.
let logInAgain: ((method: string) => Promise<boolean>) | undefined

/** Says who is asked when a session has ended in the middle of work. */
export function whenSessionEnds(again: (method: string) => Promise<boolean>): void {
  logInAgain = again
}

/**
 * Whether an answer came too late for its session, and the person logged in
 * again since: the same may be sent once more. Answers of the session's own
 * address are no such: a wrong password is answered there.
 */
export async function renewed(status: number, method: string, address: string): Promise<boolean> {
  return status === 401 && !new URL(address, location.href).pathname.startsWith('/api/v1/session') && !!logInAgain && (await logInAgain(method))
}

// A request's body can be read once: what may have to be sent again is copied before.
const spare = new Map<string, Request>()

const resend: Middleware = {
  onRequest({ request, id }) {
    if (logInAgain) spare.set(id, request.clone())
  },
  onError({ id }) {
    spare.delete(id)
  },
  async onResponse({ request, response, id }) {
    const again = spare.get(id)
    spare.delete(id)
    return again && (await renewed(response.status, request.method, request.url)) ? fetch(again) : undefined
  },
}

/** The typed client of /api/v1. Use ask() to turn refusals into exceptions. */
export const api = createClient<paths>({ credentials: 'same-origin' })
api.use(speak, resend)

/** Awaits an answer of the client: its data, or a Refusal thrown. */
export async function ask<T>(answer: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  let got: { data?: T; error?: unknown; response: Response }
  try {
    got = await answer
  } catch {
    throw new Refusal({ type: 'offline', title: language.value === 'en' ? 'No connection.' : '没有网络连接。', status: 0 })
  }
  if (got.error !== undefined || !got.response.ok) {
    const p = got.error as Partial<Problem> | undefined
    throw new Refusal({
      type: p?.type ?? 'about:blank',
      title: p?.title || strange(got.response.status),
      status: got.response.status,
      detail: p?.detail,
      errors: p?.errors,
    })
  }
  return got.data as T
}

/**
 * A new key that makes a repeated POST count once: a UUID of version 4 (RFC
 * 9562). Browsers have crypto.randomUUID over HTTPS only, and a county may
 * serve its office over plain HTTP on its own network.
 */
export function idempotencyKey(): string {
  const b = crypto.getRandomValues(new Uint8Array(16))
  b[6] = (b[6]! & 0x0f) | 0x40
  b[8] = (b[8]! & 0x3f) | 0x80
  return [...b].map((v, i) => ([4, 6, 8, 10].includes(i) ? '-' : '') + v.toString(16).padStart(2, '0')).join('')
}
