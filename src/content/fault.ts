/** One thing wrong in a content file, where it is and what is expected there. Lines and columns begin at 1. */
export interface Fault {
  file: string
  line: number
  column: number
  expected: string
}

/** Content that cannot be used. Carries every fault found, not only the first, so that one edit can mend them all. */
export class ContentInvalid extends Error {
  override name = 'ContentInvalid'
  readonly faults: readonly Fault[]

  constructor(faults: readonly Fault[]) {
    super(faults.map(({ file, line, column, expected }) => `${file}:${line}:${column} ${expected}`).join('\n'))
    this.faults = faults
  }
}
