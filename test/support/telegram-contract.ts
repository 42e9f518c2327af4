import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import { z } from 'zod'

// Telegram's published Bot API as data: methods and types with their fields.
const field = z.object({ name: z.string(), types: z.array(z.string()), required: z.boolean() })
const entry = z.object({ fields: z.array(field).optional(), subtypes: z.array(z.string()).optional() })
const contract = z
  .object({ methods: z.record(z.string(), entry), types: z.record(z.string(), entry) })
  .parse(JSON.parse(readFileSync(new URL('../contracts/telegram-bot-api.json', import.meta.url), 'utf8')))

type Schema = Record<string, unknown>

const PRIMITIVE: Record<string, Schema> = {
  Integer: { type: 'integer' },
  Float: { type: 'number' },
  String: { type: 'string' },
  Boolean: { type: 'boolean' },
}

/** Limits that Telegram states in prose only: core.telegram.org/bots/api. Lengths in characters, `callback_data` in bytes. */
const LIMITS: Record<string, Record<string, Schema>> = {
  sendMessage: { text: { minLength: 1, maxLength: 4096, pattern: '\\S' } },
  editMessageText: { text: { minLength: 1, maxLength: 4096, pattern: '\\S' } },
  answerCallbackQuery: { text: { maxLength: 200 } },
  setWebhook: { secret_token: { pattern: '^[A-Za-z0-9_-]{1,256}$' } },
  getUpdates: { limit: { minimum: 1, maximum: 100 } },
  setMyCommands: { commands: { maxItems: 100 } },
  BotCommand: { command: { pattern: '^[a-z0-9_]{1,32}$' }, description: { minLength: 1, maxLength: 256 } },
  InlineKeyboardButton: { text: { minLength: 1 }, callback_data: { bytes: 64 } },
  InlineKeyboardMarkup: { inline_keyboard: { maxItems: 100, items: { minItems: 1, maxItems: 8 } } },
}

const schemaOf = (type: string): Schema =>
  type.startsWith('Array of ')
    ? { type: 'array', items: schemaOf(type.slice('Array of '.length)) }
    : (PRIMITIVE[type] ?? { $ref: `#/$defs/${type}` })

const objectOf = (name: string, { fields = [], subtypes }: z.infer<typeof entry>): Schema =>
  subtypes
    ? { anyOf: subtypes.map(schemaOf) }
    : {
        type: 'object',
        additionalProperties: false,
        required: fields.filter(({ required }) => required).map((one) => one.name),
        properties: Object.fromEntries(
          fields.map((one) => [
            one.name,
            { allOf: [{ anyOf: one.types.map(schemaOf) }, LIMITS[name]?.[one.name] ?? {}] },
          ]),
        ),
      }

const ajv = new Ajv({ strict: false, allErrors: true })
ajv.addKeyword({
  keyword: 'bytes',
  type: 'string',
  schemaType: 'number',
  validate: (most: number, text: string) => Buffer.byteLength(text) >= 1 && Buffer.byteLength(text) <= most,
})

const $defs = Object.fromEntries(Object.entries(contract.types).map(([name, one]) => [name, objectOf(name, one)]))
const validators = new Map<string, ValidateFunction>()

/** What is wrong with a call, by Telegram's own contract; empty when nothing is. */
export const contractFaults = (method: string, payload: unknown): string[] => {
  const found = contract.methods[method]
  if (!found) return [`no method ${method}`]
  const validate = validators.get(method) ?? ajv.compile({ ...objectOf(method, found), $defs })
  validators.set(method, validate)
  return validate(payload) ? [] : (validate.errors ?? []).map((one) => `${one.instancePath || '/'} ${one.message}`)
}
