import type { ChannelKind, Language } from '../../src/core/citizen.ts'
import type { Inbound } from '../../src/core/traffic.ts'
import { showCitizen } from '../../src/db/citizens.ts'
import { applyEffects } from '../../src/db/effects.ts'
import { markJoined } from '../../src/db/joining.ts'
import { addPlanItem, type NewPlanItem } from '../../src/db/plan-items.ts'
import type { TurnResult } from '../../src/dialogs/turn.ts'
import { newId } from '../../src/lib/ids.ts'
import type { ShownMessage, TelegramPerson } from './telegram.ts'
import { type Town, until, ZONE } from './town.ts'
import type { Colleague } from './town-staff.ts'

export interface CitizenOptions {
  channel?: ChannelKind
  name?: string
  language?: Language
  caseworker?: Colleague
  planAt?: string
}

interface Known {
  id: string
  alias: string
  name: string
  phone: string
  channel: ChannelKind
  /** Their chat on Telegram. */
  chat: number
  invite: { token: string; telegram: string | null; sms: string }
}

type ItemOptions = { what: string; at: string } & Partial<
  Pick<NewPlanItem, 'place' | 'travel' | 'absence' | 'every'> & { remindBefore: string }
>

/** Somebody with a device in their hand. */
export class Citizen {
  readonly id: string
  readonly alias: string
  readonly name: string
  readonly phone: string
  readonly channel: ChannelKind
  readonly invite: Known['invite']
  readonly #town: Town
  readonly #chat: number
  #seen = 0

  constructor(town: Town, known: Known) {
    this.#town = town
    this.id = known.id
    this.alias = known.alias
    this.name = known.name
    this.phone = known.phone
    this.channel = known.channel
    this.invite = known.invite
    this.#chat = known.chat
  }

  get telegram(): TelegramPerson {
    return this.#town.telegram!.person(this.#chat)
  }

  /** Everything on the device, oldest first. */
  async sees(): Promise<string[]> {
    if (this.channel === 'telegram') return this.telegram.sees().map(({ text }) => text)
    if (this.channel === 'sms')
      return this.#town
        .kannel!.received()
        .filter(({ to }) => to === this.phone)
        .map(({ text }) => text)
    const shown = await this.#phone()
    return shown.filter(({ from }) => from !== 'citizen').map(({ text }) => text)
  }

  async #phone(text?: string): Promise<{ from: string; text: string }[]> {
    const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ text }) }
    const answer = await fetch(
      new URL(`/phone/${this.alias}/messages`, this.#town.app.url),
      text === undefined ? {} : post,
    )
    if (!answer.ok) throw new Error(`the phone answers ${answer.status}`)
    return (await answer.json()) as { from: string; text: string }[]
  }

  /** What they have written themselves on the phone, as it is kept. */
  async wrote(): Promise<string[]> {
    return (await this.#phone()).filter(({ from }) => from === 'citizen').map(({ text }) => text)
  }

  /** What has come since they last looked. */
  async news(): Promise<string[]> {
    const all = await this.sees()
    const fresh = all.slice(this.#seen)
    this.#seen = all.length
    return fresh
  }

  /** Writes, a few seconds apart. @returns what came back to all of it. */
  async says(...lines: string[]): Promise<string[]> {
    await this.news()
    for (const line of lines) {
      this.#town.clock.advance({ seconds: 7 })
      await this.#heard(async () => {
        if (this.channel === 'telegram') await this.telegram.writes(line)
        else if (this.channel === 'sms') this.#town.kannel!.say(this.phone, line)
        else await this.#phone(line)
      })
    }
    return this.news()
  }

  /** Taps a button of the newest message that has it. @returns what came back. */
  async taps(...labels: string[]): Promise<string[]> {
    await this.news()
    for (const label of labels) {
      this.#town.clock.advance({ seconds: 7 })
      await this.#heard(() => this.telegram.taps(label))
    }
    return this.news()
  }

  /** Taps a button of a message further up. @returns what came back. */
  async tapsOn(message: ShownMessage, label: string): Promise<string[]> {
    await this.news()
    await this.#heard(() => this.telegram.taps(label, message))
    return this.news()
  }

  /** One POST of the phone; the same `id` is the same event. */
  posts(text: string, id: string = newId()): Promise<TurnResult> {
    return this.#town.house.turns.receive(this.event(text, id))
  }

  event(text: string, id: string = newId()): Inbound {
    const now = this.#town.clock.now()
    const eventId = `${this.alias}.${id}`
    return { channel: 'phone', eventId, address: this.alias, kind: 'text', text, receivedAt: now }
  }

  /** Joined in the meeting, without the welcome being lived through. */
  async joins(planAt: string): Promise<void> {
    const { house, clock } = this.#town
    const now = clock.now()
    if (this.channel === 'telegram') {
      await this.says(`/start ${this.invite.token}`)
      await this.says('OK', 'OK', 'Dansk', planAt)
    } else {
      const key = await house.vault.keyFor(this.id)
      await house.db.sql.transaction().execute(async (tx) => {
        await markJoined(tx, this.id, now)
        const context = { citizenId: this.id, channelId: '', inboxId: '', key, now }
        await applyEffects(
          tx,
          [
            { do: 'set-plan-time', at: planAt },
            { do: 'set-status', status: 'active' },
          ],
          context,
          house.effectParts,
        )
      })
    }
    await this.news()
  }

  /** A line in the plan, at a local time. @returns its id. */
  plans({ at, absence = 'none', remindBefore, ...item }: ItemOptions): Promise<string> {
    const { house, clock } = this.#town
    return addPlanItem(
      house.db.sql,
      house.vault,
      {
        ...item,
        absence,
        citizenId: this.id,
        startsLocal: Temporal.PlainDateTime.from(at),
        person: { zone: ZONE, quiet: { from: '21:00', to: '08:00' } },
        rules: { ...house.content.rules, ...(remindBefore && { remindBefore }) },
      },
      clock.now(),
    )
  }

  /** A person sends them a check-in now. */
  async getsCheckIn(instrument: 'who5' | 'weekly'): Promise<string[]> {
    await this.news()
    await this.#town.house.sendNow('check-in', [this.id], { instrument })
    await this.#town.settled()
    return this.news()
  }

  async status(): Promise<string> {
    return (await this.show()).status
  }

  async show() {
    const { house } = this.#town
    return (await showCitizen(house.db.sql, house.vault, this.id))!
  }

  /** Does something, and waits until the house has heard it and answered. */
  async #heard(work: () => Promise<unknown>): Promise<void> {
    const count = async (): Promise<number> =>
      (await this.#town.rows<{ n: number }>('select count(*)::int as n from inbox'))[0]!.n
    const before = await count()
    await work()
    await until('the house has heard it', async () => (await count()) > before)
    await this.#town.settled()
  }
}
