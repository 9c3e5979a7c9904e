/** Rules over the links of a GPU: PCIe and NVLink. */
import type { Peers, SampleRule } from './rules-row.ts'

const minuteMs = 60_000

/** GT/s of one lane, by PCIe generation. */
const laneRates: readonly number[] = [0, 2.5, 5, 8, 16, 32, 64]

/** DCGM: a bit error rate of 1e-12 is within the specification: ceil(1e-12 × rate × 60 × lanes) a minute. Gen4 ×16: 16, Gen5 ×16: 31. */
export function replaysAMinute(peers: Peers): number | undefined {
  const rate = laneRates[peers.number('gpu-pcie-generation') ?? 0]
  const lanes = peers.number('gpu-pcie-width')
  return rate === undefined || rate === 0 || lanes === undefined ? undefined : Math.ceil((rate * 60 * lanes) / 1_000)
}

const loaded = (peers: Peers): boolean | undefined => {
  const busy = peers.number('gpu-utilisation')
  return busy === undefined ? undefined : busy >= 20
}

const pcie: readonly SampleRule[] = [
  {
    id: 'gpu-pcie-replays',
    version: '1',
    kind: 'count',
    signal: 'gpu-pcie-replays',
    peers: ['gpu-pcie-generation', 'gpu-pcie-width'],
    windowMs: minuteMs,
    steps: [{ grade: 'watch', repair: 'inspect', limit: replaysAMinute }],
    clearMs: 10 * minuteMs,
    text: '{rise} packets were sent again on PCIe within a minute; at generation {gpu-pcie-generation} with {gpu-pcie-width} lanes {limit} are within the specification',
    source: 'DCGM health',
  },
  {
    id: 'gpu-pcie-width',
    version: '1',
    kind: 'below',
    signal: 'gpu-pcie-width',
    peers: ['gpu-pcie-width-max'],
    steps: [
      {
        grade: 'watch',
        repair: 'inspect',
        limit: (peers) => peers.number('gpu-pcie-width-max'),
        holdMs: minuteMs,
      },
      {
        grade: 'degrade',
        repair: 'inspect',
        limit: (peers) => half(peers.number('gpu-pcie-width-max')),
        holdMs: minuteMs,
      },
    ],
    text: 'PCIe has {value} lanes, board and slot can do {gpu-pcie-width-max}',
    source: 'ours: half of the lanes are half of the bandwidth, and no peer looks',
  },
  {
    id: 'gpu-pcie-generation',
    version: '1',
    kind: 'below',
    signal: 'gpu-pcie-generation',
    peers: ['gpu-pcie-generation-max', 'gpu-utilisation'],
    // At rest some boards train down to save power.
    only: loaded,
    steps: [
      {
        grade: 'watch',
        repair: 'inspect',
        limit: (peers) => peers.number('gpu-pcie-generation-max'),
        holdMs: minuteMs,
      },
      {
        grade: 'degrade',
        repair: 'inspect',
        limit: (peers) => before(peers.number('gpu-pcie-generation-max')),
        holdMs: minuteMs,
      },
    ],
    text: 'PCIe runs at generation {value} under load ({gpu-utilisation}), board and slot can do {gpu-pcie-generation-max}',
    source: 'ours',
  },
]

const half = (lanes: number | undefined): number | undefined => (lanes === undefined ? undefined : lanes / 2)
const before = (generation: number | undefined): number | undefined =>
  generation === undefined ? undefined : generation - 1

const nvlink: readonly SampleRule[] = [
  {
    id: 'gpu-nvlink-down',
    version: '1',
    kind: 'word',
    signal: 'gpu-nvlink-state',
    // A100 has fewer links than NVML counts, and PCIe boards have none (gpud#1227, NVSentinel#1481).
    onceHad: ['active'],
    steps: [{ grade: 'degrade', repair: 'reset-gpu', words: ['inactive'], holdMs: 10_000 }],
    text: 'The NVLink was active and is {value}',
    source: 'DCGM health; gpud#1085',
  },
  {
    id: 'gpu-nvlink-fewer',
    version: '1',
    kind: 'below',
    signal: 'gpu-nvlink-links-active',
    peers: ['gpu-nvlink-links', 'gpu-name'],
    // Cards that are joined by bridges have links that lead nowhere.
    only: (peers, active) => {
      const name = peers.word('gpu-name')
      return name === undefined ? undefined : Number(active) > 0 && !/PCIe|NVL\b/.test(name)
    },
    steps: [
      { grade: 'watch', repair: 'inspect', limit: (peers) => peers.number('gpu-nvlink-links'), holdMs: 5 * minuteMs },
    ],
    text: '{value} of {limit} NVLinks are up',
    source: 'gpud#1085: links were down from the start, and all seemed healthy',
  },
  {
    id: 'gpu-nvlink-replays',
    version: '1',
    kind: 'count',
    signal: 'gpu-nvlink-replays',
    windowMs: minuteMs,
    steps: [{ grade: 'watch', repair: 'inspect', limit: 0 }],
    clearMs: 10 * minuteMs,
    text: '{rise} packets were sent again on the NVLink within a minute',
    source: 'DCGM health: 1 or more fails; watched here: the packet did arrive',
  },
  {
    id: 'gpu-nvlink-recoveries',
    version: '1',
    kind: 'count',
    signal: 'gpu-nvlink-recoveries',
    windowMs: 10 * minuteMs,
    steps: [
      { grade: 'watch', repair: 'inspect', limit: 0 },
      { grade: 'degrade', repair: 'reset-gpu', limit: 3, leave: 0 },
    ],
    clearMs: 10 * minuteMs,
    text: 'The NVLink was trained again {rise} times within 10 minutes',
    source: 'DCGM health: 1 or more fails; one is watched here',
  },
  {
    id: 'gpu-nvlink-crc-errors',
    version: '1',
    kind: 'count',
    signal: 'gpu-nvlink-crc-errors',
    windowMs: 10_000,
    steps: [{ grade: 'degrade', repair: 'inspect', limit: 1_000, leave: 100 }],
    clearMs: 10 * minuteMs,
    text: '{rise} check sums were wrong on the NVLink within 10 s',
    source: 'DCGM health: 100 a second or more fails',
  },
  {
    id: 'gpu-nvlink-effective-errors',
    version: '1',
    kind: 'count',
    signal: 'gpu-nvlink-effective-errors',
    windowMs: minuteMs,
    steps: [{ grade: 'watch', repair: 'inspect', limit: 0 }],
    clearMs: 10 * minuteMs,
    text: '{rise} errors were left after correction on the NVLink within a minute',
    source: 'ours: after forward error correction none should be',
  },
]

export const gpuLinkRules: readonly SampleRule[] = [...pcie, ...nvlink]
