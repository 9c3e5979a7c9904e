/** The rules of the house that a machine can hold: directions, names, sizes, generated code, documents. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { errorRegistry } from '../shared/errors.ts'
import { generate } from '../shared/protocol/generate.ts'
import { version } from '../shared/version.ts'
import { bannedNames } from './tidy/banned-names.ts'
import { findCycle, importVerdict, zoneOf } from './tidy/import-table.ts'
import { ratchet } from './tidy/ratchet.ts'
import { functionSizes, oversize } from './tidy/sizes.ts'
import { filesUnder, importsOf, root, type SourceFile } from './tidy/source.ts'

const folders = ['agent', 'coordinator', 'shared', 'installers', 'examples', 'test']
const sources = filesUnder(folders, ['.ts', '.tsx'])
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const source = (path: string, text: string): SourceFile => ({ path, text })

t.test('imports follow the table', (t) => {
  const imports = sources.flatMap(importsOf)
  const manifest = JSON.parse(read('package.json')) as { dependencies: Record<string, string> }
  const runtime = new Set(Object.keys(manifest.dependencies))
  const broken = imports.flatMap((item) => {
    const verdict = importVerdict(item, runtime)
    return verdict === undefined ? [] : [`${item.from} → ${item.specifier}: ${verdict}`]
  })
  t.same(broken, [])
  t.equal(findCycle(imports), undefined, 'no files import each other in a ring')
  const homeless = sources.filter(
    ({ path }) => /^(agent|coordinator|shared)\//.test(path) && zoneOf(path) === undefined,
  )
  t.same(
    homeless.map(({ path }) => path),
    [],
    'every product file is in a zone',
  )
  t.end()
})

t.test('the table refuses what it should', (t) => {
  const verdict = (from: string, text: string): string | undefined => {
    const [item] = importsOf(source(from, text))
    return item === undefined ? 'no import seen' : importVerdict(item, new Set(['ws', 'preact']))
  }
  const refused: [string, string][] = [
    ['shared/a.ts', "import { readFileSync } from 'node:fs'"],
    ['coordinator/core/a.ts', "import WebSocket from 'ws'"],
    ['coordinator/core/a.ts', "import { x } from '../shell/x.ts'"],
    ['coordinator/api/a.ts', "import { x } from '../store/x.ts'"],
    ['coordinator/api/a.ts', "export { x } from '../ports.ts'"],
    ['coordinator/cli/a.ts', "import type { Door } from '../ports.ts'"],
    ['coordinator/cli/a.ts', "const x = await import('../core/x.ts')"],
    ['coordinator/console/a.tsx', "import { limits } from '../../shared/limits.ts'"],
    ['agent/sensors/a.ts', "import {\n  x,\n} from '../work/x.ts'"],
    ['agent/engines/data/main.ts', "import { x } from '../../work/x.ts'"],
    ['agent/simulated/a.ts', "import { x } from '../sensors/x.ts'"],
    ['agent/link/a.ts', "import { x } from '../../coordinator/core/x.ts'"],
    ['agent/work/a.ts', "import x from 'leftpad'"],
    ['test/a.ts', "import '../agent/main.ts'"],
    ['test/a.ts', "import '../../elsewhere/x.ts'"],
  ]
  for (const [from, text] of refused) t.type(verdict(from, text), 'string', `${from}: ${text}`)
  const allowed: [string, string][] = [
    ['coordinator/api/a.ts', "import type { Door } from '../ports.ts'"],
    ['coordinator/api/a.ts', "import { step } from '../core/step.ts'"],
    ['coordinator/console/a.tsx', "import type { Job } from '../../shared/model/job.ts'"],
    ['coordinator/console/a.tsx', "import { hostMarks } from '../../shared/model/words.ts'"],
    ['coordinator/main.ts', "import { x } from './api/x.ts'"],
    ['agent/simulated/main.ts', "import { x } from '../link/x.ts'"],
    ['agent/work/a.ts', "import { x } from './b.ts'"],
  ]
  for (const [from, text] of allowed) t.equal(verdict(from, text), undefined, `${from}: ${text}`)
  const ring = ["import './b.ts'", "import './c.ts'", "import './a.ts'"].map((text, i) =>
    source(`shared/${'abc'[i]}.ts`, text),
  )
  t.equal(findCycle(ring.flatMap(importsOf))?.length, 4)
  t.end()
})

t.test('the core names no clock, no chance and no I/O', (t) => {
  t.same(sources.filter(({ path }) => path.startsWith('coordinator/core/')).flatMap(bannedNames), [])
  const bad = ['Date.now()', 'await x', 'Math.random()', 'Math.log(x)', 'setTimeout(f)', 'process.exit()']
  for (const text of bad) t.not(bannedNames(source('core/a.ts', text)).length, 0, text)
  const good = ['// Date.now()', "'Math.random()'", 'Math.floor(x)', 'update(x)', 'row.process', '{ process: 1 }']
  for (const text of good) t.same(bannedNames(source('core/a.ts', text)), [], text)
  t.end()
})

t.test('files and functions keep to their size', (t) => {
  const over = new Map(sources.flatMap((file) => [...oversize(file)]))
  const grown = [...over]
    .filter(([key, lines]) => lines > (ratchet[key] ?? 0))
    .map(([key, lines]) => `${key}: ${lines}`)
  t.same(grown, [], 'nothing new is over its bound and nothing listed has grown')
  const slack = Object.entries(ratchet).filter(([key, lines]) => lines > (over.get(key) ?? 0))
  t.same(slack, [], 'the ratchet is as tight as the code allows: lower or remove these entries')
  const sample = ['export async function f(', '  a: number,', '): Promise<void> {', '  if (a) {', '  }', '}', '']
  t.same(functionSizes(source('a.ts', sample.join('\n'))), [{ name: 'f', line: 1, lines: 6 }])
  t.end()
})

t.test('the generated wire code is what the schema makes', (t) => {
  const { js, dts } = generate()
  t.ok(js === read('shared/protocol/generated/millwright.js'), 'millwright.js: run npm run generate')
  t.ok(dts === read('shared/protocol/generated/millwright.d.ts'), 'millwright.d.ts: run npm run generate')
  t.end()
})

t.test('every rule of the core is quoted by a test, and no test quotes a dead one', (t) => {
  const spec = 'coordinator/core/SPEC.md'
  if (!existsSync(join(root, spec))) return t.end()
  const ids = (text: string): string[] => [...text.matchAll(/\[([A-Z]{1,2}\d+)\]/g)].map((match) => match[1]!)
  const rules = new Set(
    read(spec)
      .split('\n')
      .filter((line) => /^\s*[-*|#]/.test(line))
      .flatMap(ids),
  )
  const quoted = new Set<string>()
  for (const { path, text } of sources) {
    if (!path.endsWith('.test.ts') || path === 'test/tidy.test.ts') continue
    for (const match of text.matchAll(/\.test\(\s*(['"`])(.*?)\1/gs)) for (const id of ids(match[2]!)) quoted.add(id)
  }
  t.same(
    [...rules].filter((id) => !quoted.has(id)),
    [],
    'rules without a test',
  )
  t.same(
    [...quoted].filter((id) => !rules.has(id)),
    [],
    'quoted rules that the page does not have',
  )
  t.end()
})

t.test('every error code is documented with its status', (t) => {
  const rows = [...read('shared/errors.md').matchAll(/^\| `([\w-]+)` +\| (\d+) +\| .+ \| .+ \|$/gm)]
  const documented = Object.fromEntries(rows.map((row) => [row[1]!, Number(row[2])]))
  t.same(documented, errorRegistry)
  t.equal(rows.length, Object.keys(errorRegistry).length, 'once each')
  t.end()
})

t.test('the version that programs tell is that of the package', (t) => {
  t.equal(version, (JSON.parse(read('package.json')) as { version: string }).version)
  t.end()
})

t.test('the lock file holds every platform', (t) => {
  type Locked = { optionalDependencies?: Record<string, string> }
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> }
  const absent = Object.entries(packages).flatMap(([path, { optionalDependencies }]) =>
    Object.keys(optionalDependencies ?? {}).filter(
      (name) =>
        packages[`node_modules/${name}`] === undefined && packages[`${path}/node_modules/${name}`] === undefined,
    ),
  )
  // npm leaves out an optional package that its registry did not have when the lock was made, and then `npm ci` fails everywhere.
  t.same(absent, [])
  t.end()
})

t.test('nothing tracked belongs to one machine', (t) => {
  const lock = [...read('package-lock.json').matchAll(/"resolved": "([^"]+)"/g)].map((match) => match[1]!)
  t.same(
    lock.filter((url) => !url.startsWith('https://registry.npmjs.org/')),
    [],
    'the lock names the public registry',
  )
  t.notMatch(read('.npmrc'), /registry\s*=/)
  if (!existsSync(join(root, '.git'))) return t.end()
  const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0')
  const text = /(\.(ts|tsx|js|mjs|json|md|yaml|yml|sh|proto|service|css|html)|\/[\w-]+)$/
  const own = root.length > 1 ? `${root}/` : undefined
  const named = tracked
    .filter((path) => text.test(path) && path !== 'package-lock.json' && existsSync(join(root, path)))
    .filter((path) => {
      const content = read(path)
      return (own !== undefined && content.includes(own)) || /(?<![\w.])\/(home|Users)\/[a-z]\w*\//.test(content)
    })
  t.same(named, [], 'files that hold a path of one machine')
  t.end()
})
