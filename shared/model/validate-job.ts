/** Job specs from outside: every fault with its path and what would be right, and the short forms made long. */
import { limits } from '../limits.ts'
import { imageFormat } from './formats.ts'
import { type Dependency, engineNames, type JobSpec, type Json, slowPolicies, topologyLevels } from './job.ts'
import {
  type Check,
  type Fault,
  fault,
  json,
  list,
  mapOf,
  may,
  millis,
  name,
  need,
  oneOf,
  pattern,
  projectName,
  type Segment,
  sha256,
  shape,
  text,
  truth,
  variant,
  whole,
} from './validation.ts'

const dayMs = 24 * 3600_000
const specBytes = limits.rowBytes - 4_096

const argv = list(
  text('a text', 32 * 1024),
  1,
  1_024,
  'a list of a program and its arguments, like ["python3", "work.py"]',
)
const run = variant('kind', {
  command: shape({ kind: need(oneOf(['command'])), argv: need(argv) }),
  worker: shape({ kind: need(oneOf(['worker'])), argv: need(argv) }),
  engine: shape({ kind: need(oneOf(['engine'])), engine: need(oneOf(engineNames)) }),
})

export const countCheck = whole(1, limits.shardsPerJob)
export const itemsCheck = list(
  json(limits.itemBytes),
  1,
  limits.itemsPerAppend,
  `a list of 1 to ${limits.itemsPerAppend} items (add more to an open job)`,
)

type Whole = Record<string, unknown>
/** Exactly one of `count` and `items`, unless `optional`. */
export function eitherCountOrItems(value: Whole, at: readonly Segment[], faults: Fault[], optional = false): void {
  const both = value.count !== undefined && value.items !== undefined
  const none = value.count === undefined && value.items === undefined
  if (both) faults.push(fault(at, 'has both count and items; give one: items has one entry per shard'))
  else if (none && !optional)
    faults.push(fault(at, 'has neither count nor items; give count (how many) or items (one JSON each)'))
}

const wave = shape({ name: need(name(64)), count: may(countCheck), items: may(itemsCheck) })
const shards = shape(
  {
    waves: may(
      list(
        wave,
        1,
        limits.wavesPerJob,
        `a list of 1 to ${limits.wavesPerJob} waves, each with name and count or items`,
      ),
    ),
    count: may(countCheck),
    items: may(itemsCheck),
    repeat: may(whole(1, limits.wavesPerJob)),
    open: may(truth),
  },
  checkShards,
)

function checkShards(value: Whole, at: readonly Segment[], faults: Fault[]): void {
  const open = value.open === true
  const waves = value.waves as readonly Whole[] | undefined
  const repeat = (value.repeat as number | undefined) ?? 1
  if (open && repeat > 1) faults.push(fault([...at, 'repeat'], 'cannot be used with open: an open job has one wave'))
  if (waves === undefined) return eitherCountOrItems(value, at, faults, open)
  for (const key of ['count', 'items'])
    if (value[key] !== undefined) faults.push(fault([...at, key], 'cannot be used with waves; put it into a wave'))
  if (open && waves.length > 1)
    faults.push(fault([...at, 'waves'], `must be one wave in an open job; got ${waves.length} waves`))
  for (const [i, each] of waves.entries()) eitherCountOrItems(each, [...at, 'waves', i], faults, open)
  if (waves.length * repeat > limits.wavesPerJob)
    faults.push(fault(at, `makes ${waves.length * repeat} waves; at most ${limits.wavesPerJob} are taken`))
  let total = 0
  for (const each of waves)
    total += (each.items as unknown[] | undefined)?.length ?? (each.count as number | undefined) ?? 0
  if (total * repeat > limits.shardsPerJob)
    faults.push(fault(at, `makes ${total * repeat} shards; at most ${limits.shardsPerJob} are taken`))
}

const resources = shape(
  {
    cpus: need(whole(1, limits.cpusPerTask)),
    memoryMb: may(whole(1, 64 * 1024 * 1024)),
    gpus: may(whole(0, limits.gpusPerTask)),
    gpuModel: may(text('a part of the GPU\'s name, like "H100"', 128)),
    gpuMemoryMb: may(whole(1, 16 * 1024 * 1024)),
    migProfile: may(
      pattern(/^(\d+c\.)?\d+g\.\d+gb(\+[a-z.]+)?$/, 'a MIG profile as NVIDIA writes it, like "1g.10gb"', 32),
    ),
    diskMb: may(whole(1, 64 * 1024 * 1024)),
  },
  checkResources,
)

