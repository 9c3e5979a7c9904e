/** What a simulated process does: told by the job's `params.sim`, else by the fleet's flags. */
import type { Json, TaskSpec } from '../../shared/model/job.ts'

export interface Behaviour {
  /** how long a shard, an array's task or a gang without steps takes */
  readonly taskMs: number
  /** chance that a shard, task or rank fails */
  readonly failRate: number
  /** ends with this status instead of 0 */
  readonly exit: number
  /** ends by this signal */
  readonly signal: string | null
  /** gang members: how many steps, and how long each takes */
  readonly steps: number
  readonly stepMs: number
  /** gang members: rank 0 saves after every so many steps; 0: never */
  readonly checkpointEvery: number
  /** after its last step, or on its shard, it neither ends nor says anything any more */
  readonly hang: boolean
  /** the launch fails with this text */
  readonly failLaunch: string | null
  /** does not end on SIGTERM or a checkpoint signal */
  readonly ignoreTerm: boolean
  /** its GPU memory stays in use for so long after its end */
  readonly memoryStuckMs: number
}

export type Defaults = Pick<Behaviour, 'taskMs' | 'failRate'>

const simulatedSteps = 10

export function behaviourOf({ params }: Pick<TaskSpec, 'params'>, defaults: Defaults): Behaviour {
  const told = fields(fields(params).sim ?? null)
  const number = (name: string, otherwise: number): number => {
    const value = told[name]
    return typeof value === 'number' && value >= 0 ? value : otherwise
  }
  const text = (name: string): string | null => {
    const value = told[name]
    return typeof value === 'string' && value !== '' ? value : null
  }
  const taskMs = number('taskMs', defaults.taskMs)
  const steps = Math.floor(number('steps', simulatedSteps))
  return {
    taskMs,
    failRate: Math.min(1, number('failRate', defaults.failRate)),
    exit: Math.floor(number('exit', 0)),
    signal: text('signal'),
    steps,
    stepMs: number('stepMs', taskMs / Math.max(1, steps)),
    checkpointEvery: Math.floor(number('checkpointEvery', 0)),
    failLaunch: text('failLaunch') ?? (told.failLaunch === true ? 'the simulated launch fails' : null),
    hang: told.hang === true,
    ignoreTerm: told.ignoreTerm === true,
    memoryStuckMs: number('memoryStuckMs', 0),
  }
}

const fields = (value: Json): Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, Json>>) : {}
