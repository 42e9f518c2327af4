import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** What a model answers with, as far as a story cares; the rest is "nothing to see". */
export interface Said {
  risk?: string
  riskClass?: string
  intent?: string
  reflection?: string
  sentence?: string
}

/** How the endpoint behaves, until it is told otherwise. */
export type Behaviour =
  | { says: Said | string; afterMs?: number }
  /** Any status, with the headers and body that OpenAI sends with it. */
  | { status: number }
  | 'hangs'
  | 'closes'
  | 'breaks off'
  | 'invalid JSON'
  | 'no end'

export interface ModelServer {
  /** For `OPENAI_BASE_URL`. */
  url: string
  host: string
  /** Bodies of chat completions as they came over the wire. */
  asked: string[]
  /** Uploads of sound as they came over the wire. */
  sounds: Buffer[]
  /** Headers of all calls. */
  headers: IncomingMessage['headers'][]
  behaves(how: Behaviour): void
  /** What sounds are written down as; undefined: the same trouble as `behaves`. */
  hears(text: string | undefined): void
  stop(): Promise<void>
}

/** A real HTTP server on loopback that speaks OpenAI's wire format, in health and in sickness. */
export const startModel = async (first: Behaviour = { says: {} }): Promise<ModelServer> => {
  let behaviour = first
  let transcript: string | undefined
  const asked: string[] = []
  const sounds: Buffer[] = []
  const headers: ModelServer['headers'] = []

  const misbehave = async (how: Behaviour, answer: ServerResponse): Promise<boolean> => {
    if (how === 'hangs') return true
    if (how === 'closes') answer.destroy()
    else if (how === 'breaks off') {
      answer.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' })
      answer.write('{"id":"chatcmpl-1","choices":[{"mess')
      await sleep(5)
      answer.destroy()
    } else if (how === 'invalid JSON')
      answer.writeHead(200, { 'content-type': 'application/json' }).end('{"choices": [')
    else if (how === 'no end') {
      answer.writeHead(200, { 'content-type': 'application/json' })
      for (let n = 0; n < 40 && !answer.destroyed; n++) {
        answer.write(' '.repeat(65_536))
        await sleep(1)
      }
    } else if ('status' in how) {
      const body = { error: { message: 'The server had an error', type: 'server_error', param: null, code: null } }
      answer
        .writeHead(how.status, { 'content-type': 'application/json', 'retry-after': '20' })
        .end(JSON.stringify(body))
    } else return false
    return true
  }

  const complete = async (how: Behaviour, answer: ServerResponse): Promise<void> => {
    if (await misbehave(how, answer)) return
    const { says, afterMs = 0 } = how as Extract<Behaviour, { says: unknown }>
    await sleep(afterMs)
    const said = { risk: 'none', riskClass: 'none', intent: 'none', reflection: 'none', sentence: '' }
    const content = typeof says === 'string' ? says : JSON.stringify({ ...said, ...says })
    const message = { role: 'assistant', content, refusal: null }
    json(answer, {
      ...{ id: 'chatcmpl-1', object: 'chat.completion', created: 1_795_000_000, model: 'test' },
      choices: [{ index: 0, message, logprobs: null, finish_reason: 'stop' }],
      usage: { prompt_tokens: 10, completion_tokens: 10, total_tokens: 20 },
    })
  }

  const serve = async (incoming: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    headers.push(incoming.headers)
    if (incoming.url === '/v1/models') return void json(answer, { object: 'list', data: [] })
    if (incoming.url === '/v1/audio/transcriptions') {
      sounds.push(body)
      if (transcript !== undefined) return void json(answer, { text: transcript })
      if (!(await misbehave(behaviour, answer))) json(answer, { text: '' })
      return
    }
    if (incoming.url !== '/v1/chat/completions') return void answer.writeHead(404).end()
    asked.push(body.toString('utf8'))
    await complete(behaviour, answer)
  }

  const server = createServer((incoming, answer) => void serve(incoming, answer).catch(() => answer.destroy()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    ...{ url: `http://${host}/v1`, host, asked, sounds, headers },
    behaves(how) {
      behaviour = how
    },
    hears(text) {
      transcript = text
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const json = (answer: ServerResponse, body: unknown): void => {
  answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
