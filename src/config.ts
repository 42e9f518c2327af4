import { z } from 'zod'

/**
 * The one reader of the environment. Every variable is optional: with none set everything runs embedded, as a demo.
 * A fault or a contradiction is one sentence that says what to change; several are reported together.
 */
export class ConfigInvalid extends Error {
  override name = 'ConfigInvalid'
  readonly faults: string[]
  constructor(faults: string[]) {
    super(faults.join('\n'))
    this.faults = faults
  }
}

/** Made up. A real deployment sets its own: it is how the companion introduces itself. */
export const DEMO_MUNICIPALITY = 'Solby Kommune'

export type Role = 'all' | 'web' | 'worker'

export interface Config {
  role: Role
  web: {
    port: number
    host: string
    publicUrl: string
    /** PUBLIC_URL was given: other people's browsers get here by it. */
    isPublic?: true
  }
  dataDir: string
  /** Unset: the embedded PostgreSQL in `dataDir`. */
  databaseUrl?: string
  /** Unset: BullMQ runs on PostgreSQL. */
  redisUrl?: string
  /** First is current. Unset only with the embedded PostgreSQL, which makes its own. */
  keys?: { id: string; key: Buffer }[]
  zone: string
  logLevel: string
  municipality: string
  contentDir: string
  /** Undefined: not a demo. */
  demo?: { start?: Temporal.Instant }
  telegram?: { token: string; apiRoot?: string; mode: 'polling' | 'webhook'; webhookSecret?: string; rate: number }
  sms?: {
    provider: 'kannel'
    from: string
    rate: number
    kannel: { url: string; username: string; password: string; inboundSecret: string }
  }
  /** A language model that may help; unset: none is asked. */
  model?: { apiKey?: string; baseUrl?: string; model: string; voiceModel?: string }
  /** `rate`: messages a second in each channel; 0 is unlimited. */
  slack?: {
    botToken: string
    signingSecret?: string
    appToken?: string
    apiUrl?: string
    teamChannel: string
    rate?: number
    details?: 'link' | 'modal'
  }
}

const url = (protocols: string[]) =>
  z
    .string()
    .refine(
      (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol),
      `must be a URL starting with ${protocols.map((p) => `${p}//`).join(' or ')}`,
    )
const web = url(['http:', 'https:'])
const rate = z.coerce.number('must be a number of messages a second, 0 for unlimited').min(0)

const knownZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

const Environment = z.object({
  PORT: z.coerce
    .number('must be a port number')
    .int()
    .min(0, 'must be 0–65535')
    .max(65535, 'must be 0–65535')
    .default(3000),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: web.optional(),
  DATA_DIR: z.string().default('.data'),
  DATABASE_URL: url(['postgres:', 'postgresql:']).optional(),
  REDIS_URL: url(['redis:', 'rediss:']).optional(),
  MAKKER_ROLE: z.enum(['all', 'web', 'worker'], 'must be all, web or worker').default('all'),
  MAKKER_KEYS: z.string().optional(),
  TIME_ZONE: z
    .string()
    .default('Europe/Copenhagen')
    .refine(knownZone, 'must be an IANA time zone such as Europe/Copenhagen'),
  LOG_LEVEL: z
    .enum(
      ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      'must be trace, debug, info, warn, error, fatal or silent',
    )
    .default('info'),
  MUNICIPALITY: z.string().default(DEMO_MUNICIPALITY),
  CONTENT_DIR: z.string().default(new URL('../content', import.meta.url).pathname),
  MAKKER_DEMO: z.enum(['on', 'off'], 'must be on or off').optional(),
  MAKKER_DEMO_START: z.string().optional(),
  TELEGRAM_BOT_TOKEN: z.string().optional(),
  TELEGRAM_API_ROOT: web.optional(),
  TELEGRAM_MODE: z.enum(['polling', 'webhook'], 'must be polling or webhook').default('polling'),
  TELEGRAM_WEBHOOK_SECRET: z
    .string()
    .regex(/^[\w-]{1,256}$/, 'must be 1–256 letters, digits, _ or -')
    .optional(),
  TELEGRAM_RATE: rate.default(30),
  SMS_RATE: rate.default(10),
  SLACK_RATE: rate.default(1),
  SMS_PROVIDER: z.enum(['twilio', 'gatewayapi', 'kannel'], 'must be twilio, gatewayapi or kannel').optional(),
  SMS_FROM: z.string().optional(),
  KANNEL_SENDSMS_URL: web.optional(),
  KANNEL_USERNAME: z.string().optional(),
  KANNEL_PASSWORD: z.string().optional(),
  KANNEL_INBOUND_SECRET: z.string().optional(),
  SLACK_BOT_TOKEN: z.string().optional(),
  SLACK_SIGNING_SECRET: z.string().optional(),
  SLACK_APP_TOKEN: z.string().optional(),
  SLACK_API_URL: web.optional(),
  SLACK_TEAM_CHANNEL: z
    .string()
    .regex(
      /^[CG][A-Z0-9]+$/,
      'must be the id of a channel, C… or G…, not its name: see About in the channel, at the bottom',
    )
    .optional(),
  SLACK_DETAILS: z.enum(['link', 'modal'], 'must be link or modal').default('link'),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: web.optional(),
  OPENAI_MODEL: z.string().default('gpt-5.4-mini'),
  OPENAI_VOICE_MODEL: z.string().default('whisper-1'),
})
type Environment = z.infer<typeof Environment>

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]', '::1'])
const isLoopback = (address: string | undefined): boolean =>
  address !== undefined && LOOPBACK.has(new URL(address).hostname)

