/** Verdicts, most of them only until they are closed, by what they are looked up by. Derived from the rows ([S3]): kept as they change, rebuilt at load. */
import type { VerdictRow } from '../../../shared/model/health.ts'
import { emptySet, getOrMake } from '../get-or-make.ts'
import { OverlayMap } from '../overlay.ts'

export interface FaultIndex {
  /** by `faultKey`: one verdict a fault */
  readonly byKey: Map<string, string>
  /** by the host they are about */
  readonly byHost: Map<string, Set<string>>
  readonly onPlaces: Set<string>
  /** those of single hosts, by the verdict on their place */
  readonly byParent: Map<string, Set<string>>
  /** open ones only: what an alert fires for */
  readonly byAlert: Map<string, Set<string>>
  /** detectors of leaks that are not dry, by tray */
  readonly leaks: Map<string, Set<string>>
  /** of single hosts, those that stop work and that did, until their rows go */
  readonly stops: Map<string, Set<string>>
  /** closed ones, oldest first */
  readonly closed: Set<string>
}

export const makeFaultIndex = (): FaultIndex => ({
  byKey: new Map(),
  byHost: new Map(),
  onPlaces: new Set(),
  byParent: new Map(),
  byAlert: new Map(),
  leaks: new Map(),
  stops: new Map(),
  closed: new Set(),
})

const copySet = (set: Set<string>): Set<string> => new Set(set)

export const forkFaultIndex = (index: FaultIndex): FaultIndex => ({
  byKey: new OverlayMap(index.byKey),
  byHost: new OverlayMap(index.byHost, copySet),
  onPlaces: copySet(index.onPlaces),
  byParent: new OverlayMap(index.byParent, copySet),
  byAlert: new OverlayMap(index.byAlert, copySet),
  leaks: new OverlayMap(index.leaks, copySet),
  stops: new OverlayMap(index.stops, copySet),
  closed: copySet(index.closed),
})

/** What makes two findings one fault. A verdict that votes made is of its place, whichever host told of it last. */
export const faultKey = ({
  host,
  source,
  device,
  rule,
}: Pick<VerdictRow, 'host' | 'source' | 'device' | 'rule'>): string =>
  `${source === 'leaks' ? '' : host}\n${device}\n${rule}`

/** In the evidence of a detector of leaks: how many there are in its tray. */
export const detectorsOfTray = 'leak-detectors'

/** What detectors of leaks say themselves. That their readings are lost is no vote: a BMC that is silent is no leak. */
const voting: ReadonlySet<string> = new Set(['leak-detector', 'leak-detector-gone'])

/** The tray that a detector of leaks votes in, with the rack it stands in; undefined for what is none. */
export function trayOf({ source, device, rule, place, host }: VerdictRow): string | undefined {
  if (source !== 'detector' || !device.startsWith('leak:') || !voting.has(rule)) return undefined
  return trayKeyOf(place, host)
}

/** A tray inside its rack; where the place names none, what the detector hangs on, else the host whose agent reads it. */
export const trayKeyOf = (place: Readonly<Record<string, string>>, reporter: string): string =>
  `${rackKeyOf(place)}\n${place.tray ?? place.host ?? place.cdu ?? reporter}`

export const rackKeyOf = (place: Readonly<Record<string, string>>): string =>
  [place.site, place.row, place.rack].map((name) => name ?? '').join('/')

function change(map: Map<string, Set<string>>, key: string | null | undefined, id: string, adds: boolean): void {
  if (key === null || key === undefined) return
  if (adds) return void getOrMake(map, key, emptySet<string>).add(id)
  const set = map.get(key)
  set?.delete(id)
  if (set?.size === 0) map.delete(key)
}

/** The row was put; `before` is the one it replaced. */
export function indexVerdict(index: FaultIndex, row: VerdictRow, before: VerdictRow | undefined): void {
  const stood = before !== undefined && before.state !== 'closed'
  const stands = row.state !== 'closed'
  if (!row.onPlace && before?.grade !== row.grade) change(index.stops, row.host, row.id, row.grade === 'stop')
  if (before?.state !== row.state) {
    if (before?.state === 'open') change(index.byAlert, before.alert, row.id, false)
    if (row.state === 'open') change(index.byAlert, row.alert, row.id, true)
  }
  if (stood === stands) {
    if (!stands) index.closed.add(row.id)
    return
  }
  if (stands) index.byKey.set(faultKey(row), row.id)
  else index.byKey.delete(faultKey(row))
  if (!row.onPlace) change(index.byHost, row.host, row.id, stands)
  else if (stands) index.onPlaces.add(row.id)
  else index.onPlaces.delete(row.id)
  change(index.byParent, row.parent, row.id, stands)
  change(index.leaks, trayOf(row), row.id, stands)
  if (!stands) index.closed.add(row.id)
}

/** The row of a closed one goes. */
export function dropVerdict(index: FaultIndex, { id, host }: VerdictRow): void {
  index.closed.delete(id)
  change(index.stops, host, id, false)
}
