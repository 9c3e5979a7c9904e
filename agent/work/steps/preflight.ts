/**
 * Step: before a gang's member starts, what would let all of its gang fail or wait is looked at here: the newest readings of the
 * sensors, the rendezvous port, and what its GPUs compute. What is not known lets it start. (Their memory: `gpu-check.ts`; the disk: the driver's `prepare`.)
 */
import { createServer } from 'node:net'
import { limits } from '../../../shared/limits.ts'
import type { TaskSpec } from '../../../shared/model/job.ts'
import type { Signal } from '../../../shared/model/reading.ts'

/** Rejects with everything that is wrong. */
export type Preflight = (spec: TaskSpec) => Promise<void>

export interface HostSigns {
  readonly signals: () => readonly Signal[]
  /** ports of the fabric that were up and are not, by name */
  readonly downPorts: () => readonly string[]
  /** the clock that readings are dated by */
  readonly nowMs: () => number
  /** what is wrong with which of these GPUs, by a short test */
  readonly gpuTroubles: (uuids: readonly string[]) => Promise<readonly string[]>
}

/** A reading that is older says nothing of now: the slowest of these sensors reads once a minute. */
const freshMs = 3 * 60_000

/** A GPU in one of these does a fraction of its work, and its gang waits for it. */
const slowdowns: Readonly<Record<string, string>> = {
  'gpu-hw-slowdown': 'its hardware has cut its clocks',
  'gpu-hw-thermal-slowdown': 'its hardware has cut its clocks because of heat',
  'gpu-power-brake': 'a power brake has cut its clocks',
}

export const makePreflight =
  (signs: HostSigns): Preflight =>
  async (spec) => {
    const { member } = spec
    if (member === null) return
    const wrong = troubles(spec, signs)
    if (member.rank === 0 && member.port !== 0) wrong.push(...(await takenPort(member.port)))
    // a second or more: not where something else is wrong already
    if (wrong.length === 0 && spec.gpus.length > 0) wrong.push(...(await signs.gpuTroubles(spec.gpus)))
    if (wrong.length > 0) throw new Error(`not fit for a gang: ${wrong.join('; ')}`)
  }

function troubles({ gpus }: TaskSpec, { signals, downPorts, nowMs }: HostSigns): string[] {
  const wrong = downPorts().map((port) => `${port} of the fabric is not active`)
  for (const { name, labels, reading } of signals()) {
    if (reading.kind !== 'value' || nowMs() - reading.hostClockMs > freshMs) continue
    if (name === 'clock-offset' && Math.abs(Number(reading.value)) * 1_000 > limits.clockOffsetMaxMs)
      wrong.push(`the clock is off by ${reading.value} s (at most ${limits.clockOffsetMaxMs / 1_000})`)
    const slow = slowdowns[name]
    if (slow !== undefined && reading.value === 'yes' && gpus.includes(labels.uuid ?? ''))
      wrong.push(`GPU ${labels.uuid}: ${slow}`)
  }
  return wrong
}

/** Somebody else may listen there; who asks is told before all ranks have come for nothing. */
function takenPort(port: number): Promise<string[]> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'EADDRINUSE' ? [`port ${port} of the rendezvous is taken`] : []),
    )
    server.listen(port, () => server.close(() => resolve([])))
  })
}
