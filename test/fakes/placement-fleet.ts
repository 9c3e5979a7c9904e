/** Small fleets for tests of placement, and an oracle that answers by trying everything, from offers and takings alone. */
import fc from 'fast-check'
import { Capacity, never } from '../../coordinator/core/placement/capacity.ts'
import { type Demand, demandOf } from '../../coordinator/core/placement/demand.ts'
import type { HostOffer, Unit } from '../../coordinator/core/placement/offer.ts'
import type { JobSpec, TopologyLevel } from '../../shared/model/job.ts'
import type { Grant } from '../../shared/model/scheduling.ts'

/** What is taken where, beside the Capacity that counts it. */
export interface Taking {
  readonly host: string
  readonly holder: string
  readonly grant: Grant
  readonly endMs: number
}

export interface Fleet {
  readonly offers: readonly HostOffer[]
  readonly takings: readonly Taking[]
}

export function offer(id: string, more: Partial<HostOffer> = {}): HostOffer {
  const common = { labels: {}, topology: {}, closed: '', health: 100, headroom: 100, spare: false }
  return { id, name: id, cpus: 8, memoryMb: 8_000, units: gpus(id, 4), ...common, ...more }
}

export function gpus(id: string, count: number, model = 'A100', memoryMb = 40_960): Unit[] {
  return Array.from({ length: count }, (_, gpu) => ({ uuid: `${id}-${model}-${gpu}`, gpu, model, memoryMb, mig: null }))
}

/** Slices of `each` a GPU. */
export function slices(id: string, count: number, each: number, profile = '1g.10gb'): Unit[] {
  return Array.from({ length: count }, (_, i) => {
    const gpu = Math.floor(i / each)
    return { uuid: `${id}-mig-${gpu}-${i % each}`, gpu, model: 'A100', memoryMb: 9_728, mig: profile }
  })
}

export function grant(cpus: number, uuids: readonly string[] = [], memoryMb = 0): Grant {
  return { cpus, memoryMb, gpus: uuids }
}

export function capacityOf({ offers, takings }: Fleet): Capacity {
  const capacity = new Capacity()
  for (const each of offers) capacity.setHost(each)
  for (const { host, holder, grant: taken, endMs } of takings) capacity.take(host, holder, taken, endMs)
  return capacity
}

const base = { name: 'job', run: { kind: 'command', argv: ['true'] } } as const

export function task(resources: JobSpec['resources'], more: Partial<JobSpec> = {}): Demand {
  return demandOf({ ...base, kind: 'batch', resources: resources as never, ...more })
}

export function gang(hosts: number, resources: JobSpec['resources'], more: Partial<JobSpec> = {}): Demand {
  return demandOf({ ...base, kind: 'gang', resources: resources as never, gang: { hosts }, ...more })
}

const name = (letter: string, count: number): fc.Arbitrary<string> =>
  fc.nat(count - 1).map((number) => `${letter}${number}`)

const arbitraryTopology = fc.record(
  { site: name('s', 1), rack: name('k', 3), leaf: name('l', 2) },
  { requiredKeys: ['site'] },
)

const arbitraryOffer = (id: string): fc.Arbitrary<HostOffer> =>
  fc
    .record({
      cpus: fc.integer({ min: 1, max: 8 }),
      memoryMb: fc.nat(8),
      units: fc.oneof(
        { weight: 4, arbitrary: fc.nat(4).map((count) => gpus(id, count)) },
        { weight: 2, arbitrary: fc.nat(4).map((count) => gpus(id, count, 'H100', 81_920)) },
        { weight: 1, arbitrary: fc.nat(4).map((count) => slices(id, count, 2)) },
        { weight: 1, arbitrary: fc.constant([...gpus(id, 2), ...gpus(id, 2, 'H100', 81_920)]) },
      ),
      labels: fc.constantFrom({}, { zone: 'a' }, { zone: 'b' }),
      topology: arbitraryTopology,
      closed: fc.constantFrom('', '', '', '', 'is cordoned'),
      health: fc.constantFrom(100, 100, 90, 40),
      headroom: fc.constantFrom(100, 50),
      spare: fc.constantFrom(false, false, false, true),
    })
    .map((fields) => ({ id, name: id, ...fields }))

/** Takings that a real history could have left: no unit twice, slots and memory in bounds. */
const arbitraryTakings = (each: HostOffer): fc.Arbitrary<Taking[]> =>
  fc
    .array(
      fc.record({ cpus: fc.integer({ min: 1, max: 3 }), memoryMb: fc.nat(3), units: fc.nat(2), endMs: arbitraryEnd }),
      { maxLength: 4 },
    )
    .map((wishes) => {
      let [cpus, memoryMb, unit] = [each.cpus, each.memoryMb, 0]
      return wishes.flatMap((wish, i): Taking[] => {
        if (wish.cpus > cpus || wish.memoryMb > memoryMb || unit + wish.units > each.units.length) return []
        cpus -= wish.cpus
        memoryMb -= wish.memoryMb
        const uuids = each.units.slice(unit, unit + wish.units).map(({ uuid }) => uuid)
        unit += wish.units
        const holder = `a-1-${Number(each.id.slice(1)) * 10 + i}`
        return [{ host: each.id, holder, grant: grant(wish.cpus, uuids, wish.memoryMb), endMs: wish.endMs }]
      })
    })
const arbitraryEnd = fc.oneof({ weight: 4, arbitrary: fc.nat(12) }, { weight: 1, arbitrary: fc.constant(never) })

export const arbitraryFleet = (maxHosts: number): fc.Arbitrary<Fleet> =>
  fc
    .integer({ min: 1, max: maxHosts })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_, i) => arbitraryOffer(`h${i}`))))
    .chain((offers) =>
      fc
        .tuple(...offers.map(arbitraryTakings))
        .map((takings) => ({ offers: offers as HostOffer[], takings: takings.flat() as Taking[] })),
    )

const arbitraryNeed = fc.record({
  cpus: fc.integer({ min: 1, max: 4 }),
  memoryMb: fc.constantFrom(0, 0, 2, 4),
  gpus: fc.constantFrom(0, 1, 2, 3),
  gpuModel: fc.constantFrom('', '', 'a100', 'H100'),
  gpuMemoryMb: fc.constantFrom(0, 0, 60_000),
  migProfile: fc.constantFrom('', '', '', '1g.10gb'),
})
const arbitraryDuration = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 1, max: 8 }) }, fc.constant(never))

export const arbitraryTask: fc.Arbitrary<Demand> = fc
  .record({ need: arbitraryNeed, zone: fc.constantFrom(null, null, 'a'), durationMs: arbitraryDuration })
  .map(({ need, zone, durationMs }) => ({
    ...task(need, zone === null ? {} : { placement: { labels: { zone } } }),
    durationMs,
  }))

export const arbitraryGang: fc.Arbitrary<Demand> = fc
  .record({
    need: arbitraryNeed,
    hosts: fc.integer({ min: 1, max: 4 }),
    fewer: fc.nat(2),
    durationMs: arbitraryDuration,
    useSpares: fc.boolean(),
    topology: fc.option(
      fc.record({
        level: fc.constantFrom<TopologyLevel>('site', 'rack', 'leaf'),
        mode: fc.constantFrom('pack', 'spread'),
        required: fc.boolean(),
      }),
    ),
  })
  .map(({ need, hosts, fewer, durationMs, useSpares, topology }) => ({
    ...gang(hosts, need, topology === null ? {} : { placement: { topology } }),
    minHosts: Math.max(1, hosts - fewer),
    durationMs,
    useSpares,
  }))
