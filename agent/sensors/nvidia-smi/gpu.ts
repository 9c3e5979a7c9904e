/** Pure: one `<gpu>` of the document → its readings, under the names that NVML's have. Layouts from driver 430 to 580 are known. */
import type { Reading } from '../../../shared/model/reading.ts'
import type { SignalName } from '../../../shared/model/signals.ts'
import { pciAddress } from '../pci-address.ts'
import { unsupported, value } from '../sensor.ts'
import {
  at,
  element,
  isAbsent,
  listAt,
  parseField,
  parseText,
  parseWord,
  type Readings,
  sum,
  textAt,
} from './fields.ts'

/** Where numbers stand, newest layout first: the first place that says something counts. */
const numbers: Readonly<Partial<Record<SignalName, readonly string[]>>> = {
  'gpu-utilisation': ['utilization.gpu_util'],
  'gpu-memory-utilisation': ['utilization.memory_util'],
  'gpu-encoder-utilisation': ['utilization.encoder_util'],
  'gpu-decoder-utilisation': ['utilization.decoder_util'],
  'gpu-memory-total': ['fb_memory_usage.total'],
  'gpu-memory-used': ['fb_memory_usage.used'],
  'gpu-memory-free': ['fb_memory_usage.free'],
  'gpu-memory-reserved': ['fb_memory_usage.reserved'],
  'gpu-temperature': ['temperature.gpu_temp'],
  'gpu-memory-temperature': ['temperature.memory_temp'],
  'gpu-thermal-margin': ['temperature.gpu_temp_tlimit'],
  'gpu-temperature-shutdown': ['temperature.gpu_temp_max_threshold'],
  'gpu-temperature-slowdown': ['temperature.gpu_temp_slow_threshold'],
  'gpu-temperature-max': ['temperature.gpu_temp_max_gpu_threshold'],
  'gpu-memory-temperature-max': ['temperature.gpu_temp_max_mem_threshold'],
  'gpu-margin-shutdown': ['temperature.gpu_temp_max_tlimit_threshold'],
  'gpu-margin-slowdown': ['temperature.gpu_temp_slow_tlimit_threshold'],
  'gpu-margin-max': ['temperature.gpu_temp_max_gpu_tlimit_threshold'],
  'gpu-memory-margin-max': ['temperature.gpu_temp_max_mem_tlimit_threshold'],
  'gpu-power': ['gpu_power_readings.average_power_draw', 'gpu_power_readings.power_draw', 'power_readings.power_draw'],
  'gpu-power-instant': ['gpu_power_readings.instant_power_draw'],
  'gpu-power-limit': ['gpu_power_readings.current_power_limit', 'power_readings.enforced_power_limit'],
  'gpu-power-limit-requested': ['gpu_power_readings.requested_power_limit', 'power_readings.power_limit'],
  'gpu-power-limit-default': ['gpu_power_readings.default_power_limit', 'power_readings.default_power_limit'],
  'gpu-power-limit-min': ['gpu_power_readings.min_power_limit', 'power_readings.min_power_limit'],
  'gpu-power-limit-max': ['gpu_power_readings.max_power_limit', 'power_readings.max_power_limit'],
  'gpu-clock-sm': ['clocks.sm_clock'],
  'gpu-clock-memory': ['clocks.mem_clock'],
  'gpu-clock-video': ['clocks.video_clock'],
  'gpu-clock-sm-max': ['max_clocks.sm_clock'],
  'gpu-clock-memory-max': ['max_clocks.mem_clock'],
  'gpu-clock-video-max': ['max_clocks.video_clock'],
  'gpu-pcie-generation': ['pci.pci_gpu_link_info.pcie_gen.current_link_gen'],
  'gpu-pcie-generation-max': ['pci.pci_gpu_link_info.pcie_gen.max_link_gen'],
  'gpu-pcie-width': ['pci.pci_gpu_link_info.link_widths.current_link_width'],
  'gpu-pcie-width-max': ['pci.pci_gpu_link_info.link_widths.max_link_width'],
  'gpu-pcie-replays': ['pci.replay_counter'],
  'gpu-pcie-transmit-rate': ['pci.tx_util'],
  'gpu-pcie-receive-rate': ['pci.rx_util'],
  'gpu-rows-remapped-corrected': ['remapped_rows.remapped_row_corr'],
  'gpu-rows-remapped-uncorrected': ['remapped_rows.remapped_row_unc'],
  'gpu-pages-retired-corrected': ['retired_pages.multiple_single_bit_retirement.retired_count'],
  'gpu-pages-retired-uncorrected': ['retired_pages.double_bit_retirement.retired_count'],
}

