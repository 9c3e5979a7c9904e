/** Rules over what a GPU says of itself: memory, heat, clocks, power. Its links: `rules-gpu-links.ts`. */
import type { Peers, SampleRule } from './rules-row.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** Pages retired and not corrected; NVIDIA's RMA policy for boards before Ampere. */
const retiredPages = 63

/** NVML tells the offset (field 194) on what has T.Limit; where it does not, NVSentinel ADR-042 has it by product. A100 has none. */
const marginByName: readonly (readonly [RegExp, number])[] = [
  [/\bGB[23]00\b|\bH[12]00\b|\bL40S?\b/, -2],
  [/\bB[23]00\b/, -3],
]

function slowdownMargin(peers: Peers): number | undefined {
  const told = peers.number('gpu-margin-slowdown')
  if (told !== undefined) return told
  const name = peers.word('gpu-name')
  return name === undefined ? undefined : marginByName.find(([pattern]) => pattern.test(name))?.[1]
}

const memory: readonly SampleRule[] = [
  {
    id: 'gpu-ecc-uncorrected',
    version: '1',
    kind: 'above',
    signal: 'gpu-ecc-uncorrected',
    steps: [{ grade: 'degrade', repair: 'reset-gpu', limit: 0 }],
    text: '{value} memory errors could not be corrected since the driver was loaded',
    source: 'DCGM health: volatile double-bit errors > 0 fail; NVSentinel: component reset',
  },
  {
    id: 'gpu-ecc-corrected-rate',
    version: '1',
    kind: 'count',
    signal: 'gpu-ecc-corrected',
    windowMs: minuteMs,
    steps: [
      { grade: 'watch', repair: 'inspect', limit: 1_000, leave: 100 },
      { grade: 'degrade', repair: 'inspect', limit: 10_000, leave: 1_000, holdMs: 30_000 },
    ],
    clearMs: 10 * minuteMs,
    text: '{rise} memory errors were corrected within a minute ({value} since the driver was loaded)',
    source:
      'ours: no peer judges the rate; NVSentinel#1748 died unseen at 17,700 a second, a sound board has a few a day',
  },
  {
    id: 'gpu-row-remap-failure',
    version: '1',
    kind: 'word',
    signal: 'gpu-row-remap-failure',
    steps: [{ grade: 'degrade', repair: 'replace', words: ['yes'] }],
    text: 'A bad memory row could not be replaced: no spare rows are left',
    source: 'NVIDIA GPU memory error management: RMA; DCGM health fails',
  },
  {
    id: 'gpu-row-remap-pending',
    version: '1',
    kind: 'word',
    signal: 'gpu-row-remap-pending',
    steps: [{ grade: 'watch', repair: 'reset-gpu', words: ['yes'] }],
    text: 'Bad memory rows wait for a reset of the GPU to be replaced',
    source: 'NVIDIA GPU memory error management: reset at the next chance; the page is out of use until then',
  },
  {
    id: 'gpu-rows-remapped',
    version: '1',
    kind: 'above',
    signal: 'gpu-rows-remapped-uncorrected',
    steps: [{ grade: 'degrade', repair: 'replace', limit: 511 }],
    text: '{value} memory rows were replaced because of errors that could not be corrected',
    source: 'DCGM and Azure: 512 or more',
  },
  {
    id: 'gpu-pages-retired',
    version: '1',
    kind: 'above',
    signal: 'gpu-pages-retired-uncorrected',
    peers: ['gpu-pages-retired-corrected'],
    steps: [
      {
        grade: 'degrade',
        repair: 'replace',
        limit: (peers) => {
          const corrected = peers.number('gpu-pages-retired-corrected')
          return corrected === undefined ? undefined : retiredPages - 1 - corrected
        },
      },
    ],
    text: `{value} and {gpu-pages-retired-corrected} memory pages were given up: ${retiredPages} or more together`,
    source: 'DCGM: 63 or more pages in all',
  },
  {
    id: 'gpu-pages-retiring',
    version: '1',
    kind: 'count',
    signal: 'gpu-pages-retired-uncorrected',
    windowMs: 7 * dayMs,
    only: (_, pages) => Number(pages) > 15,
    steps: [{ grade: 'degrade', repair: 'replace', limit: 1 }],
    text: '{value} memory pages were given up for errors that could not be corrected, {rise} of them within a week',
    source: 'DCGM: more than 15 and growing by more than one a week',
  },
  {
    id: 'gpu-page-retirement-pending',
    version: '1',
    kind: 'word',
    signal: 'gpu-page-retirement-pending',
    steps: [{ grade: 'watch', repair: 'reset-gpu', words: ['yes'] }],
    text: 'Bad memory pages wait for a reset of the GPU to be given up',
    source: 'NVIDIA dynamic page retirement',
  },
  {
    id: 'gpu-recovery-action',
    version: '1',
    kind: 'word',
    signal: 'gpu-recovery-action',
    steps: [
      { grade: 'watch', repair: 'inspect', words: ['recover-imex'] },
      { grade: 'degrade', repair: 'reset-gpu', words: ['reset', 'drain-p2p', 'drain-and-reset'] },
      { grade: 'degrade', repair: 'reboot-host', words: ['reboot'] },
    ],
    text: 'The driver asks for "{value}" before the GPU is well again',
    source: 'NVML field 230; DCGM 4.5 fails on anything but none',
  },
]

