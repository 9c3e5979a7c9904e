/** The configuration of `millwright-agent simulate`. */
import {
  ConfigError,
  coordinatorOf,
  numberOf,
  parse,
  required,
  type Surroundings,
  textOf,
  wholeOf,
} from './config-values.ts'
import type { FleetConfig } from './simulated/fleet.ts'
import { mostSignalsPerGpu } from './simulated/readings.ts'
import { parseScript } from './simulated/script.ts'

export interface SimulateConfig extends FleetConfig {
  readonly command: 'simulate'
}

export const simulateUsage = `options of simulate: many hosts in one process, always labelled simulated; their work is not real
  --coordinator URL   the coordinator they join, as in run
  --hosts N           how many hosts (1 to 20000), named sim-0001, sim-0002, …
  --gpus G            GPUs on each (default 8)
  --slots S           scheduling slots on each (default 64)
  --gpu-model NAME    what their GPUs say they are (default "NVIDIA H100 80GB HBM3")
  --leaf-hosts N      hosts under one leaf switch (default 16)
  --rack-hosts N      hosts in one rack (default 4)
  --seed S            the same seed is the same hosts and the same chances (default 1)
  --task-ms MS        how long a task takes (default 1000); a job's params.sim says otherwise for itself
  --fail-rate P       chance that a task fails, 0 to 1 (default 0)
  --signals-per-host N      series of each host (default 7 for each GPU, at most 30 for each)
  --telemetry-period-ms MS  each is read so often (default 5000)
  --slow-hosts K:F    the first K hosts are F times slower
  --script FILE       faults to come: [{"atMs":5000,"host":3,"do":"kill","forMs":1000}, …]; do is one of
                      kill, reboot, freeze, slow, cut, disk-full, gpu-lost, gpu-hot, gpu-ecc, gpu-silent, xid, heal (agent/README.md)
`

const text = { type: 'string' } as const
const options = {
  coordinator: text,
  hosts: text,
  gpus: text,
  slots: text,
  'gpu-model': text,
  'leaf-hosts': text,
  'rack-hosts': text,
  seed: text,
  'task-ms': text,
  'fail-rate': text,
  'slow-hosts': text,
  'signals-per-host': text,
  'telemetry-period-ms': text,
  script: text,
} as const

const dayMs = 86_400_000

export function simulateConfig(args: readonly string[], around: Surroundings): SimulateConfig {
  const given = parse(args, options)
  const hosts = wholeOf(given, 'hosts', 1, 1, 20_000)
  required(given, 'hosts', 'how many hosts to simulate, for example 1000')
  const gpus = wholeOf(given, 'gpus', 8, 0, 64)
  const script = textOf(given, 'script')
  return Object.freeze({
    command: 'simulate',
    coordinator: coordinatorOf(given),
    hosts,
    gpus,
    slots: wholeOf(given, 'slots', 64, 1, 65_536),
    gpuModel: textOf(given, 'gpu-model') ?? 'NVIDIA H100 80GB HBM3',
    leafHosts: wholeOf(given, 'leaf-hosts', 16, 1, 20_000),
    rackHosts: wholeOf(given, 'rack-hosts', 4, 1, 20_000),
    seed: wholeOf(given, 'seed', 1, 0, 2 ** 31 - 1),
    taskMs: wholeOf(given, 'task-ms', 1_000, 0, dayMs),
    failRate: numberOf(given, 'fail-rate', 0, 0, 1),
    signalsPerHost: wholeOf(given, 'signals-per-host', 7 * gpus, 0, mostSignalsPerGpu * gpus),
    telemetryPeriodMs: wholeOf(given, 'telemetry-period-ms', 5_000, 100, dayMs),
    slowHosts: slowHostsOf(textOf(given, 'slow-hosts'), hosts),
    script: script === undefined ? [] : readScript(script, hosts, gpus, around),
  })
}

function slowHostsOf(value: string | undefined, hosts: number): SimulateConfig['slowHosts'] {
  if (value === undefined) return { count: 0, factor: 1 }
  const match = /^(\d+):(\d+(?:\.\d+)?)$/.exec(value)
  const [count, factor] = [Number(match?.[1]), Number(match?.[2])]
  if (count <= hosts && factor >= 1) return { count, factor }
  throw new ConfigError(
    `slow-hosts must be K:F like 2:4 (the first 2 hosts 4 times slower), K at most ${hosts}, F at least 1; not "${value}"`,
  )
}

function readScript(path: string, hosts: number, gpus: number, around: Surroundings): FleetConfig['script'] {
  try {
    return parseScript(around.readFile(path), hosts, gpus)
  } catch (cause) {
    throw new ConfigError(`--script ${path}: ${(cause as Error).message}`, { cause })
  }
}
