/** Rules over ports of InfiniBand and RoCE and over Ethernet links. */
import type { SignalName } from '../../../shared/model/signals.ts'
import type { CountRule, SampleRule, SaturatedRule } from './rules-row.ts'

const secondMs = 1_000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs

const ports: readonly SampleRule[] = [
  {
    id: 'port-down',
    version: '1',
    kind: 'word',
    signal: 'port-state',
    peers: ['port-physical-state'],
    onceHad: ['ACTIVE'],
    unsure: ['NOP'],
    steps: [
      { grade: 'watch', repair: 'inspect', words: ['DOWN', 'INIT', 'ARMED'], holdMs: 25 * secondMs },
      { grade: 'degrade', repair: 'inspect', words: ['DOWN', 'INIT', 'ARMED'], holdMs: 4 * minuteMs },
    ],
    clearMs: minuteMs,
    text: 'The port was ACTIVE and is {value} (physically {port-physical-state})',
    source: 'gpud: down for 4 minutes; a port that never was up is not down',
  },
  {
    id: 'port-flaps',
    version: '1',
    kind: 'flaps',
    signal: 'port-state',
    up: ['ACTIVE'],
    times: 3,
    withinMs: 12 * hourMs,
    awayMs: 25 * secondMs,
    steps: [{ grade: 'degrade', repair: 'inspect' }],
    text: 'The port went down and came back {rise} times within 12 hours',
    source: 'gpud: 3 times down for 25 s or more within 12 hours',
  },
  {
    id: 'port-slower',
    version: '1',
    kind: 'fell',
    signal: 'port-rate',
    peers: ['port-state'],
    only: (peers) => {
      const state = peers.word('port-state')
      return state === undefined ? undefined : state === 'ACTIVE'
    },
    steps: [{ grade: 'degrade', repair: 'inspect', holdMs: 30 * secondMs }],
    text: 'The port has trained to {value}; it had {was}',
    source: 'ours: gpud holds the rate against what the product should have',
  },
  {
    id: 'port-vanished',
    version: '1',
    kind: 'absent',
    signal: 'port-state',
    evenAlone: true,
    afterMs: 30 * secondMs,
    steps: [{ grade: 'degrade', repair: 'reboot-host' }],
    text: 'The port is there no more: {reason}',
    source: 'NVSentinel: gone for 3 polls',
  },
]

type Counted = Pick<CountRule, 'signal' | 'windowMs' | 'steps' | 'text' | 'source'>

const counter = (id: string, { signal, windowMs, steps, text, source }: Counted): CountRule => ({
  id,
  version: '1',
  kind: 'count',
  signal,
  windowMs,
  steps,
  // What has moved is told for a while: errors of a link come in bursts.
  clearMs: hourMs,
  text,
  source,
})