const yesNo = { yes: 'yes', no: 'no' }
/** Elements that are words, and what the words are as states. */
const words: readonly (readonly [SignalName, readonly string[], Readonly<Record<string, string>>])[] = [
  ['gpu-row-remap-pending', ['remapped_rows.remapped_row_pending'], yesNo],
  ['gpu-row-remap-failure', ['remapped_rows.remapped_row_failure'], yesNo],
  ['gpu-page-retirement-pending', ['retired_pages.pending_retirement', 'retired_pages.pending_blacklist'], yesNo],
  ['gpu-mig-mode', ['mig_mode.current_mig'], { enabled: 'enabled', disabled: 'disabled' }],
  [
    'gpu-recovery-action',
    ['gpu_recovery_action'],
    {
      none: 'none',
      reset: 'reset',
      reboot: 'reboot',
      'drain p2p': 'drain-p2p',
      'drain and reset': 'drain-and-reset',
    },
  ],
]

const firstOf = (gpu: unknown, paths: readonly string[], known: (text: string) => boolean): string => {
  const texts = paths.map((path) => textAt(gpu, path))
  return texts.find(known) ?? texts[0]!
}

/** Each clock event reason: its bit in NVML, and the state and the counter that it is here. */
const reasons: readonly (readonly [string, number, SignalName?])[] = [
  ['gpu_idle', 0x1],
  ['applications_clocks_setting', 0x2],
  ['sw_power_cap', 0x4, 'gpu-power-capped'],
  ['hw_slowdown', 0x8, 'gpu-hw-slowdown'],
  ['sync_boost', 0x10],
  ['sw_thermal_slowdown', 0x20, 'gpu-sw-thermal-slowdown'],
  ['hw_thermal_slowdown', 0x40, 'gpu-hw-thermal-slowdown'],
  ['hw_power_brake_slowdown', 0x80, 'gpu-power-brake'],
  ['display_clocks_setting', 0x100],
]
const reasonTimes: readonly (readonly [SignalName, string])[] = [
  ['gpu-power-capped-time', 'sw_power_cap'],
  ['gpu-sync-boost-time', 'sync_boost'],
  ['gpu-sw-thermal-slowdown-time', 'sw_therm_slowdown'],
  ['gpu-hw-thermal-slowdown-time', 'hw_therm_slowdown'],
  ['gpu-power-brake-time', 'hw_power_brake'],
]
const active = { active: 'yes', 'not active': 'no' }

/** Named `event` since driver 535, `throttle` before. */
function clockReasons(gpu: unknown, nowMs: number): Readings {
  const event = at(gpu, 'clocks_event_reasons') !== undefined
  const prefix = event ? 'clocks_event_reasons.clocks_event_reason_' : 'clocks_throttle_reasons.clocks_throttle_reason_'
  const found: Readings = {}
  let bits: Reading = value(0, nowMs)
  for (const [name, bit, signal] of reasons) {
    const reading = parseWord(textAt(gpu, prefix + name), active, nowMs)
    if (signal !== undefined) found[signal] = reading
    if (reading.kind === 'gap') bits = reading
    else if (reading.kind === 'value' && reading.value === 'yes' && bits.kind === 'value')
      bits = value(Number(bits.value) | bit, nowMs)
  }
  found['gpu-clock-reasons'] = Object.values(found).every(({ kind }) => kind === 'unsupported') ? unsupported : bits
  for (const [signal, name] of reasonTimes)
    found[signal] = parseField(
      textAt(gpu, `clocks_event_reasons_counters.clocks_event_reasons_counters_${name}`),
      nowMs,
    )
  return found
}