const heat: readonly SampleRule[] = [
  {
    id: 'gpu-thermal-margin',
    version: '1',
    kind: 'below',
    signal: 'gpu-thermal-margin',
    peers: ['gpu-margin-slowdown', 'gpu-name', 'gpu-temperature', 'gpu-power'],
    oncePositive: true,
    steps: [
      { grade: 'watch', repair: 'inspect', limit: slowdownMargin, leave: (peers) => add(slowdownMargin(peers), 3) },
      {
        grade: 'degrade',
        repair: 'inspect',
        limit: slowdownMargin,
        leave: (peers) => add(slowdownMargin(peers), 3),
        holdMs: minuteMs,
      },
    ],
    clearMs: minuteMs,
    text: 'The thermal margin is {value}, beyond {limit} the hardware cuts the clocks; at {gpu-temperature} and {gpu-power}',
    source: 'NVSentinel ADR-042: H100, GB200, L40 -2, B200 -3; gpud#1208: 0 or less at rest means nothing on some H100',
  },
  {
    id: 'gpu-temperature',
    version: '1',
    kind: 'above',
    signal: 'gpu-temperature',
    peers: ['gpu-temperature-max', 'gpu-temperature-slowdown', 'gpu-power'],
    steps: [
      {
        grade: 'watch',
        repair: 'inspect',
        limit: (peers) => peers.number('gpu-temperature-max'),
        leave: (peers) => add(peers.number('gpu-temperature-max'), -3),
      },
      {
        grade: 'degrade',
        repair: 'inspect',
        limit: (peers) => peers.number('gpu-temperature-slowdown'),
        leave: (peers) => add(peers.number('gpu-temperature-slowdown'), -3),
        holdMs: minuteMs,
      },
    ],
    clearMs: minuteMs,
    text: 'The chip is at {value}, above {limit}, at {gpu-power}',
    source: 'gpud: above NVML GPU_MAX; the limits are those that the GPU tells',
  },
  {
    id: 'gpu-memory-temperature',
    version: '1',
    kind: 'above',
    signal: 'gpu-memory-temperature',
    peers: ['gpu-memory-temperature-max'],
    steps: [
      {
        grade: 'watch',
        repair: 'inspect',
        limit: (peers) => peers.number('gpu-memory-temperature-max'),
        leave: (peers) => add(peers.number('gpu-memory-temperature-max'), -3),
      },
      {
        grade: 'degrade',
        repair: 'inspect',
        limit: (peers) => peers.number('gpu-memory-temperature-max'),
        leave: (peers) => add(peers.number('gpu-memory-temperature-max'), -3),
        holdMs: 5 * minuteMs,
      },
    ],
    clearMs: minuteMs,
    text: 'The memory is at {value}, above {limit}',
    source: 'gpud: above NVML MEM_MAX',
  },
  {
    id: 'gpu-hw-slowdown',
    version: '1',
    kind: 'word',
    signal: 'gpu-hw-slowdown',
    peers: ['gpu-temperature', 'gpu-power', 'gpu-clock-sm'],
    steps: [
      { grade: 'watch', repair: 'inspect', words: ['yes'], holdMs: 10_000 },
      { grade: 'degrade', repair: 'inspect', words: ['yes'], holdMs: 10 * minuteMs },
    ],
    clearMs: minuteMs,
    text: 'The hardware has cut the clocks to {gpu-clock-sm}, at {gpu-temperature} and {gpu-power}',
    source: 'NVML clock event reason 0x8; NVSentinel#1637: no action of its own for a short one',
  },
  {
    id: 'gpu-hw-slowdown-often',
    version: '1',
    kind: 'flaps',
    signal: 'gpu-hw-slowdown',
    up: ['no'],
    times: 6,
    withinMs: 10 * minuteMs,
    awayMs: 0,
    steps: [{ grade: 'degrade', repair: 'inspect' }],
    clearMs: hourMs,
    text: 'The hardware cut the clocks {rise} times within 10 minutes',
    source: 'gpud: 0.6 a minute or more over 10 minutes',
  },
  {
    id: 'gpu-sw-thermal-slowdown',
    version: '1',
    kind: 'word',
    signal: 'gpu-sw-thermal-slowdown',
    peers: ['gpu-temperature', 'gpu-clock-sm'],
    steps: [{ grade: 'watch', repair: 'inspect', words: ['yes'], holdMs: minuteMs }],
    clearMs: minuteMs,
    text: 'The driver holds the clocks down to {gpu-clock-sm} because of heat, at {gpu-temperature}',
    source: 'NVML clock event reason 0x20; DCGM warns when its counter moves',
  },
]

