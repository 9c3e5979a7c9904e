/** Rules over coolant, leaks and power equipment. What sensors conclude together: `leaks.ts`. */
import type { Peers, SampleRule } from './rules-row.ts'

const secondMs = 1_000
const minuteMs = 60 * secondMs

/** The side of a CDU that serves the racks; the other side is the building's, with limits of its own. */
const racks = { side: '!primary' }
const sheet = "ours, from a vendor's sheet: coolant to the racks 22–40 °C, warn to 45, critical beyond and below 18"

const coolant: readonly SampleRule[] = [
  {
    id: 'coolant-supply-hot',
    version: '1',
    kind: 'above',
    signal: 'coolant-supply-temperature',
    where: racks,
    peers: ['coolant-flow', 'coolant-return-temperature'],
    steps: [
      { grade: 'watch', repair: 'inspect', limit: 40, leave: 39, holdMs: 10 * secondMs },
      { grade: 'degrade', repair: 'inspect', limit: 45, leave: 43, holdMs: 10 * secondMs },
    ],
    text: 'Coolant reaches the racks at {value}, {limit} are allowed; flow {coolant-flow}',
    source: sheet,
  },
  {
    id: 'coolant-supply-cold',
    version: '1',
    kind: 'below',
    signal: 'coolant-supply-temperature',
    where: racks,
    peers: ['dew-point'],
    steps: [{ grade: 'degrade', repair: 'inspect', limit: 18, leave: 19, holdMs: 10 * secondMs }],
    text: 'Coolant reaches the racks at {value}: water may condense (dew point {dew-point})',
    source: sheet,
  },
  {
    id: 'coolant-return-hot',
    version: '1',
    kind: 'above',
    signal: 'coolant-return-temperature',
    where: racks,
    peers: ['coolant-flow'],
    steps: [
      { grade: 'watch', repair: 'inspect', limit: 60, leave: 58, holdMs: 10 * secondMs },
      { grade: 'degrade', repair: 'inspect', limit: 65, leave: 63, holdMs: 10 * secondMs },
    ],
    text: 'Coolant leaves the racks at {value}, {limit} are allowed; flow {coolant-flow}',
    source: "ours, from a vendor's sheet: warn at 60 °C, critical at 65",
  },
  {
    id: 'coolant-delta',
    version: '1',
    kind: 'above',
    signal: 'coolant-delta-temperature',
    where: racks,
    peers: ['coolant-flow'],
    steps: [
      { grade: 'watch', repair: 'inspect', limit: 15, leave: 14, holdMs: 30 * secondMs },
      { grade: 'degrade', repair: 'inspect', limit: 20, leave: 18, holdMs: 30 * secondMs },
    ],
    text: 'Coolant warms by {value} in the racks, {limit} are allowed; flow {coolant-flow}',
    source: "ours, from a vendor's sheet: warn at 15 °C, critical at 20",
  },
  {
    id: 'coolant-flow-low',
    version: '1',
    kind: 'below',
    signal: 'coolant-flow',
    where: racks,
    peers: ['coolant-rated-flow'],
    oncePositive: true,
    steps: [
      {
        grade: 'watch',
        repair: 'inspect',
        limit: (peers) => share(peers.number('coolant-rated-flow'), 0.5),
        leave: (peers) => share(peers.number('coolant-rated-flow'), 0.6),
        holdMs: 10 * secondMs,
      },
      // Whatever it is made for: next to nothing flows.
      { grade: 'degrade', repair: 'inspect', limit: 1, leave: 2, holdMs: 5 * secondMs },
    ],
    text: 'Only {value} of coolant flow ({coolant-rated-flow} are rated)',
    source: 'ours; HPE CDU registry: LowFlow',
  },
  {
    id: 'coolant-suction-low',
    version: '1',
    kind: 'below',
    signal: 'coolant-return-pressure',
    where: racks,
    peers: ['coolant-supply-pressure', 'coolant-flow'],
    oncePositive: true,
    steps: [{ grade: 'watch', repair: 'inspect', limit: 10, leave: 20, holdMs: 10 * secondMs }],
    text: 'The pressure before the pumps is {value}: they may draw air',
    source: 'ours; HPE CDU registry: LowSuction, without its figure',
  },
  {
    id: 'coolant-dew-point',
    version: '1',
    kind: 'above',
    signal: 'dew-point',
    peers: ['coolant-supply-temperature'],
    steps: [
      {
        grade: 'watch',
        repair: 'inspect',
        limit: (peers) => less(peers.number('coolant-supply-temperature'), 2),
        leave: (peers) => less(peers.number('coolant-supply-temperature'), 3),
        holdMs: 30 * secondMs,
      },
      {
        grade: 'degrade',
        repair: 'inspect',
        limit: (peers) => peers.number('coolant-supply-temperature'),
        leave: (peers) => less(peers.number('coolant-supply-temperature'), 1),
        holdMs: 30 * secondMs,
      },
    ],
    text: 'The dew point is {value} and the coolant {coolant-supply-temperature}: water condenses on the pipes',
    source: 'HPE CDU registry: HighDewPoint; the margin is ours',
  },
  {
    id: 'heat-balance-low',
    version: '1',
    kind: 'below',
    signal: 'coolant-heat-balance',
    peers: ['coolant-heat-removed', 'coolant-flow'],
    steps: [
      {
        grade: 'watch',
        repair: 'inspect',
        limit: (peers) => share(removed(peers), 0.75),
        leave: (peers) => share(removed(peers), 0.85),
        holdMs: 5 * minuteMs,
      },
    ],
    text: 'Flow and temperatures make {value} of heat, {coolant-heat-removed} are reported: a sensor is wrong, or coolant is lost',
    source: 'ours: flow × density × specific heat × (return − supply), off by more than a quarter',
  },
  {
    id: 'heat-balance-high',
    version: '1',
    kind: 'above',
    signal: 'coolant-heat-balance',
    peers: ['coolant-heat-removed', 'coolant-flow'],
    steps: [
      {
        grade: 'watch',
        repair: 'inspect',
        limit: (peers) => share(removed(peers), 1.25),
        leave: (peers) => share(removed(peers), 1.15),
        holdMs: 5 * minuteMs,
      },
    ],
    text: 'Flow and temperatures make {value} of heat, {coolant-heat-removed} are reported: a sensor is wrong',
    source: 'ours, as heat-balance-low',
  },
]

