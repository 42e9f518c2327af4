import type { z } from 'zod'

/** One kind of job: ids in, facts re-read, nothing harmful when it runs twice, late or never. */
export interface JobDefinition<Payload, Deps> {
  name: string
  payload: z.ZodType<Payload>
  /** Returns a word on what was done, for the log; `stale` when the row has moved on. */
  run(payload: Payload, deps: Deps): Promise<string>
}

export const defineJob = <Payload, Deps>(definition: JobDefinition<Payload, Deps>): JobDefinition<Payload, Deps> =>
  definition

/** A job as a queue hands it over: data not looked at yet. */
export type Handler = (data: unknown) => Promise<string>

/** A definition with its deps filled in. A payload that does not fit is an error of the job, never of the worker. */
export const handlerOf =
  <Payload, Deps>(job: JobDefinition<Payload, Deps>, deps: Deps): Handler =>
  async (data) =>
    job.run(job.payload.parse(data), deps)

/** Something to be done later. The id is made of the row and its version, so the same news is queued once. */
export interface Enqueued {
  name: string
  data: Record<string, unknown>
  /** `<name>-<rowId>-v<version>`; without a row there is none. */
  row?: { id: string; version: number }
  delayMs?: number
}

/** BullMQ takes no `:` in an id, and no plain integer. */
export const jobId = ({ name, row }: Enqueued): string | undefined => row && `${name}-${row.id}-v${row.version}`
