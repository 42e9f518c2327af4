/**
 * The process cannot or must not start. The message is one sentence for the person at the terminal:
 * what is wrong and what to change. No stack is printed for it.
 */
export class StartRefused extends Error {
  override name = 'StartRefused'
  /** What the process ends with: 1 failed, 2 wrong use. */
  readonly exitCode: number
  constructor(message: string, options: { exitCode?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.exitCode = options.exitCode ?? 1
  }
}

/**
 * Any thrown thing as one line for a person. The parts of an AggregateError and the cause are added where they say
 * more (a refused connection has an empty message of its own).
 */
export const sentence = (error: unknown): string => {
  const parts: string[] = []
  let at: unknown = error
  for (let depth = 0; depth < 4 && at !== undefined && at !== null; depth++) {
    const line = firstLine(at)
    if (line !== '' && !parts.some((part) => part.includes(line))) parts.push(line)
    if (at instanceof StartRefused || !(at instanceof Error)) break
    at = at instanceof AggregateError && at.cause === undefined ? at.errors[0] : at.cause
  }
  return parts.join(': ') || 'unknown error'
}

const firstLine = (thrown: unknown): string => {
  const text = thrown instanceof Error ? thrown.message || codeOf(thrown) : String(thrown)
  return text.trim().split('\n', 1)[0]!.trim()
}

const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : '')
