import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpus, totalmem } from 'node:os'

/** Every measurement, one after the other, each in a process of its own. `node bench/all.ts turns` runs one. */
const BENCHES = {
  turns: 'durable inbound turns through HTTP, start and memory',
  reminders: '6,000 reminders due in the same minute',
  risk: 'the risk screen',
  slack: 'the answer to a press, and an acute card, while 500 cards wait for their turn',
  safety: 'the answer to danger while 6,000 reminders leave',
  home: 'the Home tab of a team with 1,000 open cases',
} as const

const wanted = process.argv.slice(2)
const [cpu] = cpus()
console.log(
  `${cpus().length} cores (${cpu?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
)
for (const [name, about] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  console.log(`\n${name}: ${about}`)
  const child = spawn(process.execPath, [new URL(`${name}.ts`, import.meta.url).pathname], { stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  if (code !== 0) process.exitCode = 1
}
