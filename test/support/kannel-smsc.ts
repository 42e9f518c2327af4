import { connect, type Socket } from 'node:net'

/** A message that reached the operator, put together again when Kannel sent it in parts. */
export interface Received {
  from: string
  to: string
  text: string
  parts: number
}

/**
 * The operator behind Kannel's `smsc = fake` port: what Kannel's own `fakesmsc` program does, but with messages that
 * are not fixed at its start. One line a message: `sender receiver kind data`.
 */
export const connectOperator = async (port: number): Promise<Operator> => {
  const socket = connect({ port, host: '127.0.0.1' })
  await new Promise<void>((done, fail) => socket.once('connect', done).once('error', fail))
  return new Operator(socket)
}

export class Operator {
  #socket: Socket
  #rest = ''
  #received: Received[] = []
  #parts = new Map<string, Map<number, Buffer>>()

  constructor(socket: Socket) {
    this.#socket = socket
    // Bytes as characters: a line may hold UTF-8, and a chunk may end in the middle of a character.
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => this.#take(chunk))
    socket.on('error', () => {})
  }

  get received(): readonly Received[] {
    return this.#received
  }

  /** A person writes. ASCII goes as text, the rest as the operators send it: UTF-16BE. */
  say(from: string, to: string, text: string): void {
    const [kind, data] = /^[ -~]+$/.test(text)
      ? ['text', text]
      : ['ucs2', percent(Buffer.from(text, 'utf16le').swap16())]
    this.#socket.write(`${from} ${to} ${kind} ${data}\n`)
  }

  close(): void {
    this.#socket.destroy()
  }

  #take(chunk: string): void {
    const lines = (this.#rest + chunk).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.#read(line)
  }

  #read(line: string): void {
    const [, from, to, kind, data] = /^(\S+) (\+?\d+) (text|data|ucs-2|udh) (.*)$/s.exec(line) ?? []
    if (from === undefined || to === undefined || kind === undefined || data === undefined) {
      // Kannel writes a line break of a text as it is, so this line goes on with the last message.
      const last = this.#received.at(-1)
      if (last) last.text += `\n${Buffer.from(line, 'latin1').toString('utf8')}`
      return
    }
    if (kind === 'udh') {
      this.#readPart(from, to, data)
      return
    }
    const bytes = kind === 'text' ? Buffer.from(data, 'latin1') : unpercent(data)
    this.#received.push({ from, to, text: decode(bytes, kind === 'ucs-2'), parts: 1 })
  }

  #readPart(from: string, to: string, data: string): void {
    const [header = '', , payload = ''] = data.split(' ')
    // 05 00 03 reference total number: 3GPP TS 23.040, 9.2.3.24.1.
    const [, , , reference = 0, total = 1, number = 1] = unpercent(header)
    const key = `${from} ${to} ${reference}`
    const parts = this.#parts.get(key) ?? new Map<number, Buffer>()
    this.#parts.set(key, parts.set(number, unpercent(payload)))
    if (parts.size < total) return
    this.#parts.delete(key)
    const bytes = Buffer.concat([...parts].sort(([a], [b]) => a - b).map(([, part]) => part))
    this.#received.push({ from, to, text: decode(bytes, isUtf16(bytes)), parts: total })
  }
}

const percent = (bytes: Buffer): string => [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')

const unpercent = (data: string): Buffer =>
  Buffer.from(
    data
      .replaceAll('+', ' ')
      .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )

const decode = (bytes: Buffer, utf16: boolean): string =>
  utf16 ? Buffer.from(bytes).swap16().toString('utf16le') : bytes.toString('utf8')

/** Kannel does not say how a part is coded. UTF-16 of any script has bytes that text in UTF-8 never has. */
const isUtf16 = (bytes: Buffer): boolean =>
  bytes.length % 2 === 0 &&
  (bytes.some((byte) => byte < 0x20 && byte !== 0x0a && byte !== 0x0d) || bytes.toString('utf8').includes('\uFFFD'))
