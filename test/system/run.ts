/** `npm run test:system [-- NAME…]`: runs each part in turn, prints TAP, and a summary as the last line. */
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import type { Check, Part } from './part.ts'

const here = dirname(fileURLToPath(import.meta.url))
const say = (line: string): void => void process.stdout.write(`${line}\n`)

const counts = { passed: 0, failed: 0, skipped: 0 }
let number = 0

function result(holds: boolean, what: string, skipped?: string): void {
  const directive = skipped === undefined ? '' : ` # SKIP ${skipped}`
  say(`${holds ? 'ok' : 'not ok'} ${++number} - ${what.replaceAll('#', '')}${directive}`)
  counts[skipped !== undefined ? 'skipped' : holds ? 'passed' : 'failed']++
}

const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => `  # ${line}`)
    .join('\n')

function checkFor(part: string): Check {
  const ok: Check['ok'] = (holds, what, detail) => {
    result(holds, `${part}: ${what}`)
    if (!holds && detail !== undefined)
      say(indented(typeof detail === 'string' ? detail : JSON.stringify(detail, null, 2)))
    return holds
  }
  return {
    ok,
    equal: (found, wanted, what) => ok(isDeepStrictEqual(found, wanted), what, { found, wanted }),
    skip: (what, reason) => result(true, `${part}: ${what}`, reason),
    note: (text) => say(indented(text)),
  }
}

async function runPart(part: Part): Promise<void> {
  const missing = await part.missing()
  if (missing !== undefined) return result(true, part.name, missing)
  const started = performance.now()
  try {
    await part.run(checkFor(part.name))
  } catch (error) {
    result(false, `${part.name}: ran to its end`)
    say(indented(error instanceof Error ? (error.stack ?? error.message) : String(error)))
  }
  say(indented(`${part.name}: ${((performance.now() - started) / 1000).toFixed(1)} s`))
}

const only = process.argv.slice(2)
const files = readdirSync(here).filter((file) => file.endsWith('.ts') && file !== 'run.ts' && file !== 'part.ts')
const unknown = only.filter((name) => !files.includes(`${name}.ts`))
if (unknown.length > 0) {
  process.stderr.write(
    `no such part: ${unknown.join(', ')}; there are ${files.map((file) => file.slice(0, -3)).join(', ')}\n`,
  )
  process.exit(2)
}
say('TAP version 14')
for (const file of files.sort()) {
  if (only.length > 0 && !only.includes(file.slice(0, -3))) continue
  await runPart((await import(pathToFileURL(join(here, file)).href)) as Part)
}
say(`1..${number}`)
say(`# system: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
process.exit(counts.failed === 0 ? 0 : 1)
