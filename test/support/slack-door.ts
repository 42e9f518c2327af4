import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { Ajv } from 'ajv'
import schema from '../contracts/slack-blocks.schema.json' with { type: 'json' }

export interface Block {
  type: string
  block_id?: string
  text?: { text: string }
  label?: { text: string }
  element?: Element
  accessory?: Element
  elements?: Element[]
}

export interface Element {
  type: string
  action_id: string
  text?: { text: string }
  placeholder?: { text: string }
  url?: string
  value?: string
  initial_value?: string
  options?: { text: { text: string }; value: string }[]
}

export interface View {
  id: string
  type: string
  callback_id: string
  private_metadata: string
  title: { text: string }
  submit?: { text: string }
  close?: { text: string }
  blocks: Block[]
}

const ajv = new Ajv({ strict: false, allErrors: true })
const blocksFit = ajv.compile({ ...schema, $ref: '#/definitions/Blocks' })
const homeFits = ajv.compile({ ...schema, $ref: '#/definitions/Home' })
const modalFits = ajv.compile({ ...schema, $ref: '#/definitions/Modal' })

/** Length limits that the schema does not hold: https://docs.slack.dev/reference/block-kit/blocks */
const LIMITS: Record<string, number> = { header: 150, section: 3000 }
const within = (what: string, text: string | undefined, limit: number): void => {
  if (text !== undefined && (text.length === 0 || text.length > limit))
    throw new RangeError(`${what} of ${text.length} characters`)
}

/** @throws RangeError naming what Slack would refuse. */
export const checkBlocks = (blocks: Block[], most = 50): void => {
  if (!blocksFit(blocks)) throw new RangeError(`not Block Kit: ${JSON.stringify(blocksFit.errors?.slice(0, 3))}`)
  if (blocks.length > most) throw new RangeError(`more than ${most} blocks`)
  const ids = blocks.map((block) => block.block_id).filter((id) => id !== undefined)
  if (ids.some((id) => id.length > 255) || new Set(ids).size < ids.length) throw new RangeError('block_id')
  for (const block of blocks) {
    within(block.type, block.text?.text, LIMITS[block.type] ?? 3000)
    within('label', block.label?.text, 2000)
    const elements = [...(block.elements ?? []), ...[block.element, block.accessory].filter((it) => it !== undefined)]
    if (block.elements && (elements.length === 0 || elements.length > 25)) throw new RangeError('actions')
    const actions = elements.map(({ action_id }) => action_id).filter(Boolean)
    if (new Set(actions).size < actions.length) throw new RangeError('the same action twice')
    for (const element of elements) {
      if (element.type === 'button') within('button', element.text?.text, 75)
      within('value', element.value, 2000)
      within('placeholder', element.placeholder?.text, 150)
      within('initial value', element.initial_value, 3000)
      if (element.options && (element.options.length === 0 || element.options.length > 100))
        throw new RangeError('options')
      for (const option of element.options ?? []) within('option', option.text.text, 75)
    }
  }
}

/** @throws RangeError naming what Slack would refuse. */
export const checkView = (view: View): void => {
  checkBlocks(view.blocks, 100)
  if (view.type === 'home' && !homeFits(view))
    throw new RangeError(`not a Home tab: ${JSON.stringify(homeFits.errors?.slice(0, 3))}`)
  if (view.type !== 'modal') return
  if (!modalFits(view)) throw new RangeError(`not a modal: ${JSON.stringify(modalFits.errors?.slice(0, 3))}`)
  within('title', view.title.text, 24)
  within('submit', view.submit?.text, 24)
  within('close', view.close?.text, 24)
  if ((view.private_metadata ?? '').length > 3000) throw new RangeError('private_metadata')
}

/** What the app asked of Slack. */
export interface Call {
  method: string
  at: number
  body: Record<string, unknown>
}

const read = async (request: IncomingMessage): Promise<string> => {
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}

const fieldsOf = (type: string, raw: string): Record<string, unknown> => {
  if (type.includes('json')) return JSON.parse(raw || '{}') as Record<string, unknown>
  return Object.fromEntries(
    [...new URLSearchParams(raw)].map(([key, value]) => {
      if (!['blocks', 'attachments', 'view'].includes(key)) return [key, value]
      return [key, JSON.parse(value) as unknown]
    }),
  )
}

/**
 * Stands before the emulated Slack: notes each call, checks each payload against Slack's own schema and limits, keeps the
 * windows that were opened, and can answer like a Slack in trouble.
 */
export const openDoor = async (behind: string) => {
  const calls: Call[] = []
  const faults: string[] = []
  const views: View[] = []
  let scopes: string | undefined
  let trouble: ((call: Call) => { error: string; retryAfter?: number } | undefined) | undefined

  const check = ({ method, body }: Call): void => {
    if (Array.isArray(body.blocks)) checkBlocks(body.blocks as Block[])
    for (const one of (body.attachments ?? []) as { blocks?: Block[] }[]) if (one.blocks) checkBlocks(one.blocks)
    if (body.view) checkView(body.view as View)
    if (typeof body.text === 'string' && body.text.length > 4000) throw new RangeError(`${method}: text`)
  }
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const raw = await read(request)
      const method = request.url?.split('/').at(-1) ?? ''
      const type = request.headers['content-type'] ?? ''
      const call: Call = { method, at: performance.now(), body: fieldsOf(type, raw) }
      calls.push(call)
      response.setHeader('content-type', 'application/json')
      const wrong = trouble?.(call)
      if (wrong) {
        if (wrong.retryAfter !== undefined) response.writeHead(429, { 'retry-after': String(wrong.retryAfter) })
        response.end(JSON.stringify({ ok: false, error: wrong.error }))
        return
      }
      check(call)
      const passed = await fetch(behind + request.url, {
        method: 'POST',
        headers: { authorization: request.headers.authorization ?? '', 'content-type': type },
        body: raw,
      })
      const text = await passed.text()
      if (scopes !== undefined) response.setHeader('x-oauth-scopes', scopes)
      const { view } = JSON.parse(text) as { view?: View }
      if (method === 'views.open' && view) views.push({ ...(call.body.view as View), id: view.id })
      if (method === 'views.update' && view) views.push({ ...(call.body.view as View), id: view.id })
      response.end(text)
    }
    answer().catch((error: unknown) => {
      faults.push(String(error))
      response.end(JSON.stringify({ ok: false, error: 'invalid_blocks' }))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    root: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    calls,
    /** What would have been refused. */
    faults,
    /** Windows as they were opened or drawn anew, the last at the end. */
    views,
    /** From now on calls are answered like this; undefined lets them through. */
    fails(how: typeof trouble): void {
      trouble = how
    },
    /** The rights of the token, as Slack tells them with each answer; the emulator does not. */
    grants(rights: readonly string[]): void {
      scopes = rights.join(',')
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