const share = (of: number | undefined, part: number): number | undefined => (of === undefined ? undefined : of * part)
const less = (value: number | undefined, by: number): number | undefined =>
  value === undefined ? undefined : value - by
/** With hardly any heat the sum is all error. */
const removed = (peers: Peers): number | undefined => {
  const heatW = peers.number('coolant-heat-removed')
  return heatW === undefined || heatW < 1_000 ? undefined : heatW
}

const parts: readonly SampleRule[] = [
  {
    id: 'pump-still',
    version: '1',
    kind: 'below',
    signal: 'pump-speed',
    peers: ['pump-duty'],
    // A spare pump that nobody asks to turn is not broken.
    only: (peers) => {
      const duty = peers.number('pump-duty')
      return duty === undefined ? undefined : duty > 10
    },
    steps: [{ grade: 'watch', repair: 'inspect', limit: 100, leave: 200, holdMs: 15 * secondMs }],
    text: 'The pump turns at {value} though it is asked for {pump-duty}',
    source: 'ours; HPE CDU registry: pump fault',
  },
  {
    id: 'filter-due',
    version: '1',
    kind: 'above',
    signal: 'filter-hours',
    peers: ['filter-rated-hours'],
    steps: [{ grade: 'watch', repair: 'inspect', limit: (peers) => peers.number('filter-rated-hours') }],
    text: 'The filter has served {value}, it is made for {limit}',
    source: 'Redfish Filter: ServiceHours against RatedServiceHours',
  },
  {
    id: 'reservoir-low',
    version: '1',
    kind: 'below',
    signal: 'reservoir-level',
    steps: [
      { grade: 'watch', repair: 'inspect', limit: 20, leave: 25, holdMs: 30 * secondMs },
      { grade: 'degrade', repair: 'inspect', limit: 10, leave: 15, holdMs: 30 * secondMs },
    ],
    text: 'The reservoir is at {value}: coolant is lost somewhere, or was not refilled',
    source: 'ours',
  },
  {
    id: 'reservoir-status',
    version: '1',
    kind: 'word',
    signal: 'reservoir-status',
    steps: [
      { grade: 'watch', repair: 'inspect', words: ['warning'] },
      { grade: 'degrade', repair: 'inspect', words: ['critical'] },
    ],
    text: 'The equipment calls the level of its reservoir {value}',
    source: 'Open Rack pump unit',
  },
  {
    id: 'equipment-alarm',
    version: '1',
    kind: 'word',
    signal: 'equipment-alarm',
    unsure: ['unavailable'],
    steps: [
      { grade: 'watch', repair: 'inspect', words: ['warning'] },
      { grade: 'degrade', repair: 'inspect', words: ['critical'] },
    ],
    text: 'The equipment raises an alarm of its own: {value}',
    source: 'Redfish health of CDUs, PDUs, power shelves; Open Rack pump unit (fan, pump, filter and pressure alarms)',
  },
  {
    id: 'part-health',
    version: '1',
    kind: 'word',
    signal: 'part-health',
    unsure: ['unavailable', 'absent'],
    steps: [
      { grade: 'watch', repair: 'inspect', words: ['warning'] },
      { grade: 'watch', repair: 'replace', words: ['critical'], holdMs: 30 * secondMs },
    ],
    text: 'Its BMC calls the health of the part {value}',
    source: 'Redfish Status.Health; watched only: power supplies and fans are redundant',
  },
  {
    id: 'part-absent',
    version: '1',
    kind: 'word',
    signal: 'part-health',
    onceHad: ['ok', 'warning', 'critical'],
    steps: [{ grade: 'watch', repair: 'inspect', words: ['unavailable', 'absent'], holdMs: minuteMs }],
    text: 'The part was there and is {value}: a probe failed, or it was taken out',
    source: 'HPE CDU registry: probe failed or disconnected; Redfish Status.State',
  },
]

