import { z } from 'zod'

/** The errors of `@slack/web-api`, told by their shape: its classes come with the whole library. */
const PlatformError = z.object({
  code: z.literal('slack_webapi_platform_error'),
  data: z.object({ error: z.string() }),
})
const RateLimited = z.object({ code: z.literal('slack_webapi_rate_limited_error'), retryAfter: z.number() })
const HttpError = z.object({ code: z.literal('slack_webapi_http_error'), statusCode: z.number() })
const Coded = z.object({ code: z.string() })

/** Slack's own error code, or the kind of trouble on the way to it. `retryAfter` in seconds. */
export const webApiErrorOf = (error: unknown): { code: string; retryAfter?: number } => {
  const platform = PlatformError.safeParse(error)
  if (platform.success) return { code: platform.data.data.error }
  const limited = RateLimited.safeParse(error)
  if (limited.success) return { code: 'ratelimited', retryAfter: limited.data.retryAfter }
  const http = HttpError.safeParse(error)
  if (http.success) return { code: `http_${http.data.statusCode}` }
  return { code: Coded.safeParse(error).data?.code ?? 'unknown' }
}
