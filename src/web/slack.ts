import type { FastifyInstance } from 'fastify'

/** The caseworkers' app, behind our port. It verifies the signature itself, over the body exactly as it came. */
export interface SlackDoor {
  handle(request: {
    headers: Record<string, string | string[] | undefined>
    rawBody: string
  }): Promise<{ status: number; body: string }>
}

/** `POST /slack/events`: events, interactions and commands, JSON and forms alike. */
export const slackRoutes = (app: FastifyInstance, slack: SlackDoor): void => {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
    scope.post('/slack/events', async (request, reply) => {
      const rawBody = typeof request.body === 'string' ? request.body : ''
      const { status, body } = await slack.handle({ headers: request.headers, rawBody })
      return reply
        .code(status)
        .type(body === '' ? 'text/plain' : 'application/json; charset=utf-8')
        .send(body)
    })
  })
}