function checkResources(value: Whole, at: readonly Segment[], faults: Fault[]): void {
  for (const key of ['gpuModel', 'gpuMemoryMb', 'migProfile'])
    if (value[key] !== undefined && ((value.gpus as number | undefined) ?? 0) === 0)
      faults.push(fault([...at, key], 'says which GPUs, and gpus says how many: give gpus, at least 1'))
  if (value.migProfile !== undefined && value.gpuModel !== undefined)
    faults.push(
      fault([...at, 'gpuModel'], 'cannot be used with migProfile: the profile names the slice, on any GPU that has it'),
    )
}

const gangHosts = whole(1, limits.gangHosts)
const gang = shape(
  {
    hosts: need(gangHosts),
    minHosts: may(gangHosts),
    spares: may(whole(0, limits.gangHosts)),
    ranksPerHost: may(whole(1, limits.ranksPerHost)),
  },
  (value, at, faults) => {
    const { hosts, minHosts } = value as { hosts: number; minHosts?: number }
    if (minHosts !== undefined && minHosts > hosts)
      faults.push(fault([...at, 'minHosts'], `must not be above hosts (${hosts}); got ${minHosts}`))
  },
)
const array = shape({ count: need(countCheck), parallel: may(countCheck) }, (value, at, faults) => {
  const { count, parallel } = value as { count: number; parallel?: number }
  if (parallel !== undefined && parallel > count)
    faults.push(fault([...at, 'parallel'], `must not be above count (${count}); got ${parallel}`))
})
const label = pattern(
  /^[A-Za-z0-9][A-Za-z0-9._/-]*$/,
  "a label's name (letters, digits, '.', '_', '/' and '-'; first a letter or digit)",
  128,
)
const topology = shape({
  level: need(oneOf(topologyLevels)),
  mode: need(oneOf(['pack', 'spread'])),
  required: may(truth),
})
const placement = shape({ labels: may(mapOf(text('a text', 256), label, 0, 64)), topology: may(topology) })
const after = list(
  shape({ job: need(name(limits.jobNameChars)), on: may(oneOf(['succeeded', 'ended'])) }),
  1,
  limits.dependenciesPerJob,
  `a list of 1 to ${limits.dependenciesPerJob} jobs to wait for, each with job (id or name) and on (succeeded or ended)`,
)
const policy = shape({
  speculate: may(truth),
  adaptiveLease: may(truth),
  attemptsPerShard: may(whole(1, 100)),
  timeLimitMs: may(millis(limits.timeLimitLeastMs, limits.timeLimitMaxMs)),
  graceMs: may(millis(0, limits.graceMaxMs)),
  checkpointSignal: may(oneOf(['SIGTERM', 'SIGUSR1', 'SIGUSR2'])),
  preemptible: may(truth),
  minRunMs: may(millis(0, 30 * dayMs)),
  lostAfterMs: may(millis(limits.lostAfterLeastMs, dayMs)),
  maxRestarts: may(whole(0, 10_000)),
  overDisk: may(oneOf(['tell', 'stop'])),
  slow: may(oneOf(slowPolicies)),
})