const counters: readonly CountRule[] = [
  counter('port-link-downed', {
    signal: 'port-link-downed',
    windowMs: minuteMs,
    steps: [{ grade: 'degrade', repair: 'inspect', limit: 0 }],
    text: 'The link failed to recover and went down {rise} times within a minute ({value} in all)',
    source: 'NVSentinel: any is fatal',
  }),
  counter('port-buffer-overruns', {
    signal: 'port-buffer-overruns',
    windowMs: minuteMs,
    steps: [{ grade: 'degrade', repair: 'inspect', limit: 0 }],
    text: 'Buffers of the port overran {rise} times within a minute',
    source: 'NVSentinel: any is fatal',
  }),
  counter('port-link-integrity-errors', {
    signal: 'port-link-integrity-errors',
    windowMs: minuteMs,
    steps: [{ grade: 'degrade', repair: 'inspect', limit: 0 }],
    text: 'Physical errors of the port came to their threshold {rise} times within a minute',
    source: 'NVSentinel: any is fatal',
  }),
  counter('port-rnr-nak-retries', {
    signal: 'port-rnr-nak-retries',
    windowMs: minuteMs,
    steps: [{ grade: 'watch', repair: 'none', limit: 0 }],
    text: '{rise} sends were given up within a minute because the receiver had no buffers ready',
    source: 'NVSentinel: any is fatal; watched here: a slow application does it too',
  }),
  counter('port-retries-exceeded', {
    signal: 'port-retries-exceeded',
    windowMs: minuteMs,
    steps: [{ grade: 'watch', repair: 'inspect', limit: 0 }],
    text: '{rise} sends were given up within a minute because nobody acknowledged them',
    source: 'ours: each breaks a connection, here or at its other end',
  }),
  counter('port-symbol-errors', {
    signal: 'port-symbol-errors',
    windowMs: hourMs,
    steps: [
      { grade: 'watch', repair: 'inspect', limit: 30, leave: 10 },
      { grade: 'degrade', repair: 'inspect', limit: 120, leave: 30 },
    ],
    text: '{rise} symbols were received wrong within an hour',
    source: 'NVSentinel: more than 120 an hour is beyond the bit error rate of the specification',
  }),
  counter('port-link-recoveries', {
    signal: 'port-link-recoveries',
    windowMs: minuteMs,
    steps: [
      { grade: 'watch', repair: 'inspect', limit: 0 },
      { grade: 'degrade', repair: 'inspect', limit: 5, leave: 0 },
    ],
    text: 'The link trained again {rise} times within a minute',
    source: 'NVSentinel: more than 5 a minute',
  }),
  counter('port-receive-errors', {
    signal: 'port-receive-errors',
    windowMs: 30 * secondMs,
    steps: [
      { grade: 'watch', repair: 'inspect', limit: 300, leave: 30 },
      { grade: 'degrade', repair: 'inspect', limit: 300, leave: 30, holdMs: 5 * minuteMs },
    ],
    text: '{rise} packets were received with an error within 30 s',
    source: 'NVSentinel: more than 10 a second',
  }),
  counter('port-transmit-discards', {
    signal: 'port-transmit-discards',
    windowMs: 30 * secondMs,
    steps: [{ grade: 'watch', repair: 'inspect', limit: 3_000, leave: 300 }],
    text: '{rise} packets were discarded within 30 s instead of being sent',
    source: 'NVSentinel: more than 100 a second',
  }),
  counter('port-slow-restarts', {
    signal: 'port-slow-restarts',
    windowMs: 30 * secondMs,
    steps: [{ grade: 'watch', repair: 'inspect', limit: 300, leave: 30 }],
    text: 'RoCE began slowly again {rise} times within 30 s',
    source: 'NVSentinel: more than 10 a second',
  }),
  counter('port-ack-timeouts', {
    signal: 'port-ack-timeouts',
    windowMs: minuteMs,
    steps: [{ grade: 'watch', repair: 'inspect', limit: 60, leave: 6 }],
    text: '{rise} acknowledgements did not come in time within a minute',
    source: 'NVSentinel: more than 1 a second',
  }),
]

/** Counters that stay at their ceiling (InfiniBand PortCounters) and that a rule above looks at. */
const saturating: readonly SignalName[] = [
  'port-symbol-errors',
  'port-link-recoveries',
  'port-link-downed',
  'port-receive-errors',
  'port-transmit-discards',
  'port-link-integrity-errors',
  'port-buffer-overruns',
]

const saturated = saturating.map(
  (signal): SaturatedRule => ({
    id: `${signal}-saturated`,
    version: '1',
    kind: 'saturated',
    signal,
    steps: [{ grade: 'watch', repair: 'none' }],
    text: 'The counter is at its ceiling of {value}: it can rise no more and says nothing until it is cleared (perfquery -R)',
    source: 'ours: an H100 host came with link_downed at 255, where "rises" can never be true again',
  }),
)

const links: readonly SampleRule[] = [
  {
    id: 'link-down',
    version: '1',
    kind: 'word',
    signal: 'link-carrier',
    onceHad: ['up'],
    steps: [{ grade: 'watch', repair: 'inspect', words: ['down'], holdMs: minuteMs }],
    clearMs: minuteMs,
    text: 'The interface had a carrier and has lost it',
    source: 'ours',
  },
  {
    id: 'link-flaps',
    version: '1',
    kind: 'count',
    signal: 'link-carrier-changes',
    windowMs: 12 * hourMs,
    steps: [{ grade: 'watch', repair: 'inspect', limit: 5, leave: 1 }],
    text: 'The carrier of the interface came or went {rise} times within 12 hours',
    source: 'NVSentinel and gpud: 3 times down within 12 hours',
  },
  {
    id: 'link-slower',
    version: '1',
    kind: 'fell',
    signal: 'link-speed',
    peers: ['link-carrier'],
    only: (peers) => {
      const carrier = peers.word('link-carrier')
      return carrier === undefined ? undefined : carrier === 'up'
    },
    steps: [{ grade: 'watch', repair: 'inspect', holdMs: 30 * secondMs }],
    text: 'The interface has trained to {value}; it had {was}',
    source: 'ours',
  },
  {
    id: 'link-crc-errors',
    version: '1',
    kind: 'count',
    signal: 'link-receive-crc-errors',
    windowMs: minuteMs,
    steps: [{ grade: 'watch', repair: 'inspect', limit: 100, leave: 10 }],
    clearMs: hourMs,
    text: '{rise} frames arrived with a wrong check sum within a minute',
    source: 'ours: a sound cable has none',
  },
]

export const fabricRules: readonly SampleRule[] = [...ports, ...counters, ...saturated, ...links]
