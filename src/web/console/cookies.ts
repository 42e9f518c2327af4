import type { FastifyReply, FastifyRequest } from 'fastify'

/** What the console remembers of a visitor: their language and who they are in the demo. No secret, no session. */
type Remembered = 'lang' | 'me'

export const cookies = ({ headers }: FastifyRequest): Partial<Record<Remembered, string>> =>
  Object.fromEntries(
    (headers.cookie ?? '').split('; ').flatMap((pair) => {
      const [, name, value] = /^makker-(lang|me)=([\w-]{1,64})$/.exec(pair) ?? []
      return name && value ? [[name, value]] : []
    }),
  )

export const keep = (reply: FastifyReply, name: Remembered, value: string): void => {
  reply.header('set-cookie', `makker-${name}=${value}; Path=/; SameSite=Strict; HttpOnly; Max-Age=2592000`)
}
