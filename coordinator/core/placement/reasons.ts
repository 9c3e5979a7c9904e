/** Why a demand does not fit, over all hosts: the first reason of each, grouped, with the numbers of the host that came closest. */
import { emptyList, getOrMake } from '../get-or-make.ts'
import { countOf } from '../words.ts'
import type { Capacity, Host } from './capacity.ts'
import type { Demand } from './demand.ts'
import { type Ask, type Block, blockOf, blocks, describe, lastingBlock, mostFree, suits } from './fit.ts'
import { gangRule, mostTogether } from './gang.ts'
import { jobPlaces, withPlaceRule } from './place-rule.ts'

export interface Reason {
  /** '' for the hosts that fit */
  readonly why: string
  readonly hosts: number
  /** the host that came closest, by name */
  readonly example: string
}

/** Every host counts once; the largest group first, then by text. */
export function reasonsOf(capacity: Capacity, given: Ask): Reason[] {
  const hosts = capacity.hosts()
  const ask = withPlaceRule(given, jobPlaces(capacity, given))
  return grouped(hosts, ask, (host) => blockOf(host, ask))
}

const groupsShown = 4

/** The groups in one line, the largest of them: `12 hosts: is cordoned; 3 hosts: at best 2 of 8 GPUs free, 4 needed`. */
export function inOneLine(reasons: readonly Reason[]): string {
  const refused = reasons.filter(({ why }) => why !== '')
  const shown = refused.slice(0, groupsShown).map(({ why, hosts }) => `${countOf(hosts, 'host')}: ${why}`)
  const left = refused.slice(groupsShown).reduce((sum, { hosts }) => sum + hosts, 0)
  return [...shown, ...(left === 0 ? [] : [`${countOf(left, 'host')}: other reasons`])].join('; ')
}

/** '' when an empty, open fleet of these hosts could run the demand, else why it never will. */
export function whyNever(capacity: Capacity, demand: Demand): string {
  const hosts = capacity.hosts()
  if (hosts.length === 0) return 'no host has joined yet'
  const able = ableByModel(hosts, demand)
  if (able.length === 0)
    return `no host can take it: ${inOneLine(grouped(hosts, { demand }, (host) => lastingBlock(host, demand)))}`
  const rule = gangRule(capacity, demand)
  const most = able.reduce((best, list) => Math.max(best, mostTogether(rule, list)), 0)
  if (most >= demand.minHosts) return ''
  const all = able.reduce((best, list) => Math.max(best, list.length), 0)
  const together = rule.words === '' || all < demand.minHosts ? '' : ` ${rule.words}, at most ${most} are`
  return `${countOf(all, 'host')} could take a member, ${demand.minHosts} needed${together}`
}

/** Hosts that could take a task if they were empty, one list for each GPU model. */
function ableByModel(hosts: readonly Host[], demand: Demand): Host[][] {
  const lists = new Map<string, Host[]>()
  for (const host of hosts) {
    if (lastingBlock(host, demand) !== blocks.none) continue
    const keys = demand.gpus === 0 ? [''] : host.classes.filter((each) => suits(each, demand)).map(({ key }) => key)
    for (const key of keys) {
      getOrMake(lists, key, emptyList<Host>).push(host)
    }
  }
  return [...lists.values()]
}

interface Group {
  readonly block: Block
  hosts: number
  closest: Host
  measure: number
  same: boolean
}

function grouped(hosts: readonly Host[], ask: Ask, block: (host: Host) => Block): Reason[] {
  const groups = new Map<string, Group>()
  for (const host of hosts) {
    const found = block(host)
    const measure = closeness(host, ask.demand, found)
    const key = measure < 0 ? describe(host, ask, found) : String(found)
    const group = groups.get(key)
    if (group === undefined) {
      groups.set(key, { block: found, hosts: 1, closest: host, measure, same: true })
      continue
    }
    group.hosts++
    if (measure !== group.measure) group.same = false
    if (measure > group.measure) Object.assign(group, { closest: host, measure })
  }
  return [...groups.values()].map((group) => reasonOf(group, ask)).sort(byHosts)
}

function reasonOf({ block, hosts, closest, same }: Group, ask: Ask): Reason {
  const why = describe(closest, ask, block)
  return { why: same ? why : `at best ${why}`, hosts, example: closest.offer.name }
}

function byHosts(a: Reason, b: Reason): number {
  return b.hosts - a.hosts || (a.why < b.why ? -1 : 1)
}

/** How near a host comes, for the reasons that are amounts; −1 for those that are not. */
function closeness(host: Host, demand: Demand, block: Block): number {
  switch (block) {
    case blocks.gpuFree:
      return mostFree(host, demand)
    case blocks.cpuFree:
      return host.cpusFree
    case blocks.memoryFree:
      return host.memoryFreeMb
    case blocks.gpuTotal:
      return Math.max(...host.classes.map(({ units }) => units.length))
    case blocks.cpuTotal:
      return host.offer.cpus
    case blocks.memoryTotal:
      return host.offer.memoryMb
    default:
      return -1
  }
}
