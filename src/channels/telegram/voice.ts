import type { Api } from 'grammy'
import type { VoiceRef } from '../../core/opinion.ts'
import type { Log } from '../../lib/log.ts'
import type { Sound } from '../channel.ts'
import { reasonOf } from './answers.ts'
import { callSignal, filesOf } from './api.ts'

/** About twenty minutes of Telegram's voice; a bot could fetch 20 MB. */
const MOST_BYTES = 5 * 1024 * 1024
const MOST_MS = 5_000
/** What Telegram's own clients record. */
const VOICE_TYPE = 'audio/ogg'
/** A path inside Telegram's store, as `getFile` gives it. */
const PATH = /^(?!.*\.\.)[\w/.-]{1,256}$/

/**
 * A spoken message, fetched into memory and nowhere else. Undefined, with a word in the log, when it is too large, gone,
 * or takes too long. Source: core.telegram.org/bots/api#getfile.
 */
export const fetchVoice = async (
  { api, log }: { api: Api; log: Pick<Log, 'info'> },
  voice: VoiceRef,
  signal: AbortSignal,
): Promise<Sound | undefined> => {
  const not = (reason: string): undefined => void log.info({ channel: 'telegram', reason }, 'a voice was not fetched')
  if ((voice.bytes ?? 0) > MOST_BYTES) return not('too-large')
  const until = callSignal(MOST_MS, signal)
  try {
    const { file_path: path, file_size: size = 0 } = await api.getFile(voice.id, until)
    if (size > MOST_BYTES) return not('too-large')
    if (!path || !PATH.test(path)) return not('no-path')
    const answer = await fetch(`${filesOf(api)}/${path}`, { signal: until, redirect: 'error' })
    if (!answer.ok || !answer.body) return not(`status-${answer.status}`)
    const chunks: Uint8Array[] = []
    let bytes = 0
    for await (const chunk of answer.body) {
      bytes += chunk.byteLength
      // Leaving the loop ends the transfer.
      if (bytes > MOST_BYTES) return not('too-large')
      chunks.push(chunk)
    }
    if (bytes === 0) return not('empty')
    const sound = new Uint8Array(bytes)
    let at = 0
    for (const chunk of chunks) {
      sound.set(chunk, at)
      at += chunk.byteLength
    }
    return { sound, type: voice.type ?? VOICE_TYPE }
  } catch (error) {
    return not(until.aborted ? 'timeout' : reasonOf(error))
  }
}
