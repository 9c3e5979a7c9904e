/** One case a rule over GPUs: samples that must raise it, and samples near by that must not. */
import type { Grade } from '../../shared/model/health.ts'
import type { Columns } from './detector-play.ts'

export interface RuleCase {
  readonly rule: string
  readonly everyMs: number
  readonly rows: number
  readonly labels?: Readonly<Record<string, string>>
  readonly raise: Columns
  readonly quiet: Columns
  /** of each finding of the rule, in order */
  readonly grades: readonly (Grade | null)[]
}

/** After some rows something else. */
export const after =
  <A, B>(first: A, rows: number, second: B) =>
  (row: number): A | B =>
    row < rows ? first : second

/** A counter that rises by so much each row. */
export const rising =
  (byRow: number, from = 0) =>
  (row: number) =>
    from + byRow * row

/** A counter that rises once, in the row with this number. */
export const once = (at: number, by = 1) => after(7, at, 7 + by)

const gpu = { gpu: '3', uuid: 'GPU-3' }
const second = 1_000
const minute = 60_000

const of = (
  rule: string,
  [everyMs, rows]: readonly [number, number],
  raise: Columns,
  quiet: Columns,
  ...grades: Grade[]
): RuleCase => ({ rule, everyMs, rows, labels: gpu, raise, quiet, grades })

const link = { ...gpu, link: '5' }
const ofLink = (...args: Parameters<typeof of>): RuleCase => ({ ...of(...args), labels: link })

const yes = (signal: string, others: Columns = {}): Columns => ({ [signal]: 'yes', ...others })
const no = (signal: string, others: Columns = {}): Columns => ({ [signal]: 'no', ...others })

const memory: readonly RuleCase[] = [
  of('gpu-ecc-uncorrected', [second, 3], { 'gpu-ecc-uncorrected': 1 }, { 'gpu-ecc-uncorrected': 0 }, 'degrade'),
  of(
    'gpu-ecc-corrected-rate',
    [second, 60],
    { 'gpu-ecc-corrected': rising(17_700, 54_700_000_000) },
    { 'gpu-ecc-corrected': rising(10, 54_700_000_000) },
    'watch',
    'degrade',
  ),
  of('gpu-row-remap-failure', [second, 2], yes('gpu-row-remap-failure'), no('gpu-row-remap-failure'), 'degrade'),
  of('gpu-row-remap-pending', [second, 2], yes('gpu-row-remap-pending'), no('gpu-row-remap-pending'), 'watch'),
  of(
    'gpu-rows-remapped',
    [second, 2],
    { 'gpu-rows-remapped-uncorrected': 512 },
    { 'gpu-rows-remapped-uncorrected': 511 },
    'degrade',
  ),
  of(
    'gpu-pages-retired',
    [second, 2],
    { 'gpu-pages-retired-corrected': 40, 'gpu-pages-retired-uncorrected': 23 },
    { 'gpu-pages-retired-corrected': 40, 'gpu-pages-retired-uncorrected': 22 },
    'degrade',
  ),
  of(
    'gpu-pages-retiring',
    [minute, 30],
    { 'gpu-pages-retired-uncorrected': after(16, 10, 18) },
    { 'gpu-pages-retired-uncorrected': after(13, 10, 15) },
    'degrade',
  ),
  of(
    'gpu-page-retirement-pending',
    [second, 2],
    yes('gpu-page-retirement-pending'),
    no('gpu-page-retirement-pending'),
    'watch',
  ),
  of(
    'gpu-recovery-action',
    [second, 6],
    { 'gpu-recovery-action': (row) => ['none', 'none', 'recover-imex', 'drain-and-reset', 'reboot', 'reboot'][row] },
    { 'gpu-recovery-action': 'none' },
    'watch',
    'degrade',
    'degrade',
  ),
]

const heat: readonly RuleCase[] = [
  of(
    'gpu-thermal-margin',
    [second, 120],
    { 'gpu-margin-slowdown': -2, 'gpu-thermal-margin': after(20, 5, -3) },
    { 'gpu-margin-slowdown': -2, 'gpu-thermal-margin': after(20, 5, -2) },
    'watch',
    'degrade',
  ),
  of(
    'gpu-temperature',
    [second, 120],
    { 'gpu-temperature-max': 85, 'gpu-temperature-slowdown': 87, 'gpu-temperature': after(86, 10, 88) },
    { 'gpu-temperature-max': 85, 'gpu-temperature-slowdown': 87, 'gpu-temperature': 85 },
    'watch',
    'degrade',
  ),
  of(
    'gpu-memory-temperature',
    [second, 400],
    { 'gpu-memory-temperature-max': 95, 'gpu-memory-temperature': 96 },
    { 'gpu-memory-temperature-max': 95, 'gpu-memory-temperature': 95 },
    'watch',
    'degrade',
  ),
  of(
    'gpu-hw-slowdown',
    [second, 700],
    yes('gpu-hw-slowdown'),
    { 'gpu-hw-slowdown': (row) => (row % 20 < 9 ? 'yes' : 'no') },
    'watch',
    'degrade',
  ),
  of(
    'gpu-hw-slowdown-often',
    [second, 600],
    { 'gpu-hw-slowdown': (row) => (row % 90 === 5 ? 'yes' : 'no') },
    { 'gpu-hw-slowdown': (row) => (row % 130 === 5 ? 'yes' : 'no') },
    'degrade',
  ),
  of(
    'gpu-sw-thermal-slowdown',
    [second, 90],
    yes('gpu-sw-thermal-slowdown'),
    { 'gpu-sw-thermal-slowdown': after('yes', 50, 'no') },
    'watch',
  ),
]