/** Parses `id:base64-32-bytes[,id:…]`. */
const parseKeys = (text: string, faults: string[]): { id: string; key: Buffer }[] => {
  const keys = text.split(',').map((entry) => {
    const [id = '', encoded = ''] = entry.trim().split(':')
    return { id, key: Buffer.from(encoded, 'base64') }
  })
  if (keys.some(({ id, key }) => !/^[\w-]{1,32}$/.test(id) || key.length !== 32))
    faults.push(
      'MAKKER_KEYS must be id:base64-of-32-bytes, several separated by commas; make one with: openssl rand -base64 32',
    )
  if (new Set(keys.map(({ id }) => id)).size !== keys.length)
    faults.push('MAKKER_KEYS names the same id twice; give each key its own.')
  return keys
}

/** Refuses a provider that is only half configured, naming what is missing. */
const needs = (env: Environment, because: string, names: (keyof Environment)[], faults: string[]): void => {
  const missing = names.filter((name) => env[name] === undefined)
  if (missing.length > 0) faults.push(`${because} needs ${missing.join(', ')} as well.`)
}

/** @throws ConfigInvalid with a sentence a fault. */
export const readConfig = (environment: Record<string, string | undefined> = process.env): Config => {
  // An empty value in a compose or .env file means "not set".
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''),
  )
  const parsed = Environment.safeParse(given)
  if (!parsed.success)
    throw new ConfigInvalid(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}.`))
  const env = parsed.data
  const faults: string[] = []

  // A data folder has one process: its web would be alone, and nothing would happen by itself.
  if (env.MAKKER_ROLE !== 'all') needs(env, `MAKKER_ROLE=${env.MAKKER_ROLE}`, ['DATABASE_URL'], faults)
  if (env.TELEGRAM_BOT_TOKEN && env.TELEGRAM_MODE === 'webhook')
    needs(env, 'TELEGRAM_MODE=webhook', ['TELEGRAM_WEBHOOK_SECRET'], faults)
  if (!env.TELEGRAM_BOT_TOKEN && env.TELEGRAM_API_ROOT) needs(env, 'TELEGRAM_API_ROOT', ['TELEGRAM_BOT_TOKEN'], faults)
  if (env.SMS_PROVIDER === 'kannel')
    needs(
      env,
      'SMS_PROVIDER=kannel',
      ['SMS_FROM', 'KANNEL_SENDSMS_URL', 'KANNEL_USERNAME', 'KANNEL_PASSWORD', 'KANNEL_INBOUND_SECRET'],
      faults,
    )
  else if (env.SMS_PROVIDER) faults.push(`SMS_PROVIDER=${env.SMS_PROVIDER} is not part of this version; use kannel.`)
  else if (env.KANNEL_SENDSMS_URL)
    faults.push('KANNEL_SENDSMS_URL is set but SMS_PROVIDER is not; set SMS_PROVIDER=kannel.')
  if (env.SLACK_BOT_TOKEN) {
    needs(env, 'SLACK_BOT_TOKEN', ['SLACK_TEAM_CHANNEL'], faults)
    if (!env.SLACK_SIGNING_SECRET && !env.SLACK_APP_TOKEN)
      faults.push('SLACK_BOT_TOKEN needs SLACK_SIGNING_SECRET (HTTP) or SLACK_APP_TOKEN (Socket Mode) as well.')
  } else if (env.SLACK_SIGNING_SECRET || env.SLACK_APP_TOKEN)
    faults.push('SLACK_SIGNING_SECRET or SLACK_APP_TOKEN is set but SLACK_BOT_TOKEN is not; set all of them or none.')

  const keys = env.MAKKER_KEYS === undefined ? undefined : parseKeys(env.MAKKER_KEYS, faults)
  if (env.DATABASE_URL && !keys)
    faults.push(
      'DATABASE_URL needs MAKKER_KEYS: keys are made automatically only with the embedded PostgreSQL. Make one with: echo "k1:$(openssl rand -base64 32)"',
    )

  const providers = [
    { set: env.TELEGRAM_BOT_TOKEN, root: env.TELEGRAM_API_ROOT, name: 'Telegram (TELEGRAM_API_ROOT)' },
    { set: env.SMS_PROVIDER, root: env.KANNEL_SENDSMS_URL, name: 'SMS (KANNEL_SENDSMS_URL)' },
    { set: env.SLACK_BOT_TOKEN, root: env.SLACK_API_URL, name: 'Slack (SLACK_API_URL)' },
  ].filter(({ set }) => set)
  const demo = env.MAKKER_DEMO ? env.MAKKER_DEMO === 'on' : !env.DATABASE_URL && providers.length === 0
  const real = demo ? providers.filter(({ root }) => !isLoopback(root)) : []
  if (real.length > 0)
    faults.push(
      `MAKKER_DEMO=on would reach real people: ${real.map(({ name }) => name).join(', ')} is not a loopback address. Turn the demo off or point it at 127.0.0.1.`,
    )
  let start: Temporal.Instant | undefined
  if (env.MAKKER_DEMO_START) {
    try {
      start = Temporal.Instant.from(env.MAKKER_DEMO_START)
    } catch {
      faults.push('MAKKER_DEMO_START must be an ISO time with offset, such as 2026-11-23T09:00+01:00.')
    }
    if (!demo) faults.push('MAKKER_DEMO_START is set but the demo is off; set MAKKER_DEMO=on or remove it.')
  }
  if (faults.length > 0) throw new ConfigInvalid(faults)

  return {
    role: env.MAKKER_ROLE,
    web: {
      port: env.PORT,
      host: env.HOST,
      publicUrl: (env.PUBLIC_URL ?? `http://${env.HOST}:${env.PORT}`).replace(/\/$/, ''),
      ...(env.PUBLIC_URL && { isPublic: true as const }),
    },
    dataDir: env.DATA_DIR,
    zone: env.TIME_ZONE,
    logLevel: env.LOG_LEVEL,
    municipality: env.MUNICIPALITY,
    contentDir: env.CONTENT_DIR,
    ...(env.DATABASE_URL && { databaseUrl: env.DATABASE_URL }),
    ...(env.REDIS_URL && { redisUrl: env.REDIS_URL }),
    ...(keys && { keys }),
    ...(demo && { demo: { ...(start && { start }) } }),
    ...(env.TELEGRAM_BOT_TOKEN && {
      telegram: {
        token: env.TELEGRAM_BOT_TOKEN,
        mode: env.TELEGRAM_MODE,
        rate: env.TELEGRAM_RATE,
        ...(env.TELEGRAM_API_ROOT && { apiRoot: env.TELEGRAM_API_ROOT }),
        ...(env.TELEGRAM_WEBHOOK_SECRET && { webhookSecret: env.TELEGRAM_WEBHOOK_SECRET }),
      },
    }),
    ...(env.SMS_PROVIDER === 'kannel' && {
      sms: {
        provider: 'kannel' as const,
        from: env.SMS_FROM!,
        rate: env.SMS_RATE,
        kannel: {
          url: env.KANNEL_SENDSMS_URL!,
          username: env.KANNEL_USERNAME!,
          password: env.KANNEL_PASSWORD!,
          inboundSecret: env.KANNEL_INBOUND_SECRET!,
        },
      },
    }),
    ...((env.OPENAI_API_KEY || env.OPENAI_BASE_URL) && {
      model: {
        model: env.OPENAI_MODEL,
        ...(env.OPENAI_VOICE_MODEL !== 'off' && { voiceModel: env.OPENAI_VOICE_MODEL }),
        ...(env.OPENAI_API_KEY && { apiKey: env.OPENAI_API_KEY }),
        ...(env.OPENAI_BASE_URL && { baseUrl: env.OPENAI_BASE_URL.replace(/\/+$/, '') }),
      },
    }),
    ...(env.SLACK_BOT_TOKEN && {
      slack: {
        botToken: env.SLACK_BOT_TOKEN,
        teamChannel: env.SLACK_TEAM_CHANNEL!,
        rate: env.SLACK_RATE,
        details: env.SLACK_DETAILS,
        ...(env.SLACK_SIGNING_SECRET && { signingSecret: env.SLACK_SIGNING_SECRET }),
        ...(env.SLACK_APP_TOKEN && { appToken: env.SLACK_APP_TOKEN }),
        ...(env.SLACK_API_URL && { apiUrl: env.SLACK_API_URL }),
      },
    }),
  }
}
