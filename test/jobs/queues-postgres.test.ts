import { sql } from 'kysely'
import { describe } from 'vitest'
import { freshDb } from '../support/db.ts'
import { queueContract } from './queues-contract.ts'

const db = await freshDb()

describe('on PostgreSQL', () => {
  queueContract(() => ({
    name: 'postgres',
    databaseUrl: db.url,
    async empty() {
      await sql`drop schema bullmq cascade`.execute(db.sql)
    },
    async schedulers(queue) {
      const { Queue, createPostgresBackend } = await import('bullmq')
      const look = new Queue(
        queue,
        { connection: { connectionString: db.url, schema: 'bullmq' } as never },
        createPostgresBackend as never,
      )
      look.on('error', () => {})
      try {
        return await look.getJobSchedulersCount()
      } finally {
        await look.close()
      }
    },
  }))
})
