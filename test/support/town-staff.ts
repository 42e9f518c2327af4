import type { App } from '../../src/app.ts'
import type { Outcome } from '../../src/core/case.ts'
import { acknowledgeCase, type CaseActed, resolveCase } from '../../src/db/case-actions.ts'
import { addCaseworker } from '../../src/db/caseworkers.ts'
import { listCases } from '../../src/db/escalation-load.ts'
import type { startSlack } from './slack.ts'
import type { Citizen } from './town-citizen.ts'

export type Colleague = 'lone' | 'samir' | 'karen'

/** What a case looks like to a colleague who glances at it. */
export interface CaseSeen {
  alias: string
  level: string
  state: string
  reasons: string[]
  /** Who it is with now. */
  with: string
  wish: string | null
}

export interface Staff {
  /** Lone and Samir are caseworkers, Karen leads the team. */
  people: Record<Colleague, { id: string; slack: string; name: string }>
  openCases(): Promise<CaseSeen[]>
  case(citizen: Citizen): Promise<CaseSeen & { id: string }>
  acknowledges(who: Colleague, citizen: Citizen): Promise<CaseActed>
  resolves(who: Colleague, citizen: Citizen, outcome?: Outcome): Promise<CaseActed>
  /** Lines for the digest about this citizen, oldest first. */
  notes(citizen: Citizen): Promise<string[]>
  /** Who has been called, in order: `direct lone raised`. */
  called(citizen: Citizen): Promise<string[]>
  /** A person writes with the citizen until then (local time of the town's clock, minutes from now). */
  writesWith(citizen: Citizen, minutes: number): Promise<void>
}

const NAMES: Record<Colleague, string> = { lone: 'Lone Holm', samir: 'Samir Haddad', karen: 'Karen Juhl' }

export const openStaff = async ({
  house,
  rows,
  slack,
}: {
  house: App['house']
  rows: <T>(query: string, values?: unknown[]) => Promise<T[]>
  slack?: Awaited<ReturnType<typeof startSlack>>
}): Promise<Staff> => {
  const { sql } = house.db
  const people = {} as Staff['people']
  for (const who of Object.keys(NAMES) as Colleague[]) {
    const it = { name: NAMES[who], slack: slack?.users[who] ?? `U0${who.toUpperCase()}` }
    const known = await rows<{ id: string }>('select id from caseworker where slack = $1', [it.slack])
    const phone = who === 'lone' ? { phone: '+4570101010' } : {}
    const id =
      known[0]?.id ??
      (await addCaseworker(
        sql,
        { ...it, ...phone, team: 'Team Solby', ...(who === 'karen' && { lead: true }) },
        house.clock.now(),
      ))
    people[who] = { ...it, id }
  }
  const who = (id: string): string => Object.entries(people).find(([, one]) => one.id === id)?.[0] ?? id
  const all = async (): Promise<(CaseSeen & { id: string })[]> =>
    (await listCases(sql)).map((it) => ({
      id: it.id,
      alias: it.alias,
      level: it.level,
      state: it.state,
      reasons: it.reasons.map((reason) => reason.class),
      with: who(it.assigneeId),
      wish: it.wish,
    }))
  const staff: Staff = {
    people,
    openCases: async () => (await all()).filter(({ state }) => state !== 'resolved').map(({ id: _, ...it }) => it),
    async case(citizen) {
      const found = (await all()).find(({ alias }) => alias === citizen.alias)
      if (!found) throw new Error(`${citizen.alias} has no case`)
      return found
    },
    async acknowledges(name, citizen) {
      const { id } = await staff.case(citizen)
      const acted = await acknowledgeCase(house.caseActions, { caseId: id, by: people[name].id })
      await house.wake()
      await house.people.notify()
      await house.time.dispatcher.run()
      return acted
    },
    async resolves(name, citizen, outcome = 'met') {
      const { id } = await staff.case(citizen)
      const acted = await resolveCase(house.caseActions, { caseId: id, by: people[name].id, outcome })
      await house.wake()
      await house.people.notify()
      await house.time.dispatcher.run()
      return acted
    },
    notes: async (citizen) =>
      (
        await rows<{ what: string }>('select what from staff_note where citizen_id = $1 order by at, id', [citizen.id])
      ).map(({ what }) => what),
    called: async (citizen) =>
      (
        await rows<{ kind: string; caseworker_id: string | null; reason: string }>(
          `select n.kind, n.caseworker_id, n.reason from staff_notice n join escalation e on e.id = n.escalation_id
            where e.citizen_id = $1 and n.kind <> 'card' order by n.seq`,
          [citizen.id],
        )
      ).map(({ kind, caseworker_id, reason }) => `${kind} ${caseworker_id ? who(caseworker_id) : 'duty'} ${reason}`),
    async writesWith(citizen, minutes) {
      await rows('update conversation set person_until = $2, version = version + 1 where citizen_id = $1', [
        citizen.id,
        house.clock.now().add({ minutes }).toString(),
      ])
    },
  }
  return staff
}
