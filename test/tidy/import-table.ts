/** The import directions of the design (README, "How it fits together"), as data, and the checks that hold them. */
import type { Import } from './source.ts'

type Verdict = string | undefined

interface Zone {
  readonly name: string
  readonly owns: (path: string) => boolean
  /** Folders or files it may import besides itself. */
  readonly may: readonly string[]
  readonly node: boolean
  readonly packages: boolean | readonly string[]
  /** Folders it may only take types from. */
  readonly typesOnly?: readonly string[]
  /** Files in those folders that it may import whole. */
  readonly whole?: readonly string[]
}

const under = (folder: string) => (path: string) => path.startsWith(`${folder}/`)
const coordinatorZones = ['shell', 'store', 'agents', 'api', 'telemetry', 'gateway']
const agentZones = ['sensors', 'work', 'link']

/** Direct children of a half (`config.ts`, `ports.ts`, …) and its `main.ts` belong to the composition root. */
const compositionRoot = (half: string) => (path: string) => /^[^/]+\/[^/]+$/.test(path) && path.startsWith(`${half}/`)

export const zones: readonly Zone[] = [
  { name: 'shared/protocol', owns: under('shared/protocol'), may: ['shared'], node: false, packages: ['protobufjs'] },
  { name: 'shared', owns: under('shared'), may: ['shared'], node: false, packages: false },
  { name: 'coordinator/core', owns: under('coordinator/core'), may: ['shared'], node: false, packages: false },
  ...coordinatorZones.map((zone) => ({
    name: `coordinator/${zone}`,
    owns: under(`coordinator/${zone}`),
    // ports.ts holds only types: shared/decisions/0002-ports.md
    may: ['coordinator/core', 'shared', 'coordinator/ports.ts'],
    node: true,
    packages: true,
    typesOnly: ['coordinator/ports.ts'],
  })),
  {
    name: 'coordinator/cli',
    owns: under('coordinator/cli'),
    may: ['shared'],
    node: true,
    packages: ['undici', 'ws', 'yaml'],
  },
  {
    name: 'coordinator/console',
    owns: under('coordinator/console'),
    may: ['shared'],
    node: false,
    packages: ['preact', 'uplot'],
    typesOnly: ['shared'],
    // shared/decisions/0008-words.md
    whole: [
      'shared/model/words.ts',
      'shared/model/slow-words.ts',
      'shared/model/checkpoint-words.ts',
      'shared/model/sizes.ts',
    ],
  },
  ...agentZones.map((zone) => ({
    name: `agent/${zone}`,
    owns: under(`agent/${zone}`),
    may: ['shared'],
    node: true,
    packages: true,
  })),
  { name: 'agent/engines', owns: under('agent/engines'), may: ['shared'], node: true, packages: true },
  {
    name: 'agent/simulated',
    owns: under('agent/simulated'),
    may: ['shared', 'agent/work', 'agent/link', 'agent/life.ts'],
    node: true,
    packages: true,
  },
  ...['coordinator', 'agent'].map((half) => ({
    name: `${half}/`,
    owns: compositionRoot(half),
    may: [half, 'shared'],
    node: true,
    packages: true,
  })),
]

/**
 * Tools that make something out of their folder rather than being part of it: they run in Node, with development
 * dependencies, although their folder may not. The packages do not run them.
 */
const tools = new Set(['shared/protocol/generate.ts', 'coordinator/console/build.ts'])
/** Programs whose main.ts is the composition root of a process of its own. */
const mains = /^(?:coordinator|agent)\/(?:(?:gateway|simulated)\/)?main\.ts$/

export function zoneOf(path: string): Zone | undefined {
  return zones.find((zone) => zone.owns(path))
}

const within = (target: string, folder: string): boolean => target === folder || target.startsWith(`${folder}/`)

function packageVerdict(zone: Zone, item: Import, runtime: ReadonlySet<string>): Verdict {
  if (item.specifier.startsWith('node:')) {
    return zone.node || tools.has(item.from) ? undefined : `${zone.name} may not use ${item.specifier}`
  }
  if (tools.has(item.from)) return undefined
  const name = item.specifier.split('/', item.specifier.startsWith('@') ? 2 : 1).join('/')
  if (!runtime.has(name)) return `${name} is not a runtime dependency in package.json`
  if (zone.packages === true) return undefined
  if (zone.packages !== false && zone.packages.includes(name)) return undefined
  return `${zone.name} may not use the package ${name}`
}

/** Why an import is not allowed, or undefined. `runtime` names the package's dependencies. */
export function importVerdict(item: Import, runtime: ReadonlySet<string>): Verdict {
  const { target } = item
  if (target !== undefined && /(?:^|\/)main\.ts$/.test(target)) return 'a main.ts is never imported'
  if (target?.startsWith('..')) return 'the import leaves the repository'
  const zone = zoneOf(item.from)
  if (zone === undefined) return undefined
  if (target === undefined) return packageVerdict(zone, item, runtime)
  const half = item.from.split('/', 1)[0]!
  const allowed = mains.test(item.from) ? [half, 'shared'] : zone.may
  if (zone.owns(target)) return undefined
  const folder = allowed.find((may) => within(target, may))
  if (folder === undefined) return `${zone.name} may not import ${target}`
  const types =
    !mains.test(item.from) && zone.typesOnly?.some((only) => within(target, only)) && !zone.whole?.includes(target)
  if (types && !item.typeOnly) return `${zone.name} may only import types from ${target}: use "import type"`
  return undefined
}

/** The first ring of files that import each other, or undefined. Types are erased, so `import type` makes no ring. */
export function findCycle(imports: readonly Import[]): string[] | undefined {
  const edges = new Map<string, string[]>()
  for (const { from, target, typeOnly } of imports) {
    if (target === undefined || typeOnly) continue
    edges.set(from, [...(edges.get(from) ?? []), target])
  }
  const done = new Set<string>()
  const trail: string[] = []
  const visit = (path: string): string[] | undefined => {
    const at = trail.indexOf(path)
    if (at >= 0) return [...trail.slice(at), path]
    if (done.has(path)) return undefined
    trail.push(path)
    for (const next of edges.get(path) ?? []) {
      const ring = visit(next)
      if (ring !== undefined) return ring
    }
    trail.pop()
    done.add(path)
    return undefined
  }
  for (const path of edges.keys()) {
    const ring = visit(path)
    if (ring !== undefined) return ring
  }
  return undefined
}
