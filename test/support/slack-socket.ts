import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Duplex } from 'node:stream'

/** RFC 6455, 1.3: what a server answers the client's key with. */
const ACCEPT = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

const [TEXT, CLOSE, PING, PONG] = [1, 8, 9, 10]

/** A text message from server to client, up to 64 KB: never masked (RFC 6455, 5.2). */
const frame = (text: string): Buffer => {
  const payload = Buffer.from(text)
  const head = payload.length < 126 ? Buffer.of(0x81, payload.length) : Buffer.of(0x81, 126, 0, 0)
  if (payload.length >= 126) head.writeUInt16BE(payload.length, 2)
  return Buffer.concat([head, payload])
}

/** The frames in what a client sent; a client always masks. */
function* frames(bytes: Buffer): Generator<{ opcode: number; payload: Buffer }> {
  for (let at = 0; at + 6 <= bytes.length; ) {
    const opcode = bytes[at]! & 0x0f
    let length = bytes[at + 1]! & 0x7f
    let head = 2
    if (length === 126) {
      length = bytes.readUInt16BE(at + 2)
      head = 4
    }
    const mask = bytes.subarray(at + head, at + head + 4)
    const start = at + head + 4
    yield { opcode, payload: Buffer.from(bytes.subarray(start, start + length).map((byte, i) => byte ^ mask[i % 4]!)) }
    at = start + length
  }
}

/**
 * The socket side of Slack, which the emulator lacks: `apps.connections.open` and one WebSocket that says hello.
 * `send` gives the client an envelope; `received` is what it answered. `failFirst`: so many times it does not open.
 */
export const startSlackSocket = async (over: { failFirst?: number } = {}) => {
  const received: Record<string, unknown>[] = []
  const sockets: Duplex[] = []
  const tokens: string[] = []
  const server = createServer((request, response) => {
    tokens.push(request.headers.authorization ?? '')
    response.setHeader('content-type', 'application/json')
    if (tokens.length <= (over.failFirst ?? 0)) response.destroy()
    else response.end(JSON.stringify({ ok: true, url: `${url.replace('http', 'ws')}/link` }))
  })
  server.on('upgrade', (request, socket: Duplex) => {
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}${ACCEPT}`).digest('base64')
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    )
    sockets.push(socket)
    socket.on('error', () => {})
    socket.on('data', (bytes: Buffer) => {
      for (const { opcode, payload } of frames(bytes)) {
        if (opcode === TEXT) received.push(JSON.parse(payload.toString()))
        // Without an answer the client opens another connection every five seconds.
        else if (opcode === PING) socket.write(Buffer.concat([Buffer.of(0x80 | PONG, payload.length), payload]))
        else if (opcode === CLOSE) socket.end(Buffer.concat([Buffer.of(0x80 | CLOSE, payload.length), payload]))
      }
    })
    socket.write(frame(JSON.stringify({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A1' } })))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  return {
    url,
    received,
    tokens,
    connections: () => sockets.length,
    send: (envelope: object) => sockets.at(-1)?.write(frame(JSON.stringify(envelope))),
    stop: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
