/** Large fleets for benches of placement: from a seed, 8 GPUs a host, 70 % full and fragmented. */
import { Capacity } from '../../coordinator/core/placement/capacity.ts'
import type { HostOffer } from '../../coordinator/core/placement/offer.ts'
import type { Victim } from '../../coordinator/core/placement/stop-units.ts'
import { makeRng } from '../../shared/rng.ts'

const gpusPerHost = 8
/** Of 1,000: so many hosts are left idle, so that a gang of 128 finds a place, but not many. */
const idlePermille = 160
const fullPermille = 700
const hourMs = 3600_000
/** Sizes of tasks in GPUs; small ones are the most, as in published traces. */
const sizes = [1, 1, 1, 1, 2, 2, 4, 8]

export const largeFleetWords = `8 GPUs a host, leaves of 32, racks of 4, rows of 128; ${idlePermille / 10} % of hosts idle, the others filled with tasks of ${[...new Set(sizes)].join(', ')} GPUs until ${fullPermille / 10} % of all GPUs are taken; planned ends within 24 h`

export interface LargeFleet {
  readonly capacity: Capacity
  /** every task as something that could be preempted */
  readonly victims: readonly Victim[]
}

function largeOffer(i: number): HostOffer {
  const id = `host-${String(i).padStart(5, '0')}`
  const place = (letter: string, size: number): string => `${letter}${Math.floor(i / size)}`
  return {
    id,
    name: id,
    cpus: 128,
    memoryMb: 2_000_000,
    units: Array.from({ length: gpusPerHost }, (_, gpu) => {
      return { uuid: `GPU-${id}-${gpu}`, gpu, model: 'NVIDIA H100 80GB HBM3', memoryMb: 81_559, mig: null }
    }),
    labels: {},
    topology: { site: 's0', row: place('row', 128), rack: place('rack', 4), leaf: place('leaf', 32) },
    closed: '',
    health: 100,
    headroom: 80,
    spare: false,
  }
}

export function largeFleet(hosts: number, seed: number): LargeFleet {
  const rng = makeRng(seed, 'large fleet')
  const capacity = new Capacity()
  const offers = Array.from({ length: hosts }, (_, i) => largeOffer(i))
  for (const offer of offers) capacity.setHost(offer)
  const busy = offers.filter(() => rng.below(1_000) >= idlePermille)
  const used = new Map(busy.map(({ id }) => [id, 0]))
  const victims: Victim[] = []
  let left = Math.floor((hosts * gpusPerHost * fullPermille) / 1_000)
  while (left > 0) {
    const { id, units } = busy[rng.below(busy.length)] as HostOffer
    const from = used.get(id) as number
    const size = Math.min(sizes[rng.below(sizes.length)] as number, gpusPerHost - from, left)
    if (size === 0) continue
    const holder = `a-1-${victims.length}`
    const gpus = units.slice(from, from + size).map(({ uuid }) => uuid)
    capacity.take(id, holder, { cpus: 8 * size, memoryMb: 0, gpus }, 60_000 + rng.below(24 * hourMs))
    const rank = [0, rng.below(3)] as const
    victims.push({
      holder,
      host: id,
      job: `j-1-${victims.length}`,
      rank,
      lostGpuMs: size * rng.below(hourMs),
      gang: null,
    })
    used.set(id, from + size)
    left -= size
  }
  return { capacity, victims }
}
