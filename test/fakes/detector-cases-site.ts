/** One case a rule over fabric, host, sensors and the building: samples that must raise it, and samples near by that must not. */
import type { Grade } from '../../shared/model/health.ts'
import { after, once, type RuleCase, rising } from './detector-cases-gpu.ts'
import type { Columns } from './detector-play.ts'

const second = 1_000
const minute = 60_000

type Labels = Readonly<Record<string, string>>

const among =
  (labels: Labels) =>
  (
    rule: string,
    [everyMs, rows]: readonly [number, number],
    raise: Columns,
    quiet: Columns,
    ...grades: Grade[]
  ): RuleCase => ({ rule, everyMs, rows, labels, raise, quiet, grades })

const port = among({ device: 'mlx5_1', port: '1' })
const round = 10 * second

/** Away for `away` rows in each `of`. */
const flapping = (away: number, of: number, times: number) => (row: number) =>
  row > 5 && row % of < away && row < 5 + of * times ? 'DOWN' : 'ACTIVE'

const ports: readonly RuleCase[] = [
  port(
    'port-down',
    [round, 30],
    { 'port-state': after('ACTIVE', 3, 'DOWN'), 'port-physical-state': 'Polling' },
    { 'port-state': 'DOWN' },
    'watch',
    'degrade',
  ),
  port(
    'port-flaps',
    [round, 300],
    { 'port-state': flapping(4, 60, 3) },
    { 'port-state': flapping(2, 60, 3) },
    'degrade',
  ),
  port(
    'port-slower',
    [round, 12],
    { 'port-state': 'ACTIVE', 'port-rate': after(50e9, 5, 25e9) },
    { 'port-state': after('ACTIVE', 5, 'INIT'), 'port-rate': after(50e9, 5, 25e9) },
    'degrade',
  ),
  port(
    'port-vanished',
    [round, 12],
    { 'port-state': after('ACTIVE', 3, null) },
    { 'port-state': (row) => (row % 3 === 1 ? null : 'ACTIVE') },
    'degrade',
  ),
]

const moved = (rule: string, signal: string, grade: Grade): RuleCase =>
  port(rule, [round, 12], { [signal]: once(5) }, { [signal]: 7 }, grade)
/** `much` a row is too much, `little` is not; every 10 s. */
const rate = (rule: string, much: number, little: number, rows: number, ...grades: Grade[]): RuleCase =>
  port(rule, [round, rows], { [rule]: rising(much) }, { [rule]: rising(little) }, ...grades)
const full = (signal: string, ceiling: number): RuleCase =>
  port(`${signal}-saturated`, [round, 3], { [signal]: ceiling }, { [signal]: ceiling - 1 }, 'watch')

const counters: readonly RuleCase[] = [
  moved('port-link-downed', 'port-link-downed', 'degrade'),
  moved('port-buffer-overruns', 'port-buffer-overruns', 'degrade'),
  moved('port-link-integrity-errors', 'port-link-integrity-errors', 'degrade'),
  moved('port-rnr-nak-retries', 'port-rnr-nak-retries', 'watch'),
  moved('port-retries-exceeded', 'port-retries-exceeded', 'watch'),
  port(
    'port-symbol-errors',
    [round, 360],
    { 'port-symbol-errors': rising(0.5) },
    { 'port-symbol-errors': rising(0.05) },
    'watch',
    'degrade',
  ),
  port(
    'port-link-recoveries',
    [round, 12],
    { 'port-link-recoveries': rising(2) },
    { 'port-link-recoveries': 4 },
    'watch',
    'degrade',
  ),
  rate('port-receive-errors', 110, 90, 60, 'watch', 'degrade'),
  rate('port-transmit-discards', 1_100, 900, 12, 'watch'),
  rate('port-slow-restarts', 110, 90, 12, 'watch'),
  rate('port-ack-timeouts', 11, 9, 12, 'watch'),
  full('port-symbol-errors', 65_535),
  full('port-link-recoveries', 255),
  full('port-link-downed', 255),
  full('port-receive-errors', 65_535),
  full('port-transmit-discards', 65_535),
  full('port-link-integrity-errors', 15),
  full('port-buffer-overruns', 15),
]

const eth = among({ interface: 'ens3' })
const links: readonly RuleCase[] = [
  eth('link-down', [round, 12], { 'link-carrier': after('up', 3, 'down') }, { 'link-carrier': 'down' }, 'watch'),
  eth(
    'link-flaps',
    [round, 12],
    { 'link-carrier-changes': rising(1) },
    { 'link-carrier-changes': once(4, 5) },
    'watch',
  ),
  eth(
    'link-slower',
    [round, 12],
    { 'link-carrier': 'up', 'link-speed': after(12.5e9, 5, 1.25e9) },
    { 'link-carrier': 'up', 'link-speed': 12.5e9 },
    'watch',
  ),
  eth(
    'link-crc-errors',
    [round, 12],
    { 'link-receive-crc-errors': rising(20) },
    { 'link-receive-crc-errors': rising(10) },
    'watch',
  ),
]

