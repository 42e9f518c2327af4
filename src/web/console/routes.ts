import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { FILED, OUTCOMES } from '../../core/case.ts'
import { SNOOZES } from '../../core/snooze.ts'
import type { Log } from '../../lib/log.ts'
import { answerFault, Refused } from '../errors.ts'
import { onlyFromHere } from '../guard.ts'
import type { Html } from '../html.ts'
import { noSuchPhone, writeAs } from '../phone.ts'
import { createAdvancer } from './advance.ts'
import { LEAPS, leapTo } from './clock.ts'
import { cookies, keep } from './cookies.ts'
import { createLive } from './live.ts'
import { consolePage } from './page.ts'
import { createParts } from './parts.ts'
import type { Acted, ConsoleDeps } from './views.ts'
import { createWords, languageOf, type Words } from './words.ts'

const said = z.object({ text: z.string().trim().min(1) })
const leaps = z.object({ leap: z.enum(LEAPS) })
const acknowledged = z.object({ version: z.coerce.number().int() })
const resolved = acknowledged.extend({
  outcome: z.enum(OUTCOMES),
  filed: z.enum(FILED),
  assessed: z.literal('yes').optional(),
})
const version = z.coerce.number().int()
const other = z.discriminatedUnion('do', [
  z.object({ do: z.literal('snooze'), until: z.enum(SNOOZES), version }),
  z.object({ do: z.literal('meeting'), minutes: z.coerce.number().int().min(1).max(600), version }),
  z.object({ do: z.literal('unacknowledge'), version }),
  z.object({ do: z.literal('reopen'), version }),
])
const chosen = z.object({ me: z.string().max(64) })

interface Asked {
  Querystring: { phone?: string; lang?: string }
}