/** `auto`, or what the check takes. */
const autoOr = (check: Check): Check => ({
  what: `'auto' or ${check.what}`,
  schema: { anyOf: [{ enum: ['auto'] }, check.schema] },
  run(value, at, faults) {
    if (value !== 'auto') check.run(value, at, faults)
  },
})
const absolutePath = pattern(/^\/.*[^/]$/, 'an absolute path on the hosts, like "/shared/runs/llm"', limits.pathChars)
const checkpoints = shape(
  {
    dir: may(absolutePath),
    shared: may(truth),
    keep: may(whole(1, limits.checkpointsKept)),
    intervalMs: may(autoOr(millis(limits.checkpointIntervalLeastMs, limits.checkpointIntervalMaxMs))),
  },
  (value, at, faults) => {
    if (value.shared !== undefined && value.dir === undefined)
      faults.push(fault([...at, 'shared'], 'says of what kind dir is: give dir'))
  },
)
const code = shape(
  {
    dir: may(shape({ sha256: need(sha256), bytes: need(whole(1, limits.codeArchiveBytes)) })),
    workdir: may(
      pattern(
        /^\/([^\0]*[^/\0])?$/,
        'a whole path on the hosts, like "/shared/project", without a / at its end',
        1_024,
      ),
    ),
  },
  (value, at, faults) => {
    if ((value.dir === undefined) === (value.workdir === undefined))
      faults.push(fault(at, 'must have one of dir (an uploaded directory) and workdir (a path that is on the hosts)'))
  },
)
const image = pattern(
  imageFormat,
  'a container image by its digest, like "registry.example.org/team/train@sha256:…" (64 hex digits)',
  512,
)
/** Names become file names. */
export const secretName: Check = name(64)

export const jobSpecCheck = shape(
  {
    name: need(name(limits.jobNameChars)),
    project: may(projectName),
    kind: need(oneOf(['batch', 'gang', 'service'])),
    run: need(run),
    env: may(
      mapOf(
        { ...text('a text', 8 * 1024), run: envValue },
        pattern(/^[A-Za-z_][A-Za-z0-9_]*$/, "a variable name (letters, digits, '_')"),
      ),
    ),
    params: may(json(specBytes)),
    resources: may(resources),
    workers: may(shape({ max: need(whole(1, limits.workersPerJob)), perHost: may(whole(1, limits.workersPerJob)) })),
    shards: may(shards),
    gang: may(gang),
    array: may(array),
    placement: may(placement),
    priority: may(whole(-limits.priority, limits.priority)),
    after: may(after),
    policy: may(policy),
    checkpoints: may(checkpoints),
    code: may(code),
    image: may(image),
    secrets: may(list(secretName, 1, limits.secretsPerJob)),
  },
  checkWhole,
)

/** Empty texts are right in an environment; numbers are not texts. */
function envValue(value: unknown, at: readonly Segment[], faults: Fault[]): void {
  if (String(at.at(-1)).startsWith('MILLWRIGHT_'))
    return void faults.push(fault(at, 'is set by Millwright itself: take a name that does not begin with MILLWRIGHT_'))
  if (typeof value === 'string' && value.length <= 8 * 1024) return
  const quoted = typeof value === 'number' || typeof value === 'boolean' ? `; write "${value}"` : ''
  faults.push(fault(at, `must be a text of at most 8192 characters${quoted}`))
}

function checkWhole(value: Whole, at: readonly Segment[], faults: Fault[]): void {
  if (value.kind === 'service') checkService(value, at, faults)
  else if (value.kind === 'gang') checkGang(value, at, faults)
  else checkBatch(value, at, faults)
  checkSignal(value, at, faults)
  checkSurroundings(value, at, faults)
  const bytes = JSON.stringify(value).length
  if (bytes > specBytes)
    faults.push(fault(at, `has ${bytes} bytes; at most ${specBytes} are kept: put large inputs into artifacts`))
}

/** Keys that say nothing for a kind of job are refused, with what is right there. */
function refuse(value: Whole, at: readonly Segment[], faults: Fault[], keys: Readonly<Record<string, string>>): void {
  for (const [key, why] of Object.entries(keys)) if (value[key] !== undefined) faults.push(fault([...at, key], why))
}

/** An engine ends at SIGTERM, and its shards are lent again. SIGUSR1 would open Node's debugger in it, and it would run on until SIGKILL. */
function checkSignal(value: Whole, at: readonly Segment[], faults: Fault[]): void {
  const signal = (value.policy as Whole | undefined)?.checkpointSignal
  if (runKindOf(value) === 'engine' && signal !== undefined && signal !== 'SIGTERM')
    faults.push(
      fault(
        [...at, 'policy', 'checkpointSignal'],
        `must be SIGTERM for an engine, which knows no other; got ${signal}`,
      ),
    )
}