const leaks: readonly SampleRule[] = [
  {
    id: 'leak-detector',
    version: '2',
    kind: 'word',
    signal: 'leak-detector',
    peers: ['leak-reaction-critical'],
    unsure: ['absent'],
    // A rack manager that starts again has no value for its detectors for a while: that is no vote, and does not dry a wet one.
    clearMs: minuteMs,
    steps: [
      {
        grade: 'watch',
        repair: 'inspect',
        holdMs: minuteMs,
        words: ['unavailable'],
        text: 'The leak detector is faulted or disconnected: it would not see a leak',
      },
      { grade: 'watch', repair: 'inspect', words: ['warning'] },
      { grade: 'degrade', repair: 'inspect', words: ['critical'] },
    ],
    text: 'The leak detector reports {value}',
    source: 'Redfish LeakDetector.DetectorState; HPE EX: a faulted sensor is a vote',
  },
  {
    id: 'leak-detector-gone',
    version: '2',
    kind: 'word',
    signal: 'leak-detector',
    onceHad: ['ok', 'warning', 'critical'],
    steps: [{ grade: 'watch', repair: 'inspect', holdMs: minuteMs, words: ['absent'] }],
    text: 'The leak detector was there and is there no more: it would not see a leak',
    source: 'HPE EX: disconnected counts as faulted',
  },
  {
    id: 'leak-alarm',
    version: '1',
    kind: 'word',
    signal: 'leak-alarm',
    unsure: ['unavailable'],
    steps: [
      { grade: 'watch', repair: 'inspect', words: ['warning'] },
      { grade: 'stop', repair: 'inspect', words: ['critical'] },
    ],
    text: 'The equipment concludes from its detectors: leak {value}',
    source: 'HPE EX: CabinetLeakDetected, CabinetLeakConfirmed (it then shuts itself down)',
  },
  {
    id: 'leak-latched',
    version: '1',
    kind: 'word',
    signal: 'leak-latched',
    steps: [{ grade: 'watch', repair: 'inspect', words: ['yes'] }],
    text: 'The equipment remembers a leak that has not been cleared',
    source: 'Open Rack pump unit: sticky leak registers',
  },
]

const powering: readonly SampleRule[] = [
  {
    id: 'breaker-open',
    version: '1',
    kind: 'word',
    signal: 'circuit-breaker',
    steps: [{ grade: 'degrade', repair: 'inspect', words: ['tripped'] }],
    text: 'The breaker of the circuit has {value}',
    source: 'Redfish Circuit.BreakerState',
  },
  {
    id: 'breaker-off',
    version: '1',
    kind: 'word',
    signal: 'circuit-breaker',
    onceHad: ['normal'],
    steps: [{ grade: 'watch', repair: 'inspect', words: ['off'] }],
    text: 'The breaker of the circuit was closed and is {value}',
    source: 'Redfish Circuit.BreakerState',
  },
  {
    id: 'circuit-current',
    version: '1',
    kind: 'above',
    signal: 'circuit-current',
    peers: ['circuit-rated-current'],
    steps: [
      {
        grade: 'watch',
        repair: 'none',
        limit: (peers) => share(peers.number('circuit-rated-current'), 0.8),
        leave: (peers) => share(peers.number('circuit-rated-current'), 0.75),
        holdMs: minuteMs,
      },
    ],
    text: 'The circuit carries {value} of the {circuit-rated-current} it is made for',
    source: 'ours: 80 % is what circuits are planned for',
  },
  {
    id: 'psu-input-lost',
    version: '1',
    kind: 'below',
    signal: 'psu-input-voltage',
    oncePositive: true,
    steps: [{ grade: 'watch', repair: 'inspect', limit: 30, leave: 40, holdMs: 5 * secondMs }],
    text: 'The power supply has lost its feed: {value}',
    source: 'ours: 48 V is the lowest feed there is',
  },
  {
    id: 'collector-silent',
    version: '1',
    kind: 'absent',
    signal: 'collector-state',
    evenAlone: true,
    afterMs: 2 * minuteMs,
    steps: [{ grade: 'watch', repair: 'inspect' }],
    text: 'The BMC or the equipment does not answer: {reason}',
    source: 'ours; NVSentinel and the IPMI exporters stay silent then',
  },
  {
    id: 'collector-partial',
    version: '1',
    kind: 'word',
    signal: 'collector-state',
    peers: ['collector-unread'],
    steps: [{ grade: 'watch', repair: 'none', words: ['partial'], holdMs: 10 * minuteMs }],
    text: 'The BMC or the equipment answers in part only: {collector-unread} resources could not be read',
    source: 'ours',
  },
]

export const facilityRules: readonly SampleRule[] = [...coolant, ...parts, ...leaks, ...powering]
