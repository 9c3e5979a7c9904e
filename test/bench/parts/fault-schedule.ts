/** The schedule of B5, drawn up front from a seed: what strikes, when, and which of the hosts. */
import { makeRng } from '../../../shared/rng.ts'

/** Its times by 1/100: 3,000 steps of 8.1 s, and a fault every U(2700, 4500) s. */
export const steps = 3_000
export const stepMs = 81
const betweenMs = [27_000, 45_000] as const
export const meanBetweenMs = (betweenMs[0] + betweenMs[1]) / 2
export const hosts = 8
/** what a save holds the steps up: 10 s */
export const saveMs = 100

export interface ScheduledFault<Kind> {
  readonly atMs: number
  readonly kind: Kind
  /** rank of the member that it strikes */
  readonly rank: number
}

/** Each so long after the one before, the first after the begin. */
export function drawSchedule<Kind>(seed: number, kinds: readonly Kind[], untilMs: number): ScheduledFault<Kind>[] {
  const rng = makeRng(seed, 'goodput faults')
  const [least, most] = betweenMs
  const drawn: ScheduledFault<Kind>[] = []
  for (let atMs = 0; ; ) {
    atMs += least + (most - least) * rng.next()
    if (atMs > untilMs) return drawn
    drawn.push({ atMs, kind: kinds[rng.below(kinds.length)] as Kind, rank: rng.below(hosts) })
  }
}

/** The same, halfway between two of the others: what an agent's end must not cost. */
export function drawAgentKills(
  seed: number,
  faults: readonly { readonly atMs: number }[],
): { atMs: number; rank: number }[] {
  const rng = makeRng(seed, 'goodput agents')
  return faults.slice(1).map(({ atMs }, i) => ({ atMs: (atMs + (faults[i]?.atMs ?? 0)) / 2, rank: rng.below(hosts) }))
}
