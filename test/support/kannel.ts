import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connectOperator, type Received } from './kannel-smsc.ts'
import { freePorts } from './ports.ts'
import { needs } from './services.ts'

export interface KannelOptions {
  /** Where Kannel calls for inbound messages; delivery reports go where `sendsms` says. */
  publicUrl: string
  /** `KANNEL_INBOUND_SECRET`. */
  secret: string
}

/** Real bearerbox and smsbox on loopback, with an operator behind them that the test plays. */
export interface Kannel {
  /** `KANNEL_SENDSMS_URL`. */
  url: string
  username: string
  password: string
  /** Our own number, `SMS_FROM`. */
  number: string
  /** Numbers beginning with this have no route: Kannel rejects them. */
  unroutable: string
  /** A person writes to our number. */
  say(from: string, text: string): void
  /** What reached the operator, oldest first. */
  received(): readonly Received[]
  stop(): Promise<void>
}

/** Starts Kannel in a temporary folder, ready to send and to receive. Skip by `needs('kannel')` before. */
export const startKannel = async ({ publicUrl, secret }: KannelOptions): Promise<Kannel> => {
  const [bearerbox, smsbox] = needs('kannel').paths
  if (bearerbox === undefined || smsbox === undefined) throw new Error('Kannel is not installed')
  const folder = await mkdtemp(join(tmpdir(), 'kannel-'))
  const [admin, boxes, operatorPort, sendsms] = await freePorts(4)
  const login = { username: 'makker', password: 'p%w d&' }
  const number = '+4521000000'
  const unroutable = '+4599'
  // Kannel fills in escapes here as well; a doubled % stays one.
  const inbound = `${publicUrl}/channels/sms/kannel?secret=${encodeURIComponent(secret).replaceAll('%', '%%')}`
  const conf = join(folder, 'kannel.conf')
  await writeFile(
    conf,
    `
group = core
admin-port = ${admin}
admin-interface = 127.0.0.1
admin-password = unused
smsbox-port = ${boxes}
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1
log-file = "${folder}/bearerbox.log"
log-level = 2

group = smsc
smsc = fake
smsc-id = operator
port = ${operatorPort}
our-host = 127.0.0.1
connect-allow-ip = 127.0.0.1
denied-prefix = "${unroutable}"

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = ${sendsms}
sendsms-interface = 127.0.0.1
mo-recode = true
http-request-retry = 3
http-queue-delay = 1
log-file = "${folder}/smsbox.log"
log-level = 2

group = sendsms-user
username = ${login.username}
password = "${login.password}"
concatenation = true
max-messages = 10

group = sms-service
keyword = default
catch-all = true
get-url = "${inbound}&from=%p&to=%P&text=%b&id=%I"
max-messages = 0
`,
  )

  const running: ChildProcess[] = []
  const stop = async (): Promise<void> => {
    for (const child of running.reverse()) await end(child)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    running.push(spawn(bearerbox, [conf], { stdio: 'ignore' }))
    await listening(boxes!, running[0]!, join(folder, 'bearerbox.log'))
    await listening(admin!, running[0]!, join(folder, 'bearerbox.log'))
    running.push(spawn(smsbox, [conf], { stdio: 'ignore' }))
    await listening(sendsms!, running[1]!, join(folder, 'smsbox.log'))
    const operator = await connectOperator(operatorPort!)
    return {
      url: `http://127.0.0.1:${sendsms}/cgi-bin/sendsms`,
      ...login,
      number,
      unroutable,
      say: (from, text) => operator.say(from, number, text),
      received: () => operator.received,
      async stop() {
        operator.close()
        await stop()
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Waits until somebody listens there, ten seconds at most. */
const listening = async (port: number, child: ChildProcess, logFile: string): Promise<void> => {
  for (let tries = 0; tries < 200; tries++) {
    if (child.exitCode !== null) break
    if (await answers(port)) return
    await sleep(50)
  }
  const log = await readFile(logFile, 'utf8').catch(() => '')
  throw new Error(`Kannel does not come up: ${log.split('\n').slice(-8).join('\n')}`)
}

const answers = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.once('connect', () => done(true)).once('error', () => done(false))
    socket.once('connect', () => socket.destroy())
  })

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((done) => child.once('exit', done))
  child.kill('SIGTERM')
  // bearerbox waits for its boxes and its operator to leave; nothing here is worth the wait.
  const force = setTimeout(() => child.kill('SIGKILL'), 500)
  await gone
  clearTimeout(force)
}