const power: readonly RuleCase[] = [
  of('gpu-power-brake', [second, 400], yes('gpu-power-brake'), no('gpu-power-brake'), 'watch', 'degrade'),
  of(
    'gpu-power-unreadable',
    [second, 90],
    { 'gpu-power': after(300, 10, null), 'gpu-temperature': 40 },
    { 'gpu-power': after(300, 10, null), 'gpu-temperature': after(40, 10, null) },
    'degrade',
  ),
  {
    ...of('gpu-missing', [10_000, 6], { 'gpus-on-bus': 8, 'gpus-listed': 7 }, { 'gpus-on-bus': 8, 'gpus-listed': 8 }),
    labels: {},
    grades: ['degrade'],
  },
  {
    ...of('gpu-left-bus', [10_000, 8], { 'gpus-on-bus': after(8, 3, 7) }, { 'gpus-on-bus': after(7, 3, 8) }),
    labels: {},
    grades: ['degrade'],
  },
]

const pcie: readonly RuleCase[] = [
  of(
    'gpu-pcie-replays',
    [second, 90],
    { 'gpu-pcie-generation': 5, 'gpu-pcie-width': 16, 'gpu-pcie-replays': once(10, 32) },
    { 'gpu-pcie-generation': 5, 'gpu-pcie-width': 16, 'gpu-pcie-replays': once(10, 31) },
    'watch',
  ),
  of(
    'gpu-pcie-width',
    [second, 180],
    { 'gpu-pcie-width-max': 16, 'gpu-pcie-width': after(8, 90, 4) },
    { 'gpu-pcie-width-max': 16, 'gpu-pcie-width': 16 },
    'watch',
    'degrade',
  ),
  of(
    'gpu-pcie-generation',
    [second, 180],
    { 'gpu-pcie-generation-max': 5, 'gpu-pcie-generation': after(4, 90, 3), 'gpu-utilisation': 90 },
    { 'gpu-pcie-generation-max': 5, 'gpu-pcie-generation': 1, 'gpu-utilisation': 0 },
    'watch',
    'degrade',
  ),
]

const nvlink: readonly RuleCase[] = [
  ofLink(
    'gpu-nvlink-down',
    [second, 30],
    { 'gpu-nvlink-state': after('active', 5, 'inactive') },
    { 'gpu-nvlink-state': 'inactive' },
    'degrade',
  ),
  of(
    'gpu-nvlink-fewer',
    [second, 400],
    { 'gpu-name': 'NVIDIA B200', 'gpu-nvlink-links': 18, 'gpu-nvlink-links-active': 16 },
    { 'gpu-name': 'NVIDIA H100 NVL', 'gpu-nvlink-links': 18, 'gpu-nvlink-links-active': 12 },
    'watch',
  ),
  ofLink('gpu-nvlink-replays', [second, 20], { 'gpu-nvlink-replays': once(5) }, { 'gpu-nvlink-replays': 1 }, 'watch'),
  ofLink(
    'gpu-nvlink-recoveries',
    [second, 60],
    { 'gpu-nvlink-recoveries': (row) => Math.floor(row / 12) },
    { 'gpu-nvlink-recoveries': 4 },
    'watch',
    'degrade',
  ),
  ofLink(
    'gpu-nvlink-crc-errors',
    [second, 30],
    { 'gpu-nvlink-crc-errors': rising(110) },
    { 'gpu-nvlink-crc-errors': rising(90) },
    'degrade',
  ),
  ofLink(
    'gpu-nvlink-effective-errors',
    [second, 20],
    { 'gpu-nvlink-effective-errors': once(5) },
    { 'gpu-nvlink-effective-errors': 3 },
    'watch',
  ),
]

const monitor: readonly RuleCase[] = [
  {
    ...of(
      'gpu-monitor-blocked',
      [second, 60],
      { 'sensor-blocked': rising(1) },
      { 'sensor-blocked': (row) => row % 4 },
      'watch',
      'degrade',
    ),
    labels: { sensor: 'nvml', gpu: '3' },
  },
]

export const gpuCases: readonly RuleCase[] = [...memory, ...heat, ...power, ...pcie, ...nvlink, ...monitor]