const power: readonly SampleRule[] = [
  {
    id: 'gpu-power-brake',
    version: '1',
    kind: 'word',
    signal: 'gpu-power-brake',
    peers: ['gpu-power', 'gpu-clock-sm'],
    steps: [
      { grade: 'watch', repair: 'inspect', words: ['yes'], holdMs: 2_000 },
      { grade: 'degrade', repair: 'inspect', words: ['yes'], holdMs: 5 * minuteMs },
    ],
    clearMs: minuteMs,
    text: 'The power supply or the rack has cut the clocks to {gpu-clock-sm} (power brake), at {gpu-power}',
    source: 'NVML clock event reason 0x80',
  },
  {
    id: 'gpu-power-unreadable',
    version: '1',
    kind: 'absent',
    signal: 'gpu-power',
    peers: ['gpu-temperature'],
    only: (peers) => (peers.number('gpu-temperature') === undefined ? undefined : true),
    afterMs: minuteMs,
    steps: [{ grade: 'degrade', repair: 'reboot-host' }],
    text: 'The power of the GPU cannot be read any more ({reason}), while other figures of it can',
    source: 'DCGM health: power unreadable fails; NVSentinel: restart',
  },
  {
    id: 'gpu-missing',
    version: '1',
    kind: 'below',
    signal: 'gpus-listed',
    peers: ['gpus-on-bus'],
    steps: [{ grade: 'degrade', repair: 'reboot-host', limit: (peers) => peers.number('gpus-on-bus'), holdMs: 15_000 }],
    text: 'The driver lists {value} GPUs, {limit} are on the bus',
    source: 'ours: gpud checks only against a number that somebody has to set',
  },
  {
    id: 'gpu-left-bus',
    version: '1',
    kind: 'fell',
    signal: 'gpus-on-bus',
    steps: [{ grade: 'degrade', repair: 'reboot-host', holdMs: 15_000 }],
    text: '{value} GPUs are on the bus, there were {was}',
    source: 'ours',
  },
]

const add = (limit: number | undefined, more: number): number | undefined =>
  limit === undefined ? undefined : limit + more

export const gpuRules: readonly SampleRule[] = [...memory, ...heat, ...power]