const dimm = among({ controller: 'mc0' })
const host = among({})
const root = among({ mount: '/' })
const nvme = among({ disk: 'nvme0' })

const machine: readonly RuleCase[] = [
  dimm(
    'memory-errors-uncorrected',
    [minute, 2],
    { 'memory-errors-uncorrected': 1 },
    { 'memory-errors-uncorrected': 0 },
    'degrade',
  ),
  dimm(
    'memory-errors-corrected-rate',
    [minute, 60],
    { 'memory-errors-corrected': (row) => (row < 30 ? row : 1_000 * row) },
    { 'memory-errors-corrected': rising(0.1) },
    'watch',
    'degrade',
  ),
  among({ resource: 'memory' })('memory-pressure', [5 * second, 20], { pressure: 40 }, { pressure: 20 }, 'watch'),
  root(
    'disk-almost-full',
    [minute, 2],
    { 'disk-size': 1e12, 'disk-available': 49e9 },
    { 'disk-size': 1e12, 'disk-available': 50e9 },
    'watch',
  ),
  root(
    'disk-root-full',
    [minute, 4],
    { 'disk-size': 1e12, 'disk-available': 9e9 },
    { 'disk-size': 1e12, 'disk-available': 10e9 },
    'degrade',
  ),
  root(
    'disk-inodes',
    [minute, 4],
    { 'disk-inodes-available': after(1e6, 2, 9_999) },
    { 'disk-inodes-available': 0 },
    'watch',
  ),
  among({ mount: '/data', type: 'ext4' })(
    'mount-read-only',
    [minute, 4],
    { 'mount-state': after('writable', 2, 'read-only') },
    { 'mount-state': 'read-only' },
    'degrade',
  ),
  nvme(
    'nvme-state',
    [minute, 8],
    { 'nvme-state': after('resetting', 5, 'dead') },
    { 'nvme-state': after('resetting', 1, 'live') },
    'watch',
    'degrade',
  ),
  nvme('nvme-critical-warning', [minute, 2], { 'nvme-critical-warning': 4 }, { 'nvme-critical-warning': 0 }, 'watch'),
  nvme('nvme-worn', [minute, 2], { 'nvme-used': 100 }, { 'nvme-used': 99 }, 'watch'),
  nvme('nvme-media-errors', [minute, 8], { 'nvme-media-errors': once(4) }, { 'nvme-media-errors': 9 }, 'watch'),
  among({ kind: 'nvidia' })(
    'processes-blocked',
    [minute, 8],
    { 'blocked-processes': 2 },
    { 'blocked-processes': (row) => row % 2 },
    'watch',
    'degrade',
  ),
  host('clock-ahead', [minute, 4], { 'clock-offset': 1.5 }, { 'clock-offset': 0.9 }, 'watch'),
  host('clock-behind', [minute, 4], { 'clock-offset': -1.5 }, { 'clock-offset': -0.9 }, 'watch'),
  host(
    'clock-free',
    [minute, 15],
    { 'clock-synchronised': after('yes', 2, 'no') },
    { 'clock-synchronised': 'no' },
    'watch',
  ),
  among({ chip: 'nct6775', device: 'nct6775.656', input: 'temp1' })(
    'hwmon-temperature',
    [round, 4],
    { 'hwmon-temperature-critical': 90, 'hwmon-temperature': 91 },
    { 'hwmon-temperature-critical': 0, 'hwmon-temperature': 91 },
    'watch',
  ),
]

const ipmi = among({ sensor: 'ipmi' })
const sensors: readonly RuleCase[] = [
  ipmi(
    'sensor-blocked',
    [second, 60],
    { 'sensor-blocked': rising(1) },
    { 'sensor-blocked': (row) => row % 30 },
    'watch',
  ),
  ipmi('sensor-old', [second, 200], { 'sensor-age': rising(1) }, { 'sensor-age': 60 }, 'watch'),
  ipmi('sensor-failing', [round, 12], { 'sensor-failures': rising(1) }, { 'sensor-failures': once(4, 5) }, 'watch'),
  port(
    'readings-lost',
    [round, 12],
    { 'port-rate': after(50e9, 3, null), 'port-state': 'ACTIVE' },
    { 'port-rate': (row) => (row % 5 < 3 ? 50e9 : null), 'port-state': 'ACTIVE' },
    'watch',
  ),
]

const cdu = among({ collector: 'cdu-a', device: 'Secondary1', side: 'secondary', cdu: 'a', rack: 'r1' })
const limit = (rule: string, signal: string, mild: number, grave: number, fine: number): RuleCase =>
  cdu(rule, [round, 20], { [signal]: after(mild, 8, grave) }, { [signal]: fine }, 'watch', 'degrade')

