/** Which resources are read, what is made of them, and which of their links lead on: the whole of Redfish that is used. Pure. */
import type { Row } from '../collector-rows.ts'
import { coolantConnector, coolingUnit, filter, pump, reservoir } from './coolant.ts'
import { environmentMetrics, sensor } from './environment.ts'
import { circuit, outlet, powerDistribution, powerDistributionMetrics, powered } from './equipment.ts'
import { alarm, leakDetection, leakDetector } from './leak.ts'
import { oldPower, powerSupply, powerSupplyMetrics } from './power.ts'
import { type Body, bodiesAt, bodyAt, isBody, kindOf, linkAt, pathOf, plainPath } from './resource.ts'
import { fan, oldThermal, thermalMetrics } from './thermal.ts'

interface Kind {
  readonly rows?: (body: Body, path: string, nowMs: number) => Row[]
  /** Properties whose links lead on. Of a list the later ones are for services that have not the first. */
  readonly links?: readonly (string | readonly string[])[]
}

const kinds: Readonly<Record<string, Kind>> = {
  ServiceRoot: { links: ['Chassis', 'ThermalEquipment', 'PowerEquipment', 'Systems'] },
  Chassis: {
    rows: powered,
    links: ['EnvironmentMetrics', ['PowerSubsystem', 'Power'], ['ThermalSubsystem', 'Thermal'], 'Sensors'],
  },
  ComputerSystem: { rows: powered, links: ['Processors'] },
  Processor: { links: ['EnvironmentMetrics'] },
  EnvironmentMetrics: { rows: environmentMetrics },
  PowerSubsystem: { links: ['PowerSupplies'] },
  PowerSupply: { rows: powerSupply, links: ['Metrics'] },
  PowerSupplyMetrics: { rows: powerSupplyMetrics },
  Power: { rows: oldPower },
  ThermalSubsystem: {
    links: ['ThermalMetrics', 'Fans', 'LeakDetection', 'CoolantConnectors', 'Pumps', 'Filters'],
  },
  ThermalMetrics: { rows: thermalMetrics },
  Fan: { rows: fan },
  Thermal: { rows: oldThermal },
  LeakDetection: { rows: leakDetection, links: ['LeakDetectors'] },
  LeakDetector: { rows: leakDetector },
  Sensor: { rows: sensor },
  Alarm: { rows: alarm },
  ThermalEquipment: { links: ['CDUs', 'HeatExchangers', 'ImmersionUnits'] },
  CoolingUnit: {
    rows: coolingUnit,
    links: [
      'PrimaryCoolantConnectors',
      'SecondaryCoolantConnectors',
      'Pumps',
      'Filters',
      'Reservoirs',
      'LeakDetection',
      'EnvironmentMetrics',
    ],
  },
  CoolantConnector: { rows: coolantConnector },
  Pump: { rows: pump },
  Filter: { rows: filter },
  Reservoir: { rows: reservoir },
  PowerEquipment: { links: ['PowerShelves', 'RackPDUs', 'FloorPDUs', 'ElectricalBuses', 'TransferSwitches'] },
  PowerDistribution: {
    rows: powerDistribution,
    links: ['Metrics', 'Mains', 'Feeders', 'Branches', 'Outlets', 'Sensors'],
  },
  PowerDistributionMetrics: { rows: powerDistributionMetrics },
  Circuit: { rows: circuit },
  Outlet: { rows: outlet },
}

/** A link to follow; `otherwise`: where this one turns out to lead nowhere. */
export interface Link {
  readonly path: string
  readonly otherwise?: string
}

export interface Parsed {
  readonly rows: readonly Row[]
  /** it is read in every round: there are readings in it */
  readonly measures: boolean
  readonly links: readonly Link[]
  /** of a collection: bodies that came with it (`$expand`), else links to them */
  readonly members: readonly (Link | { readonly path: string; readonly body: Body })[]
  /** sensors that excerpts of this resource were taken from, by plain path: they need not be read by themselves */
  readonly covers: readonly string[]
}

const nothing: Parsed = { rows: [], measures: false, links: [], members: [], covers: [] }

export function parseResource(body: Body, given: string, nowMs: number): Parsed {
  const path = plainPath(given)
  const type = kindOf(body)
  if (Array.isArray(body.Members)) return { ...nothing, members: membersOf(body) }
  const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined
  if (kind === undefined) return nothing
  const rows = kind.rows?.(body, path, nowMs) ?? []
  const links = (kind.links ?? []).flatMap((names) => linkOf(body, typeof names === 'string' ? [names] : names))
  const alarms = type === 'Chassis' ? linkAt(bodyAt(body, 'Oem') ?? {}, 'Alarms') : undefined
  return {
    rows,
    measures: kind.rows !== undefined,
    links: alarms === undefined ? links : [...links, { path: alarms }],
    members: [],
    covers: type === 'Sensor' || kind.rows === undefined ? [] : sourcesIn(body, 0),
  }
}

function linkOf(body: Body, names: readonly string[]): Link[] {
  const [path, otherwise] = names.map((name) => linkAt(body, name)).filter((found) => found !== undefined)
  if (path === undefined) return []
  return [otherwise === undefined ? { path } : { path, otherwise }]
}

function membersOf(body: Body): Parsed['members'] {
  return bodiesAt(body, 'Members').flatMap((member) => {
    const path = pathOf(member)
    if (path === undefined) return []
    return [Object.keys(member).length > 1 ? { path, body: member } : { path }]
  })
}

/** Excerpts that no parser here takes: their sensors are read by themselves. */
const untaken = /^Rail/

/** DataSourceUri of all excerpts that are taken; they lie three levels deep at most. */
function sourcesIn(found: unknown, depth: number): string[] {
  if (depth > 3) return []
  if (Array.isArray(found)) return found.flatMap((each) => sourcesIn(each, depth + 1))
  if (!isBody(found)) return []
  const own = pathOf(found.DataSourceUri)
  const taken = Object.entries(found).filter(([key]) => !untaken.test(key))
  const inner = taken.flatMap(([, each]) => sourcesIn(each, depth + 1))
  return own === undefined ? inner : [plainPath(own), ...inner]
}
