import { beforeAll, expect, test } from 'vitest'
import { says } from '../support/cli.ts'
import { demo } from './demo.ts'

let town: Awaited<ReturnType<typeof demo>>

beforeAll(async () => {
  town = await demo()
})

const raised = async () => {
  const citizen = await town.citizen('active')
  await town.raised(citizen.id, 'today', 'hopeless')
  return citizen
}
const happened = async (alias: string) =>
  (await town.json('escalation', 'show', alias)).timeline
    .filter(({ planned }: { planned: boolean }) => !planned)
    .map(({ what, who }: { what: string; who: string | null }) => `${what} ${who}`)
const audited = (id: string) =>
  town.rows(`select actor, why from audit where citizen_id = $1 and action = 'case.acknowledge'`, [id])
const told = (id: string) =>
  town.rows(
    `select n.caseworker_id from staff_notice n join escalation e on e.id = n.escalation_id
     where e.citizen_id = $1 and n.reason = 'seen-for-you'`,
    [id],
  )

test('a case acknowledged by nobody in particular is said to be so on behalf of its assignee', async () => {
  const { id, alias } = await raised()
  expect(await says('escalation', 'ack', alias)).toBe(
    `${alias} is acknowledged, from the command line on behalf of Lone Holm; the citizen is told.\n`,
  )
  expect((await happened(alias)).slice(-2)).toEqual(['acknowledged Lone Holm', 'on-behalf Lone Holm'])
  const { assignee } = await town.json('escalation', 'show', alias)
  expect(await audited(id)).toEqual([{ actor: 'cli', why: `on behalf of ${assignee}` }])
  expect(await told(id), 'the citizen may have heard that they have seen it: so do they').toEqual([
    { caseworker_id: assignee },
  ])
})

test('who is named has done it themselves', async () => {
  const { id, alias } = await raised()
  expect(await says('escalation', 'ack', alias, '--as', 'U0LONE')).toBe(
    `${alias} is acknowledged; the citizen is told.\n`,
  )
  expect((await happened(alias)).at(-1)).toBe('acknowledged Lone Holm')
  const { assignee } = await town.json('escalation', 'show', alias)
  expect(await audited(id)).toEqual([{ actor: assignee, why: null }])
  expect(await told(id)).toEqual([])
})

test('with --json it is said as well, and so it is noted when the case is closed', async () => {
  const { alias } = await raised()
  expect(await town.json('escalation', 'ack', alias)).toMatchObject({ state: 'acknowledged', onBehalf: true })
  await says('escalation', 'resolve', alias, '--outcome', 'met')
  expect((await happened(alias)).slice(-2)).toEqual(['resolved Lone Holm', 'on-behalf Lone Holm'])
  const named = await raised()
  expect(await town.json('escalation', 'ack', named.alias, '--as', 'U0LONE')).toMatchObject({ onBehalf: false })
})