const coolant: readonly RuleCase[] = [
  limit('coolant-supply-hot', 'coolant-supply-temperature', 41, 46, 40),
  cdu(
    'coolant-supply-cold',
    [round, 6],
    { 'coolant-supply-temperature': 17 },
    { 'coolant-supply-temperature': 18 },
    'degrade',
  ),
  limit('coolant-return-hot', 'coolant-return-temperature', 61, 66, 60),
  limit('coolant-delta', 'coolant-delta-temperature', 16, 21, 15),
  cdu(
    'coolant-flow-low',
    [round, 20],
    { 'coolant-rated-flow': 100, 'coolant-flow': (row) => (row < 4 ? 80 : row < 12 ? 40 : 0.5) },
    { 'coolant-rated-flow': 100, 'coolant-flow': 51 },
    'watch',
    'degrade',
  ),
  cdu(
    'coolant-suction-low',
    [round, 8],
    { 'coolant-return-pressure': after(80, 3, 5) },
    { 'coolant-return-pressure': after(80, 3, 10) },
    'watch',
  ),
  cdu(
    'coolant-dew-point',
    [round, 20],
    { 'coolant-supply-temperature': 20, 'dew-point': after(19, 8, 21) },
    { 'coolant-supply-temperature': 20, 'dew-point': 18 },
    'watch',
    'degrade',
  ),
  cdu(
    'heat-balance-low',
    [round, 40],
    { 'coolant-heat-removed': 100_000, 'coolant-heat-balance': 70_000 },
    { 'coolant-heat-removed': 100_000, 'coolant-heat-balance': 76_000 },
    'watch',
  ),
  cdu(
    'heat-balance-high',
    [round, 40],
    { 'coolant-heat-removed': 100_000, 'coolant-heat-balance': 130_000 },
    { 'coolant-heat-removed': 500, 'coolant-heat-balance': 1_000 },
    'watch',
  ),
]

const word = (rule: string, signal: string, good: string, ...bad: readonly (readonly [string, Grade])[]): RuleCase => {
  const words = bad.flatMap(([each]) => [each, each, each, each])
  const raise: Columns = { [signal]: (row) => (row < 2 ? good : words[row - 2]) }
  return cdu(rule, [30 * second, 2 + words.length], raise, { [signal]: good }, ...bad.map(([, grade]) => grade))
}

const building: readonly RuleCase[] = [
  cdu('pump-still', [round, 6], { 'pump-duty': 60, 'pump-speed': 0 }, { 'pump-duty': 0, 'pump-speed': 0 }, 'watch'),
  cdu(
    'filter-due',
    [round, 2],
    { 'filter-rated-hours': 8_760, 'filter-hours': 8_761 },
    { 'filter-rated-hours': 8_760, 'filter-hours': 8_760 },
    'watch',
  ),
  limit('reservoir-low', 'reservoir-level', 19, 9, 20),
  word('reservoir-status', 'reservoir-status', 'ok', ['warning', 'watch'], ['critical', 'degrade']),
  word('equipment-alarm', 'equipment-alarm', 'ok', ['warning', 'watch'], ['critical', 'degrade']),
  word('part-health', 'part-health', 'ok', ['warning', 'watch'], ['critical', 'watch']),
  word('part-absent', 'part-health', 'ok', ['absent', 'watch']),
  word('leak-detector', 'leak-detector', 'ok', ['unavailable', 'watch'], ['warning', 'watch'], ['critical', 'degrade']),
  word('leak-detector-gone', 'leak-detector', 'ok', ['absent', 'watch']),
  word('leak-alarm', 'leak-alarm', 'ok', ['warning', 'watch'], ['critical', 'stop']),
  word('leak-latched', 'leak-latched', 'no', ['yes', 'watch']),
  word('breaker-open', 'circuit-breaker', 'normal', ['tripped', 'degrade']),
  word('breaker-off', 'circuit-breaker', 'normal', ['off', 'watch']),
  cdu(
    'circuit-current',
    [round, 12],
    { 'circuit-rated-current': 32, 'circuit-current': 26 },
    { 'circuit-rated-current': 32, 'circuit-current': 25 },
    'watch',
  ),
  cdu('psu-input-lost', [round, 6], { 'psu-input-voltage': after(230, 3, 0) }, { 'psu-input-voltage': 0 }, 'watch'),
  cdu(
    'collector-silent',
    [round, 20],
    { 'collector-state': after('ok', 3, null) },
    { 'collector-state': (row) => (row % 9 === 8 ? 'ok' : row < 4 ? 'ok' : null) },
    'watch',
  ),
  cdu(
    'collector-partial',
    [minute, 15],
    { 'collector-state': 'partial', 'collector-unread': 3 },
    { 'collector-state': 'ok' },
    'watch',
  ),
]

export const siteCases: readonly RuleCase[] = [
  ...ports,
  ...counters,
  ...links,
  ...machine,
  ...sensors,
  ...coolant,
  ...building,
]
