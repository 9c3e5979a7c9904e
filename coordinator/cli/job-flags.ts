/** The job that flags and `-- COMMAND` describe: what `submit` sends and `plan` asks about. */
import { limits } from '../../shared/limits.ts'
import { validateJob } from '../../shared/model/validate-job.ts'
import { describeFault } from '../../shared/model/validation.ts'
import { type Call, type Flag, flag, isSet, UsageError, wholeFlag } from './io.ts'

export const jobFlags: readonly Flag[] = [
  { name: 'name', value: 'NAME', help: "the job's name" },
  { name: 'shards', value: 'N', help: 'how often the command runs (default 1)' },
  { name: 'workers', value: 'N', help: 'at most N at once' },
  { name: 'array', value: 'N[%P]', help: 'N tasks, each told its index; at most P at once' },
  { name: 'gang', value: 'N[:MIN]', help: 'N hosts that start together; elastic down to MIN' },
  { name: 'spares', value: 'K', help: 'hosts a gang holds idle, to replace lost ones' },
  { name: 'ranks', value: 'R', help: 'processes of a gang on each host (default: its GPUs, else 1)' },
  { name: 'cpus', value: 'N', help: 'slots of one task (default 1)' },
  { name: 'memory', value: 'SIZE', help: 'host memory of one task: 512M, 64G' },
  { name: 'gpus', value: 'N', help: 'GPUs of one task' },
  { name: 'gpu-model', value: 'TEXT', help: "a part of the GPU's name, like H100" },
  { name: 'gpu-memory', value: 'SIZE', help: 'at least this on each GPU: 80G, 40960M' },
  { name: 'mig', value: 'PROFILE', help: 'MIG slices instead of whole GPUs: 1g.10gb' },
  { name: 'label', value: 'K=V', help: 'only hosts with this label; may be given again' },
  { name: 'pack', value: 'LEVEL', help: 'under one site, row, rack, leaf or nvlink domain' },
  { name: 'spread', value: 'LEVEL', help: 'over as many of that level as there are' },
  { name: 'require', help: 'wait rather than place without --pack or --spread' },
  { name: 'priority', value: 'P', help: 'higher goes first, -1000 to 1000 (default 0)' },
  { name: 'project', value: 'NAME', help: 'whose quota and share it uses (default: default)' },
  { name: 'after', value: 'JOB[:ended]', help: 'wait for JOB to succeed (or just end); again for more' },
  { name: 'env', value: 'K=V', help: 'environment; may be given again' },
  { name: 'time-limit', value: 'TIME', help: 'of the whole job: 90s, 30m, 2h, 1d (default: none)' },
  { name: 'workdir', value: 'PATH', help: 'start in this folder, which is on the hosts: /shared/project' },
  { name: 'image', value: 'NAME@sha256:…', help: 'run in this container image' },
  { name: 'secret', value: 'NAME', help: 'a secret it may read (millwright secret); again for more' },
  { name: 'disk', value: 'SIZE', help: 'room in its work directory: 512M, 20G; more is told' },
  { name: 'stop-over-disk', help: 'fail the job when an attempt keeps more than --disk' },
  { name: 'grace', value: 'TIME', help: 'between the first signal and SIGKILL (default 30s)' },
  { name: 'checkpoints', value: 'DIR', help: 'where a gang saves: found there, resumed from' },
  { name: 'keep', value: 'N', help: 'checkpoints to keep (default 3); older ones are deleted' },
  { name: 'checkpoint-interval', value: 'TIME', help: 'how often to save, told to the ranks: 30m, or auto' },
]

/** Throws UsageError in the words of flags where it can, else in those of the spec. */
export function specOf(call: Call): Record<string, unknown> {
  const name = flag(call, 'name')
  if (call.rest.length === 0) throw new UsageError('give a file, or a command: --name N [--shards N] -- COMMAND ARGS…')
  if (name === undefined) throw new UsageError('--name is missing: --name N -- COMMAND ARGS…')
  const gang = gangOf(call)
  const array = arrayOf(call)
  const priority = signedFlag(call, 'priority', -limits.priority, limits.priority)
  const workers = wholeFlag(call, 'workers', 1, limits.workersPerJob)
  const shards = wholeFlag(call, 'shards', 1, limits.shardsPerJob)
  const spec = {
    name,
    kind: gang === undefined ? 'batch' : 'gang',
    ...given('project', flag(call, 'project')),
    run: { kind: 'command', argv: call.rest },
    ...given(
      'shards',
      shards === undefined && (gang !== undefined || array !== undefined) ? undefined : { count: shards ?? 1 },
    ),
    ...given('gang', gang),
    ...given('array', array),
    resources: resourcesOf(call),
    ...given('placement', placementOf(call)),
    ...given('priority', priority),
    ...given('after', isSet(call, 'after') ? (call.flags.get('after') ?? []).map(dependencyOf) : undefined),
    ...given('env', isSet(call, 'env') ? pairsOf(call, 'env') : undefined),
    ...given('workers', workers === undefined ? undefined : { max: workers }),
    ...given('policy', policyOf(call)),
    ...given('checkpoints', checkpointsOf(call)),
    ...given('code', workdirOf(call)),
    ...given('image', flag(call, 'image')),
    ...given('secrets', call.flags.get('secret')),
  }
  const [wrong] = validateJob(spec)
  if (wrong !== undefined) {
    const by = flagOf(call, wrong.path)
    throw new UsageError(`${by === undefined ? '' : `--${by}: `}${describeFault(wrong)}`)
  }
  return spec
}

