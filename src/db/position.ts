import type { Position } from '../core/dialog.ts'
import { open, seal } from '../lib/seal.ts'

/** The part of a position that may be read without the citizen's key: where, not what. */
interface Where {
  dialog: string
  step: string
  version: number
  misses?: number
  question?: string
}

const CONTEXT = 'conversation.position'

/** The columns a position is stored in. */
export const sealPosition = (
  key: Buffer,
  at: Position | undefined,
): { where: string | null; sealed: Buffer | null } => {
  if (!at) return { where: null, sealed: null }
  const { data, ...where } = at
  return { where: JSON.stringify(where), sealed: seal(key, JSON.stringify(data), CONTEXT) }
}

/** A position again; its data from the sealed column, or the references a scheduled message opened it with. */
export const openPosition = (
  key: Buffer,
  where: unknown,
  sealed: Buffer | null,
  opened: unknown,
): Position | undefined => {
  if (!where) return undefined
  // A suspended position that a scheduled message had opened carries its references beside the where.
  const { data: plain, ...rest } = where as Where & { data?: unknown }
  const data = sealed ? JSON.parse(open(key, sealed, CONTEXT)) : (opened ?? plain ?? {})
  return { ...rest, data: data as Record<string, unknown> }
}
