import t from 'tap'
import { GangCompare, unlikeSignals } from '../../coordinator/core/stragglers/unlike.ts'
import { unlikeRules } from '../../coordinator/core/stragglers/unlike-rules.ts'
import type { FleetReading } from '../../coordinator/core/verdicts/fleet-compare.ts'
import { signalDef } from '../../shared/model/signals.ts'
import type { Unlike } from '../../shared/model/slow.ts'

const hosts = ['h0', 'h1', 'h2', 'h3']
const members = hosts.map((host) => ({ host, gpus: [`${host}/0`, `${host}/1`] }))

type Values = Readonly<Record<string, number | string>>
/** Of a GPU; `resource` and `port` ones are of the host. */
const well: Values = {
  'gpu-utilisation': 95,
  'gpu-clock-sm': 1_755,
  'gpu-temperature': 62,
  'gpu-hw-thermal-slowdown': 'no',
  'gpu-power-capped': 'yes',
  'gpu-pcie-width': 16,
  'gpu-ecc-corrected': 7,
}
const ofHost: Values = { 'cpu-stolen': 0.2, 'port-rate': 5e10, 'clock-offset': 0.001 }

/** Takes of the whole gang, 10 s apart; `odd` says what is different on the first GPU of a host, or on the host. */
function takes(
  count: number,
  odd: (host: string, take: number) => Values,
  compare = new GangCompare({ job: 'j', members }),
): { compare: GangCompare; told: [number, string, readonly Unlike[]][] } {
  const told: [number, string, readonly Unlike[]][] = []
  for (let take = 0; take < count; take++) {
    const readings: FleetReading[] = []
    for (const host of [...hosts, 'other']) {
      const here = odd(host, take)
      for (const gpu of [0, 1]) {
        const labels = { gpu: String(gpu), uuid: `${host}/${gpu}` }
        for (const [name, value] of Object.entries(well))
          readings.push({ host, name, labels, value: (gpu === 0 ? here[name] : undefined) ?? value, ageMs: 300 })
      }
      for (const [name, value] of Object.entries(ofHost))
        readings.push({ host, name, labels: {}, value: here[name] ?? value, ageMs: 900 })
      for (const resource of ['memory', 'io'])
        readings.push({ host, name: 'pressure', labels: { resource }, value: here[resource] ?? 1, ageMs: 900 })
    }
    for (const [host, unlike] of compare.take(1_000_000 + take * 10_000, readings)) told.push([take, host, unlike])
  }
  return { compare, told }
}

t.test(
  '[SL4] what is unlike its equals in the gang is told with value, age and what it would be if well',
  async (t) => {
    const cases: readonly [string, Values, Partial<Unlike>, RegExp][] = [
      [
        'heat',
        { 'gpu-hw-thermal-slowdown': 'yes' },
        { cause: 'thermal', device: 'gpu:h2/0' },
        /no if well, as on 7 equals/,
      ],
      [
        'clocks',
        { 'gpu-clock-sm': 900 },
        { cause: 'clocks', device: 'gpu:h2/0', ratio: 1.95 },
        /1755 MHz if well: the median of 7/,
      ],
      ['PCIe', { 'gpu-pcie-width': 4 }, { cause: 'pcie', ratio: 4 }, /16 if well/],
      ['steal', { 'cpu-stolen': 22 }, { cause: 'cpu-steal', device: 'host' }, /0.2 % if well: the median of 3 equals/],
      ['memory', { memory: 60 }, { cause: 'memory-pressure', device: 'host' }, /1 % if well/],
      ['the fabric', { 'port-rate': 2.5e10 }, { cause: 'fabric', ratio: 2 }, /if well/],
      ['a clock', { 'clock-offset': -3 }, { cause: 'clock-skew' }, /if well/],
    ]
    for (const [what, odd, wanted, limit] of cases) {
      const { told } = takes(3, (host) => (host === 'h2' ? odd : {}))
      t.match(told, [[1, 'h2', [wanted]]], `${what}: in the second take`)
      t.match(told[0]?.[2][0]?.evidence, {
        limit,
        ageMs: what === 'heat' || what === 'clocks' || what === 'PCIe' ? 300 : 900,
      })
    }
  },
)