/** The given flag that a part of the spec came from. */
function flagOf(call: Call, path: string): string | undefined {
  const from: Readonly<Record<string, readonly string[]>> = {
    'resources.gpuModel': ['gpu-model'],
    'resources.gpuMemoryMb': ['gpu-memory'],
    'resources.migProfile': ['mig'],
    'placement.labels': ['label'],
    'placement.topology': ['pack', 'spread'],
    'checkpoints.dir': ['checkpoints'],
    checkpoints: ['checkpoints', 'keep', 'checkpoint-interval'],
    'resources.diskMb': ['disk'],
    'resources.memoryMb': ['memory'],
    'code.workdir': ['workdir'],
    secrets: ['secret'],
  }
  const names = Object.entries(from).find(([prefix]) => path.startsWith(prefix))?.[1] ?? [
    path.split('.', 1)[0] as string,
  ]
  return names.find((name) => isSet(call, name))
}

const given = (key: string, value: unknown): Record<string, unknown> => (value === undefined ? {} : { [key]: value })

function gangOf(call: Call): object | undefined {
  const text = flag(call, 'gang')
  const spares = wholeFlag(call, 'spares', 0, limits.gangHosts)
  const ranks = wholeFlag(call, 'ranks', 1, limits.ranksPerHost)
  if (text === undefined) {
    if (spares !== undefined) throw new UsageError('--spares is for gangs: give --gang N too')
    if (ranks !== undefined) throw new UsageError('--ranks is for gangs: give --gang N too')
    return undefined
  }
  const match = /^(\d+)(?::(\d+))?$/.exec(text)
  if (match === null) throw new UsageError(`--gang must be N or N:MIN, like 8 or 8:6; got '${text}'`)
  const minHosts = match[2] === undefined ? undefined : Number(match[2])
  return {
    hosts: Number(match[1]),
    ...given('minHosts', minHosts),
    ...given('spares', spares),
    ...given('ranksPerHost', ranks),
  }
}

function arrayOf(call: Call): object | undefined {
  const text = flag(call, 'array')
  if (text === undefined) return undefined
  const match = /^(\d+)(?:%(\d+))?$/.exec(text)
  if (match === null) throw new UsageError(`--array must be N or N%PARALLEL, like 1000 or 1000%50; got '${text}'`)
  return { count: Number(match[1]), ...given('parallel', match[2] === undefined ? undefined : Number(match[2])) }
}

function resourcesOf(call: Call): object {
  const [own, memory, disk] = [flag(call, 'memory'), flag(call, 'gpu-memory'), flag(call, 'disk')]
  return {
    cpus: wholeFlag(call, 'cpus', 1, limits.cpusPerTask) ?? 1,
    ...given('memoryMb', own === undefined ? undefined : megabytes('memory', own, 1_024)),
    ...given('gpus', wholeFlag(call, 'gpus', 0, limits.gpusPerTask)),
    ...given('gpuModel', flag(call, 'gpu-model')),
    ...given('gpuMemoryMb', memory === undefined ? undefined : megabytes('gpu-memory', memory, 1_000)),
    ...given('migProfile', flag(call, 'mig')),
    ...given('diskMb', disk === undefined ? undefined : megabytes('disk', disk, 1_024)),
  }
}

function workdirOf(call: Call): object | undefined {
  const workdir = flag(call, 'workdir')
  if (workdir === undefined) return undefined
  if (isSet(call, 'dir'))
    throw new UsageError('give --dir (upload a directory) or --workdir (a path that is on the hosts), not both')
  return { workdir }
}

