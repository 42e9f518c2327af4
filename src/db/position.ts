import { type Position, UNDER } from '../core/dialog.ts'
import { open, seal } from '../lib/seal.ts'

/** The part of a position that may be read without the citizen's key: where, not what. */
interface Where {
  dialog: string
  step: string
  version: number
  misses?: number
  again?: true
  question?: string
}

const CONTEXT = 'conversation.position'

/** The columns a position is stored in. */
export const sealPosition = (key: Buffer, at: Position | undefined): { where: Where | null; sealed: Buffer | null } => {
  if (!at) return { where: null, sealed: null }
  const { data, ...where } = at
  return { where, sealed: seal(key, JSON.stringify(data), CONTEXT) }
}

/**
 * A suspended position as the claim put it aside, without any key: a question that a scheduled message had opened
 * carries its references, and what waited before lies under it with its sealed memory in base64.
 */
interface PutAside extends Where {
  data?: Record<string, unknown>
  [UNDER]?: PutAside
  sealed?: string | null
}

/** A position again; its data from the sealed column, or the references a scheduled message opened it with. */
export const openPosition = (
  key: Buffer,
  where: unknown,
  sealed: Buffer | null,
  opened: unknown,
): Position | undefined => {
  if (!where) return undefined
  const { data: plain, [UNDER]: under, sealed: own, ...rest } = where as PutAside
  const bytes = sealed ?? (own ? Buffer.from(own, 'base64') : null)
  const data: Record<string, unknown> = bytes ? JSON.parse(open(key, bytes, CONTEXT)) : (opened ?? plain ?? {})
  const below = openPosition(key, under, null, null)
  return { ...rest, data: below ? { ...data, [UNDER]: below } : data }
}
