import { parentPort, workerData } from 'node:worker_threads'
import type { RiskData } from './data.ts'
import type { LongText } from './long-texts.ts'
import { screenOf } from './screen.ts'

// A thread's whole life: one text, see `long-texts.ts`.
const { data, text, language } = workerData as LongText & { data: RiskData }
parentPort?.postMessage(screenOf(data).screen(text, language))
