import type { App, Receiver } from '@slack/bolt'
import type { Clock } from '../lib/clock.ts'

/** A request to `POST /slack/events` as the web server got it: the body exactly as it came, for the signature. */
export interface SlackRequest {
  headers: Record<string, string | string[] | undefined>
  rawBody: string
}

export interface SlackResponse {
  status: number
  /** '' is no body; else JSON. */
  body: string
}

/** How far a request's time may be from ours, either way: https://docs.slack.dev/authentication/verifying-requests-from-slack */
const MAX_SKEW_SECONDS = 300

/** Bolt's way in when another server owns the port. */
export class HandedOverReceiver implements Receiver {
  #app: App | undefined
  #running = new Set<Promise<unknown>>()
  readonly #verify: (body: string, signature: string, timestamp: number) => boolean
  readonly #wall: Clock

  /** `wall` is the real time, also in a demo: Slack signs with its own. */
  constructor(verify: (body: string, signature: string, timestamp: number) => boolean, wall: Clock) {
    this.#verify = verify
    this.#wall = wall
  }

  init(app: App): void {
    this.#app = app
  }
  async start(): Promise<void> {}
  /** What was answered already is also finished. */
  async stop(): Promise<void> {
    await Promise.allSettled(this.#running)
  }

  /** Verifies, then answers as soon as Bolt acknowledges; the work goes on. 401 and nothing read when not Slack's. */
  async handle({ headers, rawBody }: SlackRequest): Promise<SlackResponse> {
    const header = (name: string) => {
      const value = headers[name]
      return typeof value === 'string' ? value : ''
    }
    const timestamp = Number(header('x-slack-request-timestamp') || Number.NaN)
    const skew = Math.abs(this.#wall.now().epochMilliseconds / 1000 - timestamp)
    if (!(skew <= MAX_SKEW_SECONDS) || !this.#verify(rawBody, header('x-slack-signature'), timestamp))
      return { status: 401, body: '' }
    const body = parseBody(header('content-type'), rawBody)
    if (!body) return { status: 400, body: '' }
    if (body.type === 'url_verification') return answer({ challenge: body.challenge })
    if ('ssl_check' in body) return { status: 200, body: '' }
    return new Promise((resolve) => {
      const ack = async (response?: unknown): Promise<void> => resolve(answer(response))
      const work = this.#app!.processEvent({ body, ack })
        // An event nobody listens to was never acknowledged: it is fine, and ignored.
        .then(
          () => resolve({ status: 200, body: '' }),
          // Was logged where it failed. Slack shows who pressed that it did not work.
          () => resolve({ status: 503, body: '' }),
        )
        .finally(() => this.#running.delete(work))
      this.#running.add(work)
    })
  }
}

const answer = (response: unknown): SlackResponse => ({
  status: 200,
  body: response === undefined || response === '' ? '' : JSON.stringify(response),
})

/** Events are JSON; interactions are a form whose `payload` is JSON; commands are a form. */
const parseBody = (contentType: string, rawBody: string): Record<string, unknown> | undefined => {
  try {
    if (contentType.startsWith('application/json')) return asRecord(JSON.parse(rawBody))
    if (!contentType.startsWith('application/x-www-form-urlencoded')) return undefined
    const form = new URLSearchParams(rawBody)
    const payload = form.get('payload')
    return payload === null ? Object.fromEntries(form) : asRecord(JSON.parse(payload))
  } catch {
    return undefined
  }
}

const asRecord = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
