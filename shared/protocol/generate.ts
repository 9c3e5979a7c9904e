/** Makes `generated/millwright.{js,d.ts}` from the schema. Run by `npm run generate`; a test fails when they have drifted. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const bin = (name: string): string => join(here, '../../node_modules/protobufjs-cli/bin', name)

/** Returns the text a run makes of the schema. Throws with the tool's own words when it fails. */
export function generate(): { js: string; dts: string } {
  const run = (args: string[], input?: string): string => {
    const done = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: here, input, maxBuffer: 1 << 26 })
    if (done.status !== 0) throw new Error(`${args[0]}: ${done.stderr}`)
    return done.stdout
  }
  const flags = ['--no-delimited', '--no-verify', '--no-service', '--force-long=false']
  const js = run([
    bin('pbjs'),
    '-t',
    'static-module',
    '-w',
    'es6',
    '--force-number',
    ...flags.slice(0, 3),
    'millwright.proto',
  ])
  const dts = run([bin('pbts'), '-'], js)
  return {
    js: js.replace('protobufjs/minimal"', 'protobufjs/minimal.js"'),
    // The package "long" ships a namespace that pbts imports as a value; only its type is used.
    dts: dts.replace(/^import Long = require\("long"\);$/m, 'import type Long from "long";'),
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { js, dts } = generate()
  writeFileSync(join(here, 'generated/millwright.js'), js)
  writeFileSync(join(here, 'generated/millwright.d.ts'), dts)
}
