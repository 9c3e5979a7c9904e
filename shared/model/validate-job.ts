/** Job specs from outside: every fault with its path and what would be right, and the short forms made long. */
import { limits } from '../limits.ts'
import { engineNames, type JobSpec, type Json } from './job.ts'
import {
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
  type Segment,
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

const resources = shape({
  cpus: need(whole(1, 1_024)),
  memoryMb: may(whole(1, 64 * 1024 * 1024)),
  gpus: may(whole(0, 64)),
})
const policy = shape({
  speculate: may(truth),
  adaptiveLease: may(truth),
  attemptsPerShard: may(whole(1, 100)),
  timeLimitMs: may(millis(1_000, 365 * dayMs)),
  graceMs: may(millis(0, 3600_000)),
})

export const jobSpecCheck = shape(
  {
    name: need(name(limits.jobNameChars)),
    project: may(name(64)),
    kind: need(oneOf(['batch', 'service'])),
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
    policy: may(policy),
  },
  checkWhole,
)

/** Empty texts are right in an environment; numbers are not texts. */
function envValue(value: unknown, at: readonly Segment[], faults: Fault[]): void {
  if (typeof value === 'string' && value.length <= 8 * 1024) return
  const quoted = typeof value === 'number' || typeof value === 'boolean' ? `; write "${value}"` : ''
  faults.push(fault(at, `must be a text of at most 8192 characters${quoted}`))
}

function checkWhole(value: Whole, at: readonly Segment[], faults: Fault[]): void {
  const kind = (value.run as Whole).kind
  if (value.kind === 'service') {
    if (value.shards !== undefined)
      faults.push(fault([...at, 'shards'], 'cannot be used in a service; shards are for kind batch'))
    if (kind === 'command')
      faults.push(fault([...at, 'run', 'kind'], 'must be worker or engine in a service; a command runs once per shard'))
  }
  const bytes = JSON.stringify(value).length
  if (bytes > specBytes)
    faults.push(fault(at, `has ${bytes} bytes; at most ${specBytes} are kept: put large inputs into artifacts`))
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

/** A spec that passed `validateJob`, with `shards: {count}` or `{items}` written as one wave named `main`; a batch job without is one shard. */
export function normaliseJob(value: object): JobSpec {
  const given = value as JobSpec & { shards?: ShortShards }
  if (given.kind !== 'batch') return given
  const { count, items, waves, ...rest } = (given.shards ?? { count: 1 }) as ShortShards
  if (waves !== undefined) return given
  const main = {
    name: 'main',
    ...(count === undefined ? {} : { count }),
    ...(items === undefined ? {} : { items }),
  }
  return { ...given, shards: { ...rest, waves: [main] } }
}
