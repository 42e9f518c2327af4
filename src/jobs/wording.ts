import { createHmac } from 'node:crypto'
import type { ChannelKind, Language } from '../core/citizen.ts'
import type { Rendered, Say } from '../core/message.ts'
import type { Claimed, Sending } from '../core/outbox.ts'
import { open, seal } from '../lib/seal.ts'

/** Whom a message is put into words for. Common values ({sender}, {when}, …) are added by who renders. */
export interface Addressee {
  language: Language
  channel: ChannelKind
  zone: string
  /** Full name, or ''. */
  name: string
  caseworker: { name: string; phone: string | null }
}

/** The sealed words of a plan item. */
export interface ItemWords {
  what: Buffer
  place: Buffer | null
  travel: Buffer | null
}

export interface WordingDeps {
  keysFor(citizenIds: readonly string[]): Promise<Map<string, Buffer>>
  itemWords(ids: readonly string[]): Promise<Map<string, ItemWords>>
  render(say: Say, to: Addressee): Rendered
}

/** A row in words, opened address and all: only in memory, only until it is sent. */
export interface Worded {
  row: Pick<Claimed, 'id' | 'kind' | 'attempts' | 'channel' | 'channelId'>
  address: string
  message: Rendered
  sending: Sending
}

export interface Wording {
  /** Rows put into words. `broken`: their key is gone or does not open them; they can never be sent. */
  put(rows: readonly Claimed[]): Promise<{ worded: Worded[]; broken: string[] }>
}

/** The references a scheduled message carries instead of words: `<item id>@<local start>`, several with spaces. */
const refsOf = (say: Say): { id: string; local: string }[] =>
  [say.params?.itemRef, say.params?.itemRefs].flatMap((refs) =>
    typeof refs === 'string' && refs !== ''
      ? refs.split(' ').map((ref) => ({ id: ref.slice(0, 36), local: ref.slice(37) }))
      : [],
  )

export const createWording = ({ keysFor, itemWords, render }: WordingDeps): Wording => {
  const word = createWord(render)
  return {
    async put(rows) {
      const worded: Worded[] = []
      const broken: string[] = []
      const keys = await keysFor([...new Set(rows.map(({ citizenId }) => citizenId))])
      const opened = rows.flatMap((row) => {
        const key = keys.get(row.citizenId)
        const say = key && orUndefined(() => sayOf(row, key))
        if (key && say) return { row, key, say }
        broken.push(row.id)
        return []
      })
      const ids = new Set(opened.flatMap(({ say }) => say.flatMap(refsOf).map(({ id }) => id)))
      const items = ids.size === 0 ? new Map<string, ItemWords>() : await itemWords([...ids])
      for (const { row, key, say } of opened) {
        const one = orUndefined(() => word(row, key, say, items))
        if (one) worded.push(one)
        else broken.push(row.id)
      }
      return { worded, broken }
    },
  }
}

const sayOf = (row: Claimed, key: Buffer): Say[] => {
  if (row.textSealed) return []
  if (row.say) return row.say
  return row.saySealed ? (JSON.parse(open(key, row.saySealed, 'outbox.say')) as Say[]) : []
}

const orUndefined = <T>(work: () => T): T | undefined => {
  try {
    return work()
  } catch {
    // A value that does not open (an erased citizen, changed bytes) fails its own row, not the batch.
    return undefined
  }
}

export const markOf = (key: Buffer, text: string): Buffer =>
  createHmac('sha256', key).update('outbox.mark').update(text).digest().subarray(0, 16)

const createWord =
  (render: WordingDeps['render']) =>
  (row: Claimed, key: Buffer, say: readonly Say[], items: ReadonlyMap<string, ItemWords>): Worded => {
    const message = row.textSealed
      ? (JSON.parse(open(key, row.textSealed, 'outbox.text')) as Rendered)
      : renderAll(render, say, addressee(row, key), (id) => openItem(items.get(id), key))
    const textSealed = row.textSealed ?? seal(key, JSON.stringify(message), 'outbox.text')
    return {
      row,
      address: open(key, row.addressSealed, 'citizen_channel.address'),
      message,
      sending: { ...pick(row), textSealed, mark: markOf(key, message.text) },
    }
  }

const pick = ({ id, citizenId, kind, channel, channelId, leaseId }: Claimed) => ({
  ...{ id, citizenId, kind },
  ...{ channel, channelId, leaseId },
})

const addressee = (row: Claimed, key: Buffer): Addressee => ({
  language: row.language,
  channel: row.channel,
  zone: row.zone,
  name: row.nameSealed ? open(key, row.nameSealed, 'citizen.name') : '',
  caseworker: row.caseworker,
})

interface Item {
  what: string
  place: string
  travel: string
}

const openItem = (words: ItemWords | undefined, key: Buffer): Item | undefined =>
  words && {
    what: open(key, words.what, 'plan_item.what'),
    place: words.place ? open(key, words.place, 'plan_item.place') : '',
    travel: words.travel ? open(key, words.travel, 'plan_item.travel') : '',
  }

/** Everything said becomes one message; the choices are the last question's. */
const renderAll = (
  render: WordingDeps['render'],
  say: readonly Say[],
  to: Addressee,
  item: (id: string) => Item | undefined,
): Rendered => {
  const parts = say.map((one) => render(filled(render, one, to, item), to))
  return {
    text: parts
      .map(({ text }) => text)
      .filter((text) => text !== '')
      .join('\n\n'),
    choices: parts.findLast(({ choices }) => choices.length > 0)?.choices ?? [],
  }
}

/** References replaced by what they stand for. */
const filled = (
  render: WordingDeps['render'],
  say: Say,
  to: Addressee,
  item: (id: string) => Item | undefined,
): Say => {
  const refs = refsOf(say)
  if (refs.length === 0) return say
  const { itemRef, itemRefs, ...rest } = say.params!
  const found = refs.flatMap(({ id, local }) => {
    const words = item(id)
    return words ? [{ time: local.slice(11, 16), date: local.slice(0, 10), ...words }] : []
  })
  if (itemRefs === undefined) return { ...say, params: { ...rest, ...found[0] } }
  const items = found.map((params) => render({ key: 'plan.item', params }, to).text).join('\n')
  return { ...say, params: { ...rest, items } }
}
