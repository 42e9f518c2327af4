import type pg from 'pg'

/** A role that only one process may have at a time. */
export interface Leadership {
  /** Aborted when the lock is lost: the connection broke, and another process may have it by now. */
  readonly lost: AbortSignal
  release(): Promise<void>
}

/**
 * Takes the role if nobody has it. It is a session's advisory lock on a connection of its own: Postgres gives it back
 * by itself when the process dies.
 */
export const tryLead = async (pool: pg.Pool, role: string): Promise<Leadership | undefined> => {
  const client = await pool.connect()
  const lost = new AbortController()
  const onError = (): void => lost.abort()
  let got = false
  try {
    client.on('error', onError)
    const { rows } = await client.query<{ got: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as got',
      [`makker ${role}`],
    )
    got = rows[0]!.got
  } finally {
    if (!got) {
      client.off('error', onError)
      client.release()
    }
  }
  if (!got) return undefined
  return {
    lost: lost.signal,
    async release() {
      client.off('error', onError)
      // The connection ends with the role: a pooled one would take the lock along to whoever gets it next.
      client.release(true)
    },
  }
}
