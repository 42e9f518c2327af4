import { Api } from 'grammy'

export interface TelegramApiOptions {
  token: string
  /** Replaces https://api.telegram.org. */
  apiRoot?: string | undefined
}

/** Our last bound on any call, in seconds: above the longest long poll. Calls carry a shorter one of their own. */
const LAST_BOUND = 60

/**
 * grammy's `Api`: the methods, their types and a keep-alive agent. No throttler and no auto-retry: they would sleep
 * while the lease runs out, and know nothing of the other workers.
 */
export const createTelegramApi = ({ token, apiRoot }: TelegramApiOptions): Api =>
  new Api(token, {
    timeoutSeconds: LAST_BOUND,
    // grammy refuses a root with a slash at its end.
    ...(apiRoot === undefined ? {} : { apiRoot: apiRoot.replace(/\/+$/, '') }),
  })

/** Where Telegram keeps files; holds the token, so it is never logged. Source: core.telegram.org/bots/api#getfile. */
export const filesOf = ({ token, options }: Api): string =>
  `${options?.apiRoot ?? 'https://api.telegram.org'}/file/bot${token}`

/** The type grammy wants for a signal: an older `AbortSignal`, without `reason` and `any`. */
export type CallSignal = NonNullable<Parameters<Api['getMe']>[0]>

/** Ends one call after so many milliseconds, or when `stop` says so. */
export const callSignal = (milliseconds: number, stop?: AbortSignal): AbortSignal & CallSignal => {
  const bound = AbortSignal.timeout(milliseconds)
  return (stop ? AbortSignal.any([bound, stop]) : bound) as AbortSignal & CallSignal
}
