/** How many detectors of leaks share a tray, which decides what one wet one means ([LK1]). Known where the data is; told as evidence. */
import type { Finding } from '../../../shared/model/health.ts'
import type { Device, Latest } from './detect-device.ts'
import { detectorsOfTray, trayKeyOf } from './fault-index.ts'

/** Before this the others of the tray may not have been read yet. */
const knownAfterMs = 60_000

type Series = ReadonlyMap<Device, readonly Latest[]>

export function withTray(finding: Finding, series: Series, heardForMs: number): Finding {
  if (heardForMs < knownAfterMs) return finding
  const tray = trayKeyOf(finding.place, '')
  let value = 0
  for (const [{ kind, place }, all] of series) {
    const word = kind === 'leak' ? all.find(({ info }) => info.name === 'leak-detector')?.last : undefined
    if (word !== undefined && word !== 'absent' && trayKeyOf(place, '') === tray) value++
  }
  const told = { signal: detectorsOfTray, labels: {}, value, unit: '', ageMs: 0, limit: 'in its tray' }
  return { ...finding, evidence: [...finding.evidence.slice(0, 2), told] }
}