t.test('[SL4] counters are held against each other by the minute', async (t) => {
  const { told } = takes(4, (host, take) => (host === 'h1' ? { 'gpu-ecc-corrected': 7 + 100 * take } : {}))
  t.match(told, [[2, 'h1', [{ cause: 'memory-errors', evidence: { value: 600, unit: '/min' } }]]])
})

t.test('what most of the gang has, what is at rest, what others use and what passes is not told', async (t) => {
  t.same(takes(4, (host) => ({ 'gpu-power-capped': host === 'h0' ? 'no' : 'yes' })).told, [], 'most are capped')
  const idle = takes(4, (host) => (host === 'h1' ? { 'gpu-clock-sm': 345, 'gpu-utilisation': 0 } : {}))
  t.same(idle.told, [], 'at rest it clocks down')
  t.same(takes(4, (host) => (host === 'other' ? { 'gpu-clock-sm': 500 } : {})).told, [], 'not of this gang')
  t.same(takes(5, (host, take) => (host === 'h1' && take === 2 ? { 'gpu-clock-sm': 500 } : {})).told, [], 'once')
  t.same(takes(4, (host) => (host === 'h3' ? { 'gpu-temperature': 66 } : {})).told, [], 'four degrees')
  const mine = new GangCompare({ job: 'j', members: members.map(({ host, gpus }) => ({ host, gpus: gpus.slice(1) })) })
  t.same(takes(4, (host) => (host === 'h1' ? { 'gpu-clock-sm': 500 } : {}), mine).told, [], 'a GPU of another job')
})

t.test('it is over when it has been as the others twice, and told again while it lasts', async (t) => {
  const { told } = takes(12, (host, take) => (host === 'h2' && take < 9 ? { 'gpu-clock-sm': 900 } : {}))
  t.match(told, [[1, 'h2', [{}]], [7, 'h2', [{}]], [10, 'h2', []]]) // biome-ignore format: one line
})

t.test('[SL4] what is not read any more is told with its age, and is over after a minute', async (t) => {
  const { told } = takes(14, (host, take) => {
    if (host !== 'h2') return {}
    return take < 4 ? { 'gpu-clock-sm': 900, memory: 60 } : { 'gpu-clock-sm': 900, 'gpu-utilisation': 0, memory: 60 }
  })
  const [begun, again, ended] = told
  t.match(begun, [1, 'h2', [{ cause: 'clocks', evidence: { ageMs: 300 } }, { cause: 'memory-pressure' }]])
  t.match(again, [7, 'h2', [{ cause: 'clocks', evidence: { ageMs: 40_300 } }, { cause: 'memory-pressure' }]])
  t.match(ended, [10, 'h2', [{ cause: 'memory-pressure' }]])
  t.equal(ended?.[2].length, 1, 'its clock was last read under load a minute ago')
})

t.test('of two hosts the one on the wrong side is named', async (t) => {
  const two = new GangCompare({ job: 'j', members: members.slice(0, 2) })
  const { told } = takes(3, (host) => (host === 'h1' ? { 'cpu-stolen': 30 } : {}), two)
  t.match(told, [[1, 'h1', [{ cause: 'cpu-steal', evidence: { limit: /the median of 1 equal in/ } }]]])
})

t.test('every rule is of a signal that exists, with a limit that fits its kind', async (t) => {
  for (const { signal, words, side, least, weight } of unlikeRules) {
    const def = signalDef(signal)
    t.ok(def, signal)
    t.ok(unlikeSignals.has(signal))
    t.ok(weight > 0 && weight < 0.95, `${signal} ${weight}`)
    if (words === undefined) t.ok(side !== undefined && (least ?? 0) > 0, signal)
    else for (const word of words) t.ok(def?.states?.includes(word), `${signal} ${word}`)
  }
})