/** `GET /` and what it is made of. Forms work without scripts, too: then the answer is the page again. */
export const consoleRoutes = (app: FastifyInstance, deps: ConsoleDeps, log: Log): void => {
  const { views, actions, changes, clock } = deps
  const live = createLive(changes.subscribe)
  const advancer = createAdvancer(actions.advance, log, live.touch)
  const parts = createParts(views, advancer)

  app.register(async (scope) => {
    await scope.register(formbody, { bodyLimit: 64 * 1024 })
    scope.addHook('onRequest', onlyFromHere)
    scope.addHook('preClose', async () => live.close())

    const words = (request: FastifyRequest): Words =>
      createWords(deps, languageOf(cookies(request).lang, request.headers['accept-language']), clock.now())
    const page = (reply: FastifyReply, part: Html) => reply.type('text/html; charset=utf-8').send(part.text)
    const me = async (request: FastifyRequest): Promise<string | undefined> => {
      const { caseworkers } = await views.town()
      return (caseworkers.find(({ id }) => id === cookies(request).me) ?? caseworkers[0])?.id
    }
    /** After a form: the part that changed, or without scripts the page again. */
    const after = async (request: FastifyRequest, reply: FastifyReply, part: () => Promise<Html>, back = '/') => {
      live.touch()
      return request.headers['hx-request'] ? page(reply, await part()) : reply.redirect(back, 303)
    }

    scope.get<Asked>('/', async (request, reply) => {
      const { lang, phone } = request.query
      if (lang === 'da' || lang === 'en') keep(reply, 'lang', lang)
      const w = createWords(
        deps,
        languageOf(lang ?? cookies(request).lang, request.headers['accept-language']),
        clock.now(),
      )
      return page(reply, consolePage(w, deps.municipality, await parts.all(w, phone, await me(request))))
    })
    scope.get('/console/clock', async (request, reply) => page(reply, parts.clock(words(request))))
    scope.get<Asked>('/console/phones', async (request, reply) =>
      page(reply, await parts.phones(words(request), request.query.phone)),
    )
    scope.get('/console/inbox', async (request, reply) =>
      page(reply, await parts.inbox(words(request), await me(request))),
    )
    scope.get('/console/flow', async (request, reply) => page(reply, await parts.flow(words(request))))
    scope.get('/console/events', (_request, reply) => live.join(reply))

    scope.post<{ Params: { alias: string } }>('/console/phones/:alias', async (request, reply) => {
      const { alias } = request.params
      if (!(await views.town()).citizens.some((citizen) => citizen.alias === alias)) throw noSuchPhone(alias)
      await writeAs(deps, alias, read(said, request.body))
      return after(request, reply, () => parts.phones(words(request), alias), `/?phone=${encodeURIComponent(alias)}`)
    })

    scope.post('/console/me', async (request, reply) => {
      const { me: id } = read(chosen, request.body)
      if (!(await views.town()).caseworkers.some((one) => one.id === id))
        throw new Refused(400, 'There is no such caseworker.')
      keep(reply, 'me', id)
      return after(request, reply, () => parts.inbox(words(request), id))
    })

    scope.post<{ Params: { id: string } }>('/console/cases/:id/acknowledge', async (request, reply) => {
      const by = await me(request)
      if (!by) throw new Refused(409, 'There is nobody who could take it.')
      const { version } = read(acknowledged, request.body)
      const acted = await actions.acknowledge(request.params.id, by, version)
      if (!acted.done) return answerFault(request, reply, { status: 409, sentence: tooBad(words(request), acted) })
      return after(request, reply, () => parts.inbox(words(request), by))
    })

    scope.post<{ Params: { id: string } }>('/console/cases/:id/resolve', async (request, reply) => {
      const by = await me(request)
      if (!by) throw new Refused(409, 'There is nobody who could close it.')
      const { outcome, filed, version, assessed } = read(resolved, request.body)
      const how = { outcome, filed, assessed: assessed === 'yes' }
      const acted = await actions.resolve(request.params.id, by, how, version)
      if (!acted.done) return answerFault(request, reply, { status: 409, sentence: tooBad(words(request), acted) })
      return after(request, reply, () => parts.inbox(words(request), by))
    })

    scope.post<{ Params: { id: string; act: string } }>('/console/cases/:id/:act', async (request, reply) => {
      const by = await me(request)
      if (!by) throw new Refused(409, 'There is nobody who could do it.')
      const { version, ...act } = read(other, { ...Object(request.body), do: request.params.act })
      const acted = await actions.other(request.params.id, by, act, version)
      if (!acted.done) return answerFault(request, reply, { status: 409, sentence: tooBad(words(request), acted) })
      return after(request, reply, () => parts.inbox(words(request), by))
    })

    scope.post('/console/advance', async (request, reply) => {
      const now = clock.now()
      const { leap } = read(leaps, request.body)
      const due =
        leap === 'next' ? (await views.next(50)).find(({ at }) => Temporal.Instant.compare(at, now) > 0)?.at : undefined
      const to = leapTo(leap, now, deps.zone, due)
      if (!to) return answerFault(request, reply, { status: 409, sentence: words(request).t('console.clock.nothing') })
      if (!advancer.start(now, to))
        return answerFault(request, reply, { status: 409, sentence: words(request).t('console.clock.busy') })
      return after(request, reply, async () => parts.clock(words(request)))
    })
  })
}

const tooBad = (w: Words, acted: Acted & { done: false }): string => {
  if (acted.why === 'too-late') return w.t('staff.lost-race', { who: acted.first?.name ?? '?' })
  return w.t(acted.why === 'reopened' ? 'console.case.reopened' : `staff.${acted.why}`)
}

const read = <T>(shape: z.ZodType<T>, body: unknown): T => {
  const parsed = shape.safeParse(body)
  if (parsed.success) return parsed.data
  const where = parsed.error.issues.map(({ path }) => path.join('.') || 'body').join(', ')
  throw new Refused(400, `The form cannot be read: ${where}.`)
}
