import { z } from 'zod'
import { INTENTS, OPINION_CLASSES } from '../../core/opinion.ts'

/** What the model is asked to answer with, for the schema that goes with the question. */
const asked = (reflections: readonly string[]) =>
  z.object({
    risk: z.enum(['none', 'S1', 'S2', 'S3']),
    riskClass: z.enum([...OPINION_CLASSES, 'none']),
    intent: z.enum(INTENTS),
    reflection: z.enum([...reflections, 'none']),
    sentence: z.string(),
  })

/** The answer as it is read: a level that cannot be read makes it nonsense, anything else only loses its own part. */
const Answer = z.object({
  risk: z.enum(['none', 'S1', 'S2', 'S3']),
  riskClass: z.enum(OPINION_CLASSES).catch('other'),
  intent: z.enum(INTENTS).catch('none'),
  reflection: z.string().max(40).catch('none'),
  sentence: z.string().max(400).catch(''),
})
export type Answer = z.infer<typeof Answer>

/** `response_format` of a chat completion: a strict JSON schema. */
export const responseFormat = (reflections: readonly string[]) => {
  const { $schema: _, ...schema } = z.toJSONSchema(asked(reflections))
  return { type: 'json_schema' as const, json_schema: { name: 'opinion', strict: true, schema } }
}

/** Undefined for nonsense: no JSON, another shape, no level. */
export const readAnswer = (content: unknown): Answer | undefined => {
  if (typeof content !== 'string') return undefined
  // Some servers wrap it in a code block whatever they are told.
  const bare = content.trim().replace(/^```(?:json)?\s*|\s*```$/g, '')
  try {
    return Answer.safeParse(JSON.parse(bare)).data
  } catch {
    return undefined
  }
}

/** `{"text": "…"}` of a transcription. */
export const readTranscript = (body: unknown): string | undefined => {
  const text = z.object({ text: z.string() }).safeParse(body).data?.text.trim()
  return text ? text : undefined
}
