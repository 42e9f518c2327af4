import { createReceiver } from '../channels/activity.ts'
import { isGsm7 } from '../channels/sms/text.ts'
import type { Config } from '../config.ts'
import type { Content } from '../content/load.ts'
import { readability } from '../content/readability.ts'
import type { Language } from '../core/citizen.ts'
import type { Heard } from '../core/heard.ts'
import type { Inbound } from '../core/traffic.ts'
import type { AfterCommit, EffectParts } from '../db/effects.ts'
import { writeSecondLook } from '../db/second-looks.ts'
import { createSecondLooks, type SecondLookDeps, type SecondLooks } from '../dialogs/second-look.ts'
import { createAnnotators } from '../language/annotators.ts'
import { PATIENCE_MS } from '../language/model/client.ts'
import { createModel, type Model } from '../language/model/model.ts'
import type { RiskScreen } from '../language/risk/screen.ts'
import type { Log } from '../lib/log.ts'
import type { Channels } from './channels.ts'
import type { Database } from './database.ts'

const REFLECT = 'reflect.'

/** The language model, when one is configured; its library is loaded with the first question. */
export const openModel = (config: Config, { catalogue }: Content, log: Log): Model | undefined => {
  if (!config.model) return undefined
  const { model, voiceModel, apiKey, baseUrl } = config.model
  const choices = (language: Language) =>
    [...(catalogue.get(language) ?? [])]
      .filter(([key]) => key.startsWith(REFLECT))
      .map(([key, entry]) => ({ name: key.slice(REFLECT.length), text: entry.text.format(() => '') }))
  return createModel({
    ...{ log, model },
    ...(voiceModel && { voiceModel }),
    ...(apiKey && { apiKey }),
    ...(baseUrl && { baseUrl }),
    measure: { lix: (text) => readability([text]).lix, isGsm7 },
    reflections: choices,
  })
}

type House = Omit<SecondLookDeps<AfterCommit>, 'patience' | 'model' | 'fetchVoice' | 'annotate' | 'store'> & {
  load: SecondLookDeps<AfterCommit>['store']['load']
}

/** What a model may do beside the turns, on this house's channels and database. */
export const openSecondLooks = (
  model: Model,
  {
    channels,
    database,
    effectParts,
    screen,
  }: { channels: Channels; database: Database; effectParts: EffectParts; screen: RiskScreen },
  { load, ...house }: House,
): SecondLooks => {
  const receiver = createReceiver<{ inbound: Inbound; heard: Heard }>({
    annotators: createAnnotators(screen),
    handle: async (inbound, heard) => ({ inbound, heard }),
  })
  return createSecondLooks<AfterCommit>({
    ...house,
    model,
    patience: { reply: PATIENCE_MS.understand, voice: PATIENCE_MS.transcribe },
    annotate: (inbound) => receiver.receive(inbound),
    fetchVoice: async (kind, voice, signal) => channels.all.get(kind)?.fetchVoice?.(voice, signal),
    store: { load, second: (order) => writeSecondLook(database.db, order, effectParts) },
  })
}
