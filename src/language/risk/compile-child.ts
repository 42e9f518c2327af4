import { compileRules } from './compile.ts'
import type { Compiled, CompileOrder } from './compile-aside.ts'
import { pack } from './pack.ts'
import { parseRiskRules, RiskRulesError } from './rules.ts'

// A process' whole life: the rules of one folder, see `compile-aside.ts`.
const compiled = ({ files, dir, key }: CompileOrder): Compiled => {
  try {
    const read = new Map(files.map(([name, bytes]) => [name, Buffer.from(bytes)]))
    return { bytes: pack(key, compileRules(parseRiskRules(read, dir))) }
  } catch (error) {
    if (error instanceof RiskRulesError) return { faults: error.faults }
    throw error
  }
}
process.once('message', (order: CompileOrder) => process.send?.(compiled(order), () => process.disconnect?.()))
// Nobody is waiting any more.
process.once('disconnect', () => process.exit())
