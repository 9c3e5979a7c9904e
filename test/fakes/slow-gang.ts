/** A gang in a core whose ranks tell of their steps as a test says: five seconds at a time. */
import type { JobPolicy } from '../../shared/model/job.ts'
import type { JobRow } from '../../shared/model/rows.ts'
import type { SlowGang, Unlike } from '../../shared/model/slow.ts'
import type { StepReport } from '../../shared/protocol/codec.ts'
import { gang, makeWorld, submit, type World } from './core-world.ts'

/** A rank's five seconds: steps of 1 s, of which 800 ms are its own work. */
export type Told = Partial<StepReport>
const steady = { steps: 5, stepMs: 1_000, stepMaxMs: 1_050, computeMs: 800, computeMaxMs: 850 }

export interface SteppingGang {
  readonly world: World
  readonly job: string
  /** hosts by rank */
  readonly hosts: readonly string[]
  /** so many digests of all ranks */
  pace(rounds: number, told?: (rank: number, round: number) => Told): void
  slow(): SlowGang | null
  row(): JobRow
  /** what its hosts say among each other */
  compared(host: string, unlike: readonly Unlike[]): void
}

interface Options {
  /** hosts beside those of the gang */
  readonly spares?: number
  readonly minHosts?: number
  readonly policy?: JobPolicy
}

/** One rank a host; the hosts have 8 GPUs each. */
export function startedGang(ranks: number, { spares = 1, minHosts = ranks, policy = {} }: Options = {}): SteppingGang {
  const world = makeWorld()
  for (let i = 0; i < ranks + spares; i++) world.host(`h${i}`, 64, 'boot-1', { gpus: 8 })
  const { id } = submit(world, gang(ranks, { gang: { hosts: ranks, minHosts, ranksPerHost: 1 }, policy }))
  world.startAll()
  const rankOf = (attempt: string): number => world.state.tasks.must(world.state.attempts.must(attempt).task).rank
  const hosts: string[] = []
  for (const attempt of world.attemptsOf(id)) hosts[rankOf(attempt)] = world.state.attempts.must(attempt).host
  let step = 0
  return {
    world,
    job: id,
    hosts,
    row: () => world.state.jobs.must(id),
    slow: () => world.state.jobs.must(id).slow ?? null,
    compared: (host, unlike) => void world.step({ kind: 'gang-compared', job: id, host, unlike }),
    pace(rounds, told = () => ({})) {
      for (let round = 0; round < rounds; round++) {
        world.tick(5_000)
        step += 5
        for (const attempt of world.attemptsOf(id)) {
          const { host } = world.state.attempts.must(attempt)
          const report = { attempt, rank: rankOf(attempt), step, ageMs: 0, ...steady, ...told(rankOf(attempt), round) }
          world.step({ kind: 'host-seen', host, digest: { steps: [report] } })
        }
        for (const host of world.state.hosts.keys()) world.step({ kind: 'host-seen', host, digest: null })
      }
    },
  }
}

/** Own work of one rank takes so many times as long, and the step with it. */
export const slowRank =
  (slow: number, factor: number) =>
  (rank: number): Told => {
    const computeMs = rank === slow ? 800 * factor : 800
    const stepMs = 1_000 + 800 * (factor - 1)
    return { computeMs, computeMaxMs: 1.05 * computeMs, stepMs, stepMaxMs: 1.05 * stepMs }
  }

/** GPU 3 of the host is throttled by heat. */
export const throttled = (host: string): Unlike => ({
  cause: 'thermal',
  device: `gpu:${host}/3`,
  weight: 0.9,
  ratio: null,
  evidence: {
    signal: 'gpu-hw-thermal-slowdown',
    labels: { gpu: '3', uuid: `${host}/3` },
    value: 'yes',
    unit: '',
    ageMs: 400,
    limit: 'no if well, as on 31 equals of this gang',
  },
})
