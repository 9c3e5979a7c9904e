/** A fault as data, and what each kind of fault can reach. */
import type { CheckpointDisks } from '../checkpoint-disks.ts'
import type { Coordinator } from '../coordinator.ts'
import type { Host } from '../host.ts'
import type { Network } from '../network.ts'
import type { Observers } from '../observers.ts'
import type { Process } from '../process.ts'
import type { Trace } from '../trace.ts'
import type { Users } from '../users.ts'
import type { World } from '../world.ts'

export interface Fault {
  readonly number: number
  readonly kind: string
  readonly atMs: number
  readonly forMs: number
  /** in [0, 1): which host, process or connection */
  readonly target: number
  /** in [0, 1): how bad */
  readonly value: number
}

export interface Stage {
  readonly world: World
  readonly trace: Trace
  readonly observers: Observers
  readonly network: Network
  readonly coordinator: Coordinator
  readonly hosts: readonly Host[]
  readonly users: Users
  readonly checkpoints: CheckpointDisks
}

export interface FaultKind {
  readonly name: string
  readonly weight: number
  /** shortest and longest; kinds that are over at once have 0 */
  readonly lastsMs: readonly [number, number]
  /**
   * Returns what ends it, or nothing when it is over at once; 'armed' when it waits for a moment and counts itself (`countFault`) when
   * that has come.
   */
  readonly begin: (stage: Stage, fault: Fault) => (() => void) | undefined | 'nothing to do' | 'armed'
}

export function pick<T>(list: readonly T[], target: number): T | undefined {
  return list[Math.floor(target * list.length)]
}

const hostOf = (stage: Stage, fault: Fault): Host => pick(stage.hosts, fault.target) as Host

/** A kind that happens to one host. */
export const onHost = (
  name: string,
  weight: number,
  lastsMs: readonly [number, number],
  begin: (host: Host, fault: Fault, stage: Stage) => ReturnType<FaultKind['begin']>,
): FaultKind => ({ name, weight, lastsMs, begin: (stage, fault) => begin(hostOf(stage, fault), fault, stage) })

export interface Live {
  readonly host: Host
  readonly process: Process
}

const liveOf = (stage: Stage): Live[] =>
  stage.hosts.flatMap((host) => [...host.processes.live].map((process) => ({ host, process })))

/** A kind that happens to one live process anywhere; `fits`: which it can happen to. */
export const onProcess = (
  name: string,
  weight: number,
  lastsMs: readonly [number, number],
  begin: (live: Live, fault: Fault, stage: Stage) => ReturnType<FaultKind['begin']>,
  fits: (live: Live) => boolean = () => true,
): FaultKind => ({
  name,
  weight,
  lastsMs,
  begin: (stage, fault) => {
    const found = pick(liveOf(stage).filter(fits), fault.target)
    return found === undefined ? 'nothing to do' : begin(found, fault, stage)
  },
})

/** The same, where it changes what the process does until it is undone: its agent looks again at both ends. */
export const whileProcess = (
  name: string,
  weight: number,
  lastsMs: readonly [number, number],
  change: (live: Live, fault: Fault, stage: Stage) => (() => void) | undefined,
  fits?: (live: Live) => boolean,
): FaultKind =>
  onProcess(
    name,
    weight,
    lastsMs,
    (live, fault, stage) => {
      const wake = (): void => live.host.life?.timers.wake()
      const undo = change(live, fault, stage)
      wake()
      return (
        undo &&
        (() => {
          undo()
          wake()
        })
      )
    },
    fits,
  )

/** Processes that hang in the driver of these GPUs fail. */
export function endHung(host: Host, gpus: readonly string[]): void {
  if (!host.powered) return
  for (const process of [...host.processes.live])
    if (process.manners.hung && process.spec.gpus.some((uuid) => gpus.includes(uuid)))
      host.endProcess(process, 1, null, 'CUDA error: unspecified launch failure')
}