/** Engines are the agent's own programs: they bring what they need. */
function checkSurroundings(value: Whole, at: readonly Segment[], faults: Fault[]): void {
  if (runKindOf(value) === 'engine')
    refuse(value, at, faults, {
      code: 'cannot be used with an engine, which is a program of Millwright itself',
      image: 'cannot be used with an engine, which is a program of Millwright itself',
      secrets: 'cannot be used with an engine, which reads none',
    })
  const names = (value.secrets ?? []) as string[]
  const again = names.find((each, i) => names.indexOf(each) < i)
  if (again !== undefined) faults.push(fault([...at, 'secrets'], `names '${again}' twice`))
  const { policy, resources } = value as { policy?: Whole; resources?: Whole }
  if (policy?.overDisk !== undefined && resources?.diskMb === undefined)
    faults.push(fault([...at, 'policy', 'overDisk'], 'says what is done beyond resources.diskMb: give that too'))
}

const runKindOf = (value: Whole): unknown => (value.run as Whole).kind
const onlyGangs = { checkpoints: 'is for kind gang (of one host, where one is enough)' }
const gangPolicies = { lostAfterMs: 'is for kind gang', maxRestarts: 'is for kind gang' }

function checkService(value: Whole, at: readonly Segment[], faults: Fault[]): void {
  refuse(value, at, faults, {
    shards: 'cannot be used in a service; shards are for kind batch',
    array: 'cannot be used in a service; arrays are for kind batch',
    gang: 'cannot be used in a service; it is for kind gang',
    ...onlyGangs,
  })
  refuse((value.policy ?? {}) as Whole, [...at, 'policy'], faults, gangPolicies)
  if (runKindOf(value) === 'command')
    faults.push(fault([...at, 'run', 'kind'], 'must be worker or engine in a service; a command runs once per shard'))
}

function checkGang(value: Whole, at: readonly Segment[], faults: Fault[]): void {
  if (value.gang === undefined)
    faults.push(fault([...at, 'gang'], 'is missing in a job of kind gang; give gang: {hosts: N}'))
  refuse(value, at, faults, {
    shards: 'cannot be used in a gang; its members share their work among themselves',
    array: 'cannot be used in a gang; arrays are for kind batch',
    workers: 'cannot be used in a gang; gang.hosts says how many members there are, one a host',
  })
  if (runKindOf(value) === 'engine')
    faults.push(fault([...at, 'run', 'kind'], "must be command or worker in a gang: it is each rank's program"))
}

function checkBatch(value: Whole, at: readonly Segment[], faults: Fault[]): void {
  refuse(value, at, faults, { gang: 'is for kind gang; write kind: gang', ...onlyGangs })
  refuse((value.policy ?? {}) as Whole, [...at, 'policy'], faults, gangPolicies)
  if (value.array === undefined) return
  refuse(value, at, faults, {
    shards: 'cannot be used with array: each task of an array is one shard',
    workers: 'cannot be used with array; array.parallel says how many run at once',
  })
  if (runKindOf(value) === 'engine')
    faults.push(fault([...at, 'run', 'kind'], 'must be command or worker in an array; an engine takes shards'))
}

export function validateJob(value: unknown): readonly Fault[] {
  const faults: Fault[] = []
  jobSpecCheck.run(value, [], faults)
  return faults
}

interface ShortShards {
  readonly waves?: unknown
  readonly count?: number
  readonly items?: readonly Json[]
  readonly repeat?: number
  readonly open?: boolean
}

/**
 * A spec that passed `validateJob`, with its short forms made long: `shards: {count}` or `{items}` is one wave named `main`; a batch
 * job without shards is one shard; an array is a wave of its tasks; a dependency that does not say how waits for success.
 */
export function normaliseJob(value: object): JobSpec {
  const given = value as JobSpec & { shards?: ShortShards; after?: readonly (Partial<Dependency> & { job: string })[] }
  const spec = {
    ...given,
    ...(given.after === undefined
      ? {}
      : { after: given.after.map(({ job, on }): Dependency => ({ job, on: on ?? 'succeeded' })) }),
  }
  if (spec.kind !== 'batch') return spec
  const short: ShortShards = spec.shards ?? { count: spec.array?.count ?? 1 }
  const { count, items, waves, ...rest } = short
  if (waves !== undefined) return spec
  const main = {
    name: 'main',
    ...(count === undefined ? {} : { count }),
    ...(items === undefined ? {} : { items }),
  }
  return { ...spec, shards: { ...rest, waves: [main] } }
}