function ecc(
  gpu: unknown,
  span: 'volatile' | 'aggregate',
  nowMs: number,
): { corrected: Reading; uncorrected: Reading } {
  const counts = element(at(gpu, `ecc_errors.${span}`))
  const field = (path: string): Reading => parseField(textAt(counts, path), nowMs)
  // Before Turing: <single_bit><total>, <double_bit><total>. Later: by memory, and since 535 SRAM's in two.
  if ('single_bit' in counts) return { corrected: field('single_bit.total'), uncorrected: field('double_bit.total') }
  const named = (kind: string): Reading[] =>
    Object.keys(counts)
      .filter((name) => name.includes(kind))
      .map((name) => field(name))
  return { corrected: sum(named('_correctable')), uncorrected: sum(named('_uncorrectable')) }
}

/** Those that compute: `C`, or `C+G` with graphics. No list at all is not an empty one. */
function processes(gpu: unknown, nowMs: number): Readings {
  const list = listAt(gpu, 'processes.process_info').filter((one) => textAt(one, 'type').includes('C'))
  const said = at(gpu, 'processes')
  const known = said !== undefined && (typeof said !== 'string' || said.trim() === '')
  if (!known) return { 'gpu-processes': unsupported, 'gpu-processes-memory': unsupported }
  const memory = list.map((one) => parseField(textAt(one, 'used_memory'), nowMs))
  const untold = memory.some(({ kind }) => kind === 'unsupported')
  return {
    'gpu-processes': value(list.length, nowMs),
    'gpu-processes-memory': untold ? unsupported : sum([value(0, nowMs), ...memory]),
  }
}

const isMig = (gpu: unknown): boolean => textAt(gpu, 'mig_mode.current_mig') === 'Enabled'

/** `gpu`: the element; `driver`: as the document says it for all. */
export function readingsOf(gpu: unknown, driver: string, nowMs: number): Readings {
  const found: Readings = {}
  for (const [name, paths] of Object.entries(numbers))
    found[name as SignalName] = parseField(
      firstOf(gpu, paths, (text) => !isAbsent(text)),
      nowMs,
    )
  for (const [name, paths, known] of words)
    found[name] = parseWord(
      firstOf(gpu, paths, (text) => text !== ''),
      known,
      nowMs,
    )
  const [volatile, lifetime] = [ecc(gpu, 'volatile', nowMs), ecc(gpu, 'aggregate', nowMs)]
  const slices = listAt(gpu, 'mig_devices.mig_device').length
  return {
    ...found,
    ...clockReasons(gpu, nowMs),
    ...processes(gpu, nowMs),
    'gpu-ecc-corrected': volatile.corrected,
    'gpu-ecc-uncorrected': volatile.uncorrected,
    'gpu-ecc-corrected-lifetime': lifetime.corrected,
    'gpu-ecc-uncorrected-lifetime': lifetime.uncorrected,
    'gpu-mig-slices': isMig(gpu) ? value(slices, nowMs) : unsupported,
    'gpu-name': parseText(textAt(gpu, 'product_name'), nowMs),
    'gpu-serial': parseText(textAt(gpu, 'serial'), nowMs),
    'gpu-vbios': parseText(textAt(gpu, 'vbios_version'), nowMs),
    'gpu-driver': parseText(driver, nowMs),
    'gpu-pci-address': parseText(pciAddress(textAt(gpu, 'pci.pci_bus_id') || textAt(gpu, '$.id')), nowMs),
  }
}

/** The entry of the inventory. The document does not name slices, but a GPU that is cut in them is not one whole. */
export function entryOf(gpu: unknown, index: number, { 'gpu-memory-total': total }: Readings) {
  return {
    index,
    uuid: textAt(gpu, 'uuid'),
    name: textAt(gpu, 'product_name'),
    memoryBytes: total?.kind === 'value' ? Number(total.value) : 0,
    ...(isMig(gpu) ? { mig: [] } : {}),
  }
}
