import type { Language } from '../../core/citizen.ts'
import type { Opinion } from '../../core/opinion.ts'
import { readAnswer, readTranscript, responseFormat } from './answer.ts'
import { createEndpoint, type EndpointOptions, PATIENCE_MS, soundFile } from './client.ts'
import { maskForModel } from './mask.ts'
import { messagesFor, type Reflection } from './prompt.ts'
import { type Measure, maySay } from './sentence.ts'

export interface ModelOptions extends EndpointOptions {
  model: string
  /** The model that writes down what is said; unset: no sound leaves. */
  voiceModel?: string
  measure: Measure
  /** The content's own sentences in a language, to choose from. */
  reflections(language: Language): readonly Reflection[]
}

/** What is asked about one text. */
export interface Question {
  text: string
  /** Names that must not leave, however they are written: the citizen's and their caseworker's. */
  names: readonly string[]
  /** The citizen's language, in which an answer would be. */
  language: Language
}

/** The rest of a longer text is looked at by the risk screen only. */
const MOST_TEXT = 2000

/** The optional language model. Nothing in here throws; what fails is undefined, and everything goes on as without it. */
export const createModel = ({ model, voiceModel, measure, reflections, ...options }: ModelOptions) => {
  const endpoint = createEndpoint(options)
  return {
    host: endpoint.host,
    hears: voiceModel !== undefined,
    counts: endpoint.counts,
    /** `ready`: an answer may be waited for. `trial`: it may be asked, and nobody waits. `resting`: it is down. */
    state(purpose: 'understand' | 'transcribe'): 'ready' | 'trial' | 'resting' {
      const state = endpoint.state(purpose)
      return state === 'closed' ? 'ready' : state === 'open' ? 'resting' : 'trial'
    },

    /** What the model makes of a text, as far as the rules let it. */
    async consider({ text, names, language }: Question, signal: AbortSignal): Promise<Opinion | undefined> {
      const masked = maskForModel(text.slice(0, MOST_TEXT).toWellFormed(), names)
      const choices = reflections(language)
      const body = {
        model,
        messages: messagesFor(masked, language, choices),
        response_format: responseFormat(choices.map(({ name }) => name)),
      }
      const answer = await endpoint.call(
        'understand',
        Buffer.byteLength(JSON.stringify(body)),
        signal,
        (sdk, how) => sdk.chat.completions.create(body, how),
        (completion) => readAnswer(contentOf(completion)),
      )
      if (!answer) return undefined
      const { risk, riskClass, intent, reflection, sentence } = answer
      return {
        ...(risk !== 'none' && { risk: { level: risk, class: riskClass } }),
        ...(intent !== 'none' && { intent }),
        ...(choices.some(({ name }) => name === reflection) && { reflection }),
        ...(maySay(sentence, masked, language, measure) && { sentence }),
      }
    },

    /** What was said, in words. The sound is not kept by us. */
    async transcribe(
      { sound, type, language }: { sound: Uint8Array<ArrayBuffer>; type: string; language: Language },
      signal: AbortSignal,
    ): Promise<string | undefined> {
      if (!voiceModel) return undefined
      const file = await soundFile(sound, type)
      return endpoint.call(
        'transcribe',
        sound.byteLength,
        signal,
        (sdk, how) => sdk.audio.transcriptions.create({ file, model: voiceModel, language }, how),
        readTranscript,
      )
    },

    /** Whether it answers at all, for `doctor`. A server without a list of models answers as well. */
    async reach(): Promise<'answers' | 'refuses the key' | 'does not answer'> {
      let status: unknown
      const answered = await endpoint.call(
        'reach',
        0,
        AbortSignal.timeout(PATIENCE_MS.reach),
        async (sdk, how) => {
          try {
            return await sdk.get('/models', how)
          } catch (error) {
            status = (error as { status?: unknown }).status
            if (typeof status !== 'number') throw error
            return { status }
          }
        },
        (answer) => answer ?? {},
      )
      if (status === 401 || status === 403) return 'refuses the key'
      return answered === undefined ? 'does not answer' : 'answers'
    },
  }
}
export type Model = ReturnType<typeof createModel>

const contentOf = (completion: unknown): unknown =>
  (completion as { choices?: { message?: { content?: unknown } }[] } | null)?.choices?.[0]?.message?.content
