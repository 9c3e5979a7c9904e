/** What the shell measures of itself, as Prometheus lines: commits, the event loop, how long tasks wait, launch and run. */
import type { DelayWindow, StageTimes } from '../ports.ts'
import type { ApiPorts } from './context.ts'

const counters: Readonly<Record<string, readonly [name: string, help: string, factor: number]>> = {
  commits: ['commits_total', 'Change sets on disk since the start.', 1],
  inputs: ['inputs_total', 'Inputs stepped since the start.', 1],
  stepMs: ['step_seconds_total', 'Time in the core since the start.', 0.001],
  commitMs: ['commit_seconds_total', 'Time in commits since the start.', 0.001],
}

export function shellMetrics({ stats = {}, measures }: ApiPorts): string[] {
  const lines: string[] = []
  for (const [key, [name, help, factor]] of Object.entries(counters)) {
    const value = stats[key]
    if (value !== undefined) lines.push(...head(name, 'counter', help), `millwright_${name} ${value * factor}`)
  }
  if (measures === undefined) return lines
  const delay = measures.loopDelay()
  if (delay !== null) lines.push(...delayLines(delay))
  lines.push(...head('task_seconds', 'histogram', 'How long tasks wait for a host, launch and run.'))
  for (const [stage, times] of Object.entries(measures.taskTimes())) lines.push(...stageLines(stage, times))
  return lines
}

const head = (name: string, type: string, help: string): string[] => [
  `# HELP millwright_${name} ${help}`,
  `# TYPE millwright_${name} ${type}`,
]

function delayLines({ p50Ms, p99Ms, maxMs, ownP99Ms }: DelayWindow): string[] {
  const name = 'event_loop_delay_seconds'
  const quantiles: readonly [string, number][] = [
    ['0.5', p50Ms],
    ['0.99', p99Ms],
    ['1', maxMs],
  ]
  const help = 'What arrives at a random moment waits this long for the event loop; of the last window of seconds.'
  const own = 'event_loop_own_delay_seconds'
  return [
    ...head(
      own,
      'gauge',
      'Of millwright_event_loop_delay_seconds, what the loop itself worked; the rest the machine gave to others.',
    ),
    `millwright_${own}{quantile="0.99"} ${ownP99Ms / 1_000}`,
    ...head(name, 'gauge', help),
    ...quantiles.map(([q, ms]) => `millwright_${name}{quantile="${q}"} ${ms / 1_000}`),
  ]
}

function stageLines(stage: string, { atMost, count, sumMs }: StageTimes): string[] {
  const name = 'millwright_task_seconds'
  return [
    ...atMost.map(([boundMs, found]) => `${name}_bucket{stage="${stage}",le="${boundMs / 1_000}"} ${found}`),
    `${name}_bucket{stage="${stage}",le="+Inf"} ${count}`,
    `${name}_sum{stage="${stage}"} ${sumMs / 1_000}`,
    `${name}_count{stage="${stage}"} ${count}`,
  ]
}
