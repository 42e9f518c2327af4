import { expect, test } from 'vitest'
import { openTown } from '../support/town.ts'

test('one citizen lives a day on the phone', async () => {
  await using town = await openTown()
  const mette = await town.invites()
  console.log(await mette.says('hej'))
  console.log(await mette.says('ok'))
  console.log(await mette.says('ok'))
  console.log(await mette.says('dansk'))
  console.log(await mette.says('9.30'))
  console.log(await mette.status())
  console.log(await town.advance('26h'))
  console.log(await mette.news())
  expect(1).toBe(1)
})
