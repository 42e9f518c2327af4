import type { Html } from '../html.ts'
import type { Advancer } from './advance.ts'
import { clockPart } from './clock.ts'
import { flowPart, SHOWN } from './flow.ts'
import { inboxPart } from './inbox.ts'
import type { Parts } from './page.ts'
import { phonesPart } from './phones.ts'
import type { Views } from './views.ts'
import type { Words } from './words.ts'

/** The parts of the page, each from fresh facts. */
export const createParts = (views: Views, advancer: Advancer) => {
  const clock = (w: Words): Html => clockPart(w, advancer.progress())

  const phones = async (w: Words, alias: string | undefined): Promise<Html> => {
    const { citizens } = await views.town()
    const citizen = citizens.find((one) => one.alias === alias) ?? citizens[0]
    return phonesPart(w, citizens, citizen, (citizen && (await views.phone(citizen.alias))) ?? [])
  }

  const inbox = async (w: Words, me: string | undefined): Promise<Html> => {
    const asked = [views.town(), views.cases(), views.notes(), views.failing()] as const
    const [town, cases, notes, failing] = await Promise.all(asked)
    const events = await views.events(cases.map(({ id }) => id))
    return inboxPart(w, { town, cases, notes, me, task: views.task, events, failing })
  }

  const flow = async (w: Words): Promise<Html> => {
    const [town, sent, next] = await Promise.all([views.town(), views.sent(SHOWN.sent), views.next(SHOWN.next)])
    return flowPart(w, { town, sent, next, progress: advancer.progress() })
  }

  const all = async (w: Words, alias: string | undefined, me: string | undefined): Promise<Parts> => {
    const [a, b, c] = await Promise.all([phones(w, alias), inbox(w, me), flow(w)])
    return { clock: clock(w), phones: a, inbox: b, flow: c }
  }

  return { clock, phones, inbox, flow, all }
}
