import { expect } from 'vitest'

/** Texts of messages by what matters in them: content is edited by others than programmers. */
export const like = (...patterns: (RegExp | string)[]): string[] =>
  patterns.map((pattern) => expect.stringMatching(pattern) as unknown as string)
