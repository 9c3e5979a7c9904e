/** What is known against a host of a gang: its devices that are unlike their equals there, and the verdicts that stand on it. */
import { limits } from '../../../shared/limits.ts'
import type { Evidence, Grade, VerdictRow } from '../../../shared/model/health.ts'
import type { HostCause, RankedCause, Unlike } from '../../../shared/model/slow.ts'
import { standingOn } from '../health.ts'
import type { State } from '../state.ts'
import { gpuAt } from '../verdicts/affects.ts'

/** The rule of verdicts that are made here: they are no evidence for themselves. */
export const slowRule = 'slow-rank'

const byRule: readonly (readonly [RegExp, HostCause])[] = [
  [
    /^(gpu-(thermal|temperature|memory-temperature|hw-slowdown|sw-thermal)|fleet-gpu-hot|coolant-|pump-|reservoir-)/,
    'thermal',
  ],
  [/^(gpu-power|fleet-gpu-power)/, 'power'],
  [/^fleet-gpu-clock/, 'clocks'],
  [/^gpu-pcie/, 'pcie'],
  [/^gpu-nvlink/, 'nvlink'],
  [/^(port-|link-|fleet-port|mlx5)/, 'fabric'],
  [/^(gpu-(ecc|row|page)|fleet-gpu-ecc|memory-errors|xid\/(48|63|64|94|95)$)/, 'memory-errors'],
  [/^memory-pressure/, 'memory-pressure'],
  [/^(processes-blocked|nvme-)/, 'io-pressure'],
  [/^clock-/, 'clock-skew'],
]

/** What a rule's verdict may slow a host by; undefined: nothing that is known. */
const causeOfRule = (rule: string): HostCause | undefined => byRule.find(([pattern]) => pattern.test(rule))?.[1]

const gradeWeight: Readonly<Record<Grade, number>> = { watch: 0.55, degrade: 0.8, stop: 0.9 }
/** A clock that is off slows nothing down: it is told, and last. */
const mostWeight: Readonly<Partial<Record<HostCause, number>>> = { 'clock-skew': 0.2 }

/** A reading that explains something by itself. */
const telling = 0.5

const words: Readonly<Record<HostCause, string>> = {
  thermal: 'heat holds its clocks down',
  power: 'its power is held down',
  clocks: 'its clocks are lower',
  pcie: 'its PCIe link has trained down or repeats itself',
  nvlink: 'its NVLinks are fewer or have errors',
  fabric: 'its link to the fabric is slower or has errors',
  'memory-errors': 'its memory corrects errors',
  'cpu-steal': 'a hypervisor takes its CPUs away',
  'memory-pressure': 'it waits for memory',
  'io-pressure': 'it waits for disks or files',
  'clock-skew': 'its wall clock is off',
}

interface Held {
  readonly cause: HostCause
  readonly weight: number
  readonly device: string
  readonly evidence: readonly Evidence[]
}

/** Best first, one a cause. `gpus`: what is used there. `ratio`: how many times longer it works, which a reading may explain. */
export function causesOnHost(
  state: State,
  job: string,
  host: string,
  gpus: readonly string[],
  ratio: number | null,
  nowMs: number,
): RankedCause[] {
  const held = [...unlikeOn(state, job, host, gpus, ratio, nowMs), ...standingAgainst(state, host, gpus, nowMs)]
  const byCause = new Map<HostCause, Held[]>()
  for (const each of held) byCause.set(each.cause, [...(byCause.get(each.cause) ?? []), each])
  const ranked = [...byCause].map(([cause, all]) => rankedOf(cause, all))
  return ranked.sort((a, b) => b.score - a.score || (a.cause < b.cause ? -1 : 1))
}

function rankedOf(cause: HostCause, all: readonly Held[]): RankedCause {
  const sorted = [...all].sort((a, b) => b.weight - a.weight)
  const first = sorted[0] as Held
  // Several weak readings are no strong one.
  const more = first.weight < telling ? 0 : 0.02 * Math.min(3, sorted.length - 1)
  return {
    cause,
    score: Math.min(mostWeight[cause] ?? 0.94, first.weight + more),
    device: first.device,
    text: words[cause],
    evidence: sorted.flatMap(({ evidence }) => [...evidence]).slice(0, limits.slowCauses),
  }
}

function unlikeOn(
  state: State,
  job: string,
  host: string,
  gpus: readonly string[],
  ratio: number | null,
  nowMs: number,
): Held[] {
  const told = state.volatile.gangs.unlike.get(job)?.get(host)
  const mine = (told?.unlike ?? []).filter((each) => touches(each, gpus))
  return mine.map((each) => ({
    cause: each.cause,
    device: each.device,
    weight: each.weight + (explains(each, ratio) ? 0.04 : 0),
    evidence: [older(each.evidence, nowMs - (told?.atMs ?? nowMs))],
  }))
}

/** The reading says how much slower, and that is about what is seen. */
const explains = ({ ratio: byReading }: Unlike, ratio: number | null): boolean =>
  byReading !== null && ratio !== null && byReading > 0.75 * ratio && byReading < 1.33 * ratio

const older = (evidence: Evidence, ms: number): Evidence => ({ ...evidence, ageMs: evidence.ageMs + ms })

function standingAgainst(state: State, host: string, gpus: readonly string[], nowMs: number): Held[] {
  return standingOn(state, host).flatMap((verdict) => {
    const cause = verdict.rule === slowRule || verdict.state !== 'open' ? undefined : causeOfRule(verdict.rule)
    if (cause === undefined || !touches(verdict, gpus)) return []
    const evidence = verdict.evidence.map((each) => older(each, nowMs - verdict.lastMs))
    return [{ cause, device: verdict.device, weight: gradeWeight[verdict.grade], evidence }]
  })
}

/** A fault of a GPU that is not used there says nothing. */
function touches({ device }: Pick<VerdictRow, 'device'>, gpus: readonly string[]): boolean {
  const gpu = gpuAt(device)
  return gpu === undefined || gpus.length === 0 || gpus.includes(gpu)
}
