/** Which hosts a query means: by host, by rack, by job (then also which of their GPUs, and when). */
import { RequestError } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import type { AttemptRow, HostRow } from '../../shared/model/rows.ts'
import { findHost } from '../core/drains.ts'
import { findJob } from '../core/find-job.ts'
import type { State } from '../core/state.ts'
import { attemptsOf } from './jobs.ts'
import { textQuery } from './route.ts'

export const hostsQuery = { host: textQuery, rack: textQuery, job: textQuery }

/** A stretch of a job on one host. */
export interface Stay {
  readonly attempt: string
  readonly host: string
  /** of GPUs, not of MIG slices: a slice has no readings of its own */
  readonly gpus: ReadonlySet<string>
  readonly fromMs: number
  /** null: it runs */
  readonly toMs: number | null
}

/** A host that is known; or one that was removed, whose readings are kept until they are too old. */
export type AskedHost = Pick<HostRow, 'id' | 'name' | 'topology'> & {
  readonly inventory: Pick<HostRow['inventory'], 'gpus'>
}

export interface HostsAsked {
  readonly hosts: readonly AskedHost[]
  /** where a job was asked for: its kept attempts */
  readonly stays: readonly Stay[] | null
}

type Query = Readonly<Record<string, string | undefined>>

export const rackOf = (state: State, host: Pick<HostRow, 'id' | 'topology'>): string | undefined =>
  (state.capacity.host(host.id)?.offer.topology ?? host.topology).rack

/** All hosts where nothing narrows them. Refuses more than `most`. */
export function hostsAsked(state: State, query: Query, most: number = limits.queryHosts): HostsAsked {
  const stays = query.job === undefined ? null : staysOf(state, query.job)
  const ofJob = stays === null ? null : new Set(stays.map(({ host }) => host))
  const named = query.host === undefined ? null : query.host.split(',').map((each) => findAsked(state, each.trim()))
  const found = (named ?? [...state.hosts.values()]).filter(
    (host) =>
      (ofJob === null || ofJob.has(host.id)) && (query.rack === undefined || rackOf(state, host) === query.rack),
  )
  if (found.length === 0 && query.rack !== undefined && stays === null && named === null)
    throw new RequestError('no-such-rack', `no host stands in a rack '${query.rack}'`, { field: 'rack' })
  if (found.length > most)
    throw new RequestError(
      'too-large',
      `${found.length} hosts are meant, at most ${most} are answered: narrow it with host, rack or job`,
    )
  return { hosts: found, stays }
}

/** Those that were removed by id alone: their name may be that of the host which took their place. */
function findAsked(state: State, idOrName: string): AskedHost {
  const inventory = {}
  if (!state.hosts.has(idOrName)) {
    const gone = state.settings.get('settings')?.removedHosts?.find(({ id }) => id === idOrName)
    if (gone !== undefined) return { id: gone.id, name: gone.name, topology: {}, inventory }
    for (const { replaces = [] } of state.hosts.values()) {
      const before = replaces.find(({ id }) => id === idOrName)
      if (before !== undefined) return { ...before, inventory }
    }
  }
  return findHost(state, idOrName)
}

function staysOf(state: State, asked: string): Stay[] {
  return attemptsOf(state, findJob(state, asked)).map((attempt) => stayOf(state, attempt))
}

function stayOf(state: State, { id, host, grant, placedMs, startedMs, endedMs }: AttemptRow): Stay {
  const held = new Set(grant.gpus)
  for (const { uuid, mig } of state.hosts.get(host)?.inventory.gpus ?? [])
    if (mig?.some((slice) => held.has(slice.uuid))) held.add(uuid)
  return { attempt: id, host, gpus: held, fromMs: startedMs ?? placedMs, toMs: endedMs }
}

/** The GPU that a series is of, by its labels; undefined: it is of the host. */
export function gpuOf(host: AskedHost, labels: Readonly<Record<string, string>>): string | undefined {
  if (labels.uuid !== undefined) return labels.uuid
  if (labels.gpu === undefined) return undefined
  return host.inventory.gpus?.find(({ index }) => String(index) === labels.gpu)?.uuid ?? `index ${labels.gpu}`
}