function placementOf(call: Call): object | undefined {
  const [pack, spread] = [flag(call, 'pack'), flag(call, 'spread')]
  const level = pack ?? spread
  if (pack !== undefined && spread !== undefined) throw new UsageError('give --pack or --spread, not both')
  if (level === undefined && isSet(call, 'require'))
    throw new UsageError('--require goes with --pack LEVEL or --spread LEVEL')
  if (level === undefined && !isSet(call, 'label')) return undefined
  const topology = {
    level,
    mode: pack === undefined ? 'spread' : 'pack',
    ...(isSet(call, 'require') ? { required: true } : {}),
  }
  return {
    ...given('labels', isSet(call, 'label') ? pairsOf(call, 'label') : undefined),
    ...given('topology', level === undefined ? undefined : topology),
  }
}

function policyOf(call: Call): object | undefined {
  const [limit, grace] = [flag(call, 'time-limit'), flag(call, 'grace')]
  const overDisk = isSet(call, 'stop-over-disk')
  if (overDisk && !isSet(call, 'disk')) throw new UsageError('--stop-over-disk goes with --disk SIZE')
  if (limit === undefined && grace === undefined && !overDisk) return undefined
  return {
    ...(overDisk ? { overDisk: 'stop' } : {}),
    ...given(
      'timeLimitMs',
      limit === undefined ? undefined : durationMs('time-limit', limit, limits.timeLimitLeastMs, limits.timeLimitMaxMs),
    ),
    ...given('graceMs', grace === undefined ? undefined : durationMs('grace', grace, 0, limits.graceMaxMs)),
  }
}

function checkpointsOf(call: Call): object | undefined {
  const [dir, interval] = [flag(call, 'checkpoints'), flag(call, 'checkpoint-interval')]
  const keep = wholeFlag(call, 'keep', 1, limits.checkpointsKept)
  if (dir === undefined && interval === undefined && keep === undefined) return undefined
  const { checkpointIntervalLeastMs: least, checkpointIntervalMaxMs: most } = limits
  const intervalMs =
    interval === undefined || interval === 'auto'
      ? interval
      : durationMs('checkpoint-interval', interval, least, most, ' or auto')
  return { ...given('dir', dir), ...given('keep', keep), ...given('intervalMs', intervalMs) }
}

function dependencyOf(text: string): object {
  const [job = '', on = 'succeeded', ...more] = text.split(':')
  if (job === '' || more.length > 0 || (on !== 'succeeded' && on !== 'ended'))
    throw new UsageError(`--after must be JOB, JOB:succeeded or JOB:ended; got '${text}'`)
  return { job, on }
}

function pairsOf(call: Call, name: string): Record<string, string> {
  const pairs: Record<string, string> = {}
  for (const pair of call.flags.get(name) ?? []) {
    const at = pair.indexOf('=')
    if (at < 1) throw new UsageError(`--${name} must be NAME=VALUE; got '${pair}'`)
    pairs[pair.slice(0, at)] = pair.slice(at + 1)
  }
  return pairs
}

function signedFlag(call: Call, name: string, min: number, max: number): number | undefined {
  const text = flag(call, name)
  if (text === undefined) return undefined
  const value = Number(text)
  if (!/^-?\d+$/.test(text) || value < min || value > max)
    throw new UsageError(`--${name} must be a whole number from ${min} to ${max}; got '${text}'`)
  return value
}

const dayMs = 86_400_000

/** "90s" in milliseconds, from `min` to `max` of them. `or`: what else the flag takes. */
export function durationMs(name: string, text: string, min: number, max: number, or = ''): number {
  const match = /^(\d+)(s|m|h|d)$/.exec(text)
  const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: dayMs }
  if (match === null) throw new UsageError(`--${name} must be like 90s, 30m, 2h or 1d${or}; got '${text}'`)
  const ms = Number(match[1]) * (units[match[2] as string] as number)
  if (ms < min || ms > max)
    throw new UsageError(`--${name} must be from ${inWords(min)} to ${inWords(max)}${or}; got '${text}'`)
  return ms
}

const inWords = (ms: number): string =>
  ms >= dayMs ? `${ms / dayMs}d` : ms >= 3_600_000 ? `${ms / 3_600_000}h` : `${ms / 1_000}s`

/** GPU memory is sold in GB and reported in MiB: `80G` asks for 80,000 MB, so that a card sold as 80 GB fits. A host's G are GiB. */
function megabytes(name: string, text: string, perG: number): number {
  const match = /^(\d+)(M|G)$/.exec(text)
  if (match === null) throw new UsageError(`--${name} must be like 80G or 40960M; got '${text}'`)
  return Number(match[1]) * (match[2] === 'G' ? perG : 1)
}
