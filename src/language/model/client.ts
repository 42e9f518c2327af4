import type { Uploadable } from 'openai'
import { stopwatch } from '../../lib/clock.ts'
import type { Log } from '../../lib/log.ts'
import { type Breaker, createBreaker } from './breaker.ts'

export interface EndpointOptions {
  /** Unset: an endpoint of one's own that wants none. */
  apiKey?: string
  /** Unset: OpenAI's own. */
  baseUrl?: string
  log: Pick<Log, 'info' | 'warn'>
}

export type Purpose = 'understand' | 'transcribe' | 'reach'
/**
 * `late`: answered when nobody waited any more. `busy`, `stopped` and `resting` say nothing of the endpoint; every other
 * but `ok` counts against it.
 */
export type CallOutcome =
  | 'ok'
  | 'late'
  | 'nonsense'
  | 'timeout'
  | 'refused'
  | 'unreachable'
  | 'stopped'
  | 'busy'
  | 'resting'

/** As much of the SDK as is used, and what it was loaded for. */
type Sdk = import('openai').default

/** How long somebody waits for the answer, in milliseconds; what takes longer goes on and counts as a failure. */
export const PATIENCE_MS: Record<Purpose, number> = { understand: 4_000, transcribe: 8_000, reach: 3_000 }
/** More at once would be a queue in memory of what people wrote. */
const MOST_AT_ONCE = 24
/** An answer is a few hundred bytes; what is longer is none. */
const MOST_BYTES_IN = 256 * 1024
const LAST_BOUND_MS = 30_000

/** Too much came back. */
class AnswerTooLong extends Error {
  override readonly name = 'AnswerTooLong'
}

/** Bytes of one call, as they went over the wire without headers. */
interface Meter {
  sent: number
  received: number
}

/**
 * The one place that talks to a model: the SDK, loaded at the first call; a bound on time, size and number of calls; a
 * breaker; one line in the log for each call, with its purpose, sizes, duration and outcome, never content.
 */
export const createEndpoint = ({ apiKey, baseUrl, log }: EndpointOptions) => {
  // One for each purpose: an endpoint that knows nothing of sound may well read.
  const breakers: Record<Purpose, Breaker> = {
    understand: createBreaker(stopwatch()),
    transcribe: createBreaker(stopwatch()),
    reach: createBreaker(stopwatch()),
  }
  const counts = new Map<string, { purpose: Purpose; outcome: CallOutcome; count: number }>()
  const flights = new Map<string, Meter>()
  let running = 0
  let calls = 0
  let sdk: Promise<Sdk> | undefined

  /** Counts what goes over the wire, and stops reading an answer that does not end. */
  const metered: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers)
    const meter = flights.get(headers.get(CALL) ?? '')
    headers.delete(CALL)
    const answer = await fetch(input, { ...init, headers, redirect: 'error' })
    let received = 0
    const bounded = answer.body?.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          received += chunk.byteLength
          if (meter) meter.received = received
          if (received > MOST_BYTES_IN) controller.error(new AnswerTooLong())
          else controller.enqueue(chunk)
        },
      }),
    )
    return new Response(bounded ?? null, { status: answer.status, headers: answer.headers })
  }

  const load = (): Promise<Sdk> => {
    sdk ??= import('openai').then(
      ({ default: OpenAI }) =>
        new OpenAI({
          apiKey: apiKey ?? 'none',
          baseURL: baseUrl ?? null,
          organization: null,
          project: null,
          // What a call costs at most is ours to say, and its log would hold what people wrote.
          maxRetries: 0,
          timeout: LAST_BOUND_MS,
          logLevel: 'off',
          fetch: metered,
        }),
    )
    return sdk
  }

  const note = (purpose: Purpose, outcome: CallOutcome): void => {
    const name = `${purpose} ${outcome}`
    const count = (counts.get(name)?.count ?? 0) + 1
    counts.set(name, { purpose, outcome, count })
  }

  const settle = (breaker: Breaker, outcome: CallOutcome): void => {
    if (outcome === 'ok') breaker.succeeded()
    else if (outcome === 'stopped') breaker.gaveUp()
    else breaker.failed()
  }

  /** @returns what `read` makes of the answer; undefined for a call that failed, or whose answer was nonsense. */
  const call = async <T>(
    purpose: Purpose,
    bytes: number,
    signal: AbortSignal,
    ask: (sdk: Sdk, options: { signal: AbortSignal; headers: Record<string, string> }) => Promise<unknown>,
    read: (answer: unknown) => T | undefined,
  ): Promise<T | undefined> => {
    const breaker = breakers[purpose]
    const resting = breaker.state() === 'open'
    if (resting || running >= MOST_AT_ONCE) {
      note(purpose, resting ? 'resting' : 'busy')
      return undefined
    }
    const took = stopwatch()
    const id = String(++calls)
    const meter: Meter = { sent: bytes, received: 0 }
    const bound = AbortSignal.timeout(LAST_BOUND_MS)
    flights.set(id, meter)
    running++
    breaker.begins()
    let value: T | undefined
    let outcome: CallOutcome = 'ok'
    let status: number | undefined
    let late = false
    const patience = setTimeout(() => {
      late = true
      breaker.failed()
    }, PATIENCE_MS[purpose])
    try {
      const options = { signal: AbortSignal.any([signal, bound]), headers: { [CALL]: id } }
      value = read(await ask(await load(), options))
      if (value === undefined) outcome = 'nonsense'
    } catch (error) {
      status = statusOf(error)
      outcome = signal.aborted ? 'stopped' : bound.aborted ? 'timeout' : outcomeOf(error, status)
    } finally {
      clearTimeout(patience)
      running--
      flights.delete(id)
    }
    if (late && outcome === 'ok') outcome = 'late'
    if (!late) settle(breaker, outcome)
    note(purpose, outcome)
    const line = { purpose, bytesOut: meter.sent, bytesIn: meter.received, ms: Math.round(took()), outcome }
    if (outcome === 'ok' || outcome === 'stopped') log.info(line, 'model called')
    else log.warn({ ...line, ...(status && { status }), breaker: breaker.state() }, 'model called')
    return value
  }

  return {
    call,
    state: (purpose: Purpose) => breakers[purpose].state(),
    counts: () => [...counts.values()],
    /** The host that is asked, for people. */
    host: baseUrl ? new URL(baseUrl).host : 'api.openai.com',
  }
}

/** Ties a request to its meter inside the process; it is taken off before the request leaves. */
const CALL = 'x-makker-call'

/** The SDK's errors carry the HTTP status; their text may quote what was sent, so nothing else of them is used. */
const statusOf = (error: unknown): number | undefined => {
  const { status } = (error ?? {}) as { status?: unknown }
  return typeof status === 'number' ? status : undefined
}

const outcomeOf = (error: unknown, status: number | undefined): CallOutcome => {
  if (status !== undefined) return 'refused'
  // A body that is not JSON, or does not end, came from somebody who answers.
  const thrown = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return thrown instanceof SyntaxError || thrown instanceof AnswerTooLong ? 'nonsense' : 'unreachable'
}

/** Sound as the SDK uploads it. */
export const soundFile = async (sound: Uint8Array<ArrayBuffer>, type: string): Promise<Uploadable> =>
  new File([sound], `voice.${ENDING[type] ?? 'ogg'}`, { type })

/** Servers tell the format by the file's name. */
const ENDING: Record<string, string> = {
  'audio/ogg': 'ogg',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/x-m4a': 'm4a',
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/webm': 'webm',
  'audio/flac': 'flac',
}
