/**
 * NVLink 5 errors (Xid 144–150) name a unit, a link and registers; the unit and its error status say what to do.
 *
 * Source: sheet "XID 144-150 Decode" of NVIDIA's Xid catalogue (docs.nvidia.com/deploy/xid-errors, as of 2025-10-29). What the sheet lists and
 * does not name here is IGNORE. `followsXid154`: the driver says in an Xid 154 of its own what is needed; without one the application restarts.
 */
import type { Grade, Repair } from '../../../shared/model/health.ts'

interface Unit {
  readonly reset: readonly number[]
  readonly followsXid154?: readonly number[]
}

const units: Readonly<Record<string, Unit>> = {
  SAW_MVB: { reset: [0x2, 0x10] },
  RLW_CTRL: { reset: [] },
  RLW_REMAP: { reset: [0x40, 0x80], followsXid154: [0x1, 0x2, 0x4, 0x8, 0x10, 0x20] },
  RLW_RSPCOL: { reset: [0x2] },
  RLW_SRC_TRACK: { reset: [0x1, 0x10, 0x20], followsXid154: [0x4, 0x8] },
  RLW_TAGSTATE: { reset: [0x2, 0x2_0000, 0x10_0000] },
  TLW_CTRL: { reset: [0x4] },
  TLW_RX: { reset: [0x4] },
  TLW_TX: { reset: [0x4] },
  TREX: { reset: [] },
  NVLPW_CTRL: { reset: [] },
  NETIR_BER_EVENT: { reset: [] },
  MSE_WATCHDOG: { reset: [0x0] },
}

/** What took a link down, where that is not for a reset to mend: sub-code of NETIR_LINK_EVT. */
const linkDownIgnored: readonly number[] = [0x26, 0x28]
/** Sub-codes that point at the connector, the cable or the cartridge. */
const linkDownCable: readonly number[] = [0x02, 0x04, 0x0a, 0x2a, 0x2b]
/** The management firmware says which of its faults end it: 3 is a test. */
const firmwareIgnored: readonly number[] = [0x3]

export interface LinkError {
  readonly unit: string
  readonly fatal: boolean
  readonly link: string
  readonly subCode: number
  readonly status: number
}

const line = /(?:, |^)([A-Z][A-Z0-9_]*)(?:\/[A-Z0-9_]+)?\s+(Fatal|Nonfatal)\s+XC\s?\d+\s+i\s?\d+\s+Link\s+(-?\d+)/
const registers = /[([](0x[0-9a-fA-F]+)(?:\s+(0x[0-9a-fA-F]+))?/

/** undefined where the line does not read as one of these. */
export function parseLinkError(text: string): LinkError | undefined {
  const found = line.exec(text)
  if (found === null) return undefined
  const [, unit, severity, link] = found as unknown as [string, string, string, string]
  const numbers = registers.exec(text)
  const interrupt = Number(numbers?.[1] ?? 0)
  return {
    unit,
    fatal: severity === 'Fatal',
    link,
    subCode: (interrupt >>> 20) & 0x3f,
    status: Number(numbers?.[2] ?? 0),
  }
}

type Action = { readonly grade: Grade; readonly repair: Repair; readonly hint: string }

const reset: Action = { grade: 'degrade', repair: 'reset-gpu', hint: '' }
const ignore: Action = { grade: 'watch', repair: 'none', hint: '' }
const follow: Action = { grade: 'watch', repair: 'restart-app', hint: 'Xid 154 says whether the GPU needs a reset' }
const cable: Action = { ...reset, hint: 'look at the connector, the cable or the cartridge of this link' }

export function judgeLinkError({ unit, fatal, subCode, status }: LinkError): Action {
  if (unit === 'NETIR_LINK_EVT' || unit === 'NETIR_LINK_DOWN') {
    if (linkDownIgnored.includes(subCode)) return ignore
    return linkDownCable.includes(subCode) ? cable : reset
  }
  if (unit === 'NETIR_MFDE_EVENT') return firmwareIgnored.includes(status) ? ignore : reset
  const known = units[unit]
  if (known === undefined) return fatal ? reset : ignore
  // Statuses are bits, and a line may carry several.
  const has = (bits: readonly number[]): boolean =>
    bits.some((bit) => bit === status || (bit !== 0 && (status & bit) !== 0))
  if (has(known.reset)) return reset
  return has(known.followsXid154 ?? []) ? follow : ignore
}
