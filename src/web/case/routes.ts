import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { FILED, OUTCOMES } from '../../core/case.ts'
import { createWords, languageOf, type Words } from '../console/words.ts'
import { Refused } from '../errors.ts'
import type { Html } from '../html.ts'
import type { Acted, CaseDoor, Entered } from './door.ts'
import { gatePage, sentencePage } from './gate.ts'
import { invitationPage } from './invitation.ts'
import { casePage, type Said } from './page.ts'

interface Asked {
  Params: { token: string }
}

const TOKEN = /^[\w-]{24}$/
const code = z.object({ code: z.string().trim().max(12) })
const version = z.object({ version: z.coerce.number().int() })
const ending = version.extend({
  outcome: z.enum(OUTCOMES),
  filed: z.enum(FILED).optional(),
  assessed: z.literal('yes').optional(),
})
const typed = z.object({ text: z.string().max(4096) })
const sent = typed.extend({ id: z.uuid() })
const FORMATS = z.enum(['pdf', 'json'])

/** The session's cookie: of one link's page only, and of no other site's forms. */
const SESSION = /(?:^|; )makker-case=([\w-]{24})(?:;|$)/

/** A form of another site is not ours; the browser says where it stands, and a page cannot forge that. */
const ownForms = async ({ method, headers }: FastifyRequest): Promise<void> => {
  const site = headers['sec-fetch-site']
  if (method !== 'POST' || site === 'same-origin' || site === undefined) return
  throw new Refused(403, 'Another web page may not ask for this.')
}

/** `/case/<token>`: the page that a link in Slack leads to, behind its code. */
export const caseRoutes = (app: FastifyInstance, door: CaseDoor): void => {
  app.register(async (scope) => {
    await scope.register(formbody, { bodyLimit: 32 * 1024 })
    scope.addHook('onRequest', ownForms)

    const words = (language: 'da' | 'en'): Words => createWords(door, language, door.clock.now())
    const send = (reply: FastifyReply, page: Html, status = 200) =>
      reply.code(status).type('text/html; charset=utf-8').send(page.text)
    const dead = (request: FastifyRequest, reply: FastifyReply) => {
      const w = words(languageOf(undefined, request.headers['accept-language']))
      return send(reply, sentencePage(w, w.t('staff.page.dead-title'), w.t('staff.page.dead')), 410)
    }
    const show = async (reply: FastifyReply, token: string, entered: Entered, said: Said = {}, status = 200) => {
      const w = words(entered.who.language)
      if (entered.what === 'invite') {
        const invitation = await door.invitation(entered)
        return invitation
          ? send(reply, invitationPage(w, invitation))
          : send(reply, sentencePage(w, w.t('staff.page.closed-title'), w.t('staff.invite.over')), 403)
      }
      const page = await door.page(entered)
      if (!page) return send(reply, sentencePage(w, w.t('staff.page.closed-title'), w.t('staff.page.not-yours')), 403)
      return send(reply, await casePage(w, door, { token, entered, page, said }), status)
    }
    const look = async (request: FastifyRequest<Asked>) => {
      const { token } = request.params
      return TOKEN.test(token)
        ? door.look(token, SESSION.exec(request.headers.cookie ?? '')?.[1])
        : ({ state: 'dead' } as const)
    }
    /** A press of somebody who has come in; then the page again, with what came of it. */
    const press = (path: string, act: (entered: Entered, body: unknown) => Promise<Acted>) =>
      scope.post<Asked>(`/case/:token/${path}`, async (request, reply) => {
        const looked = await look(request)
        if (looked.state !== 'session') return dead(request, reply)
        const { token } = request.params
        const { entered } = looked
        const acted = await act(entered, request.body)
        const w = words(entered.who.language)
        if (acted.done) return reply.redirect(`/case/${token}?done`, 303)
        return show(reply, token, entered, { notice: w.t(`staff.${acted.text}`, acted.params) }, 409)
      })

    scope.get<Asked & { Querystring: { done?: string } }>('/case/:token', async (request, reply) => {
      const looked = await look(request)
      const { token } = request.params
      if (looked.state === 'dead') return dead(request, reply)
      if (looked.state === 'open') {
        const w = words(looked.who.language)
        return send(reply, gatePage(w, token, looked.who.name, undefined))
      }
      const { entered } = looked
      const done = request.query.done !== undefined
      return show(reply, token, entered, done ? { notice: words(entered.who.language).t('staff.page.done') } : {})
    })

    scope.post<Asked>('/case/:token', async (request, reply) => {
      const looked = await look(request)
      const { token } = request.params
      if (looked.state !== 'open') return dead(request, reply)
      const given = read(code, request.body)
      const used = await door.use(token, given.code)
      if (!used.done) {
        if (used.left === 0) return dead(request, reply)
        return send(reply, gatePage(words(looked.who.language), token, looked.who.name, used), 403)
      }
      const cookie = `makker-case=${used.session}; Path=/case/${token}; HttpOnly; SameSite=Strict; Max-Age=1800`
      reply.header('set-cookie', door.secure ? `${cookie}; Secure` : cookie)
      return reply.redirect(`/case/${token}`, 303)
    })

    scope.post<Asked>('/case/:token/draft', async (request, reply) => {
      const looked = await look(request)
      if (looked.state !== 'session') return dead(request, reply)
      const { text } = read(typed, request.body)
      const draft = await door.draft(looked.entered, text)
      const said: Said = draft.ok
        ? { draft: { draft, typed: text } }
        : { typed: { text, why: `staff.reply.why.${draft.why}` } }
      return show(reply, request.params.token, looked.entered, said, draft.ok ? 200 : 422)
    })

    scope.post<Asked>('/case/:token/edit', async (request, reply) => {
      const looked = await look(request)
      if (looked.state !== 'session') return dead(request, reply)
      return show(reply, request.params.token, looked.entered, { typed: { text: read(typed, request.body).text } })
    })

    press('send', (entered, body) => door.send(entered, read(sent, body)))
    press('hand-back', (entered) => door.handBack(entered))
    press('acknowledge', (entered, body) => door.acknowledge(entered, read(version, body).version))
    press('resolve', (entered, body) => {
      const { filed, assessed, ...how } = read(ending, body)
      return door.resolve(entered, { ...how, ...(filed && { filed }), ...(assessed && { assessed: true }) })
    })

    scope.get<{ Params: { token: string; format: string } }>('/case/:token/file.:format', async (request, reply) => {
      const looked = await look(request)
      const format = FORMATS.safeParse(request.params.format)
      if (looked.state !== 'session' || !format.success) return dead(request, reply)
      const file = await door.file(looked.entered, format.data)
      if (!file) return dead(request, reply)
      return reply.type(file.type).header('content-disposition', `attachment; filename="${file.name}"`).send(file.body)
    })
  })
}

const read = <T>(shape: z.ZodType<T>, body: unknown): T => {
  const parsed = shape.safeParse(body)
  if (parsed.success) return parsed.data
  throw new Refused(400, 'The form cannot be read.')
}
