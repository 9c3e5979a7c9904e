/** `millwright-agent simulate`: many simulated hosts in one process, each with its own WebSocket to a real coordinator. */

import type { Clock, TimerId, Timers } from '../../shared/clock.ts'
import { assertNever } from '../../shared/errors.ts'
import type { Topology } from '../../shared/model/reading.ts'
import { makeRng } from '../../shared/rng.ts'
import type { Log } from '../work/log.ts'
import { SimulatedHost } from './host.ts'
import { simulatedIdentity } from './identity.ts'
import type { ScriptedFault } from './script.ts'

export interface FleetConfig {
  /** `ws://host:port` */
  readonly coordinator: string
  readonly hosts: number
  readonly gpus: number
  readonly slots: number
  readonly gpuModel: string
  readonly leafHosts: number
  readonly rackHosts: number
  readonly seed: number
  readonly taskMs: number
  readonly failRate: number
  readonly signalsPerHost: number
  readonly telemetryPeriodMs: number
  /** the first `count` hosts are `factor` times slower */
  readonly slowHosts: { readonly count: number; readonly factor: number }
  readonly script: readonly ScriptedFault[]
}

export interface FleetEdges {
  readonly clock: Clock
  readonly uptime: Clock
  readonly timers: Timers
  readonly log: Log
  readonly agentVersion: string
}

/** Hosts connect one after the other over this time, so that their digests do not come all at once. */
const startWithinMs = 5_000
const reportEveryMs = 10_000

export class Fleet {
  readonly hosts: readonly SimulatedHost[]
  readonly #config: FleetConfig
  readonly #edges: FleetEdges
  #reported = ''
  readonly #timers: TimerId[] = []

  constructor(config: FleetConfig, edges: FleetEdges) {
    this.#config = config
    this.#edges = edges
    this.hosts = Array.from({ length: config.hosts }, (_, i) => makeHost(config, edges, i))
    for (const host of this.hosts.slice(0, config.slowHosts.count)) host.slow(config.slowHosts.factor)
  }

  start(): void {
    const { timers } = this.#edges
    const stepMs = Math.min(20, startWithinMs / this.hosts.length)
    for (const [i, host] of this.hosts.entries()) this.#later(() => this.#background(host.start()), i * stepMs)
    for (const fault of this.#config.script) this.#later(() => this.#play(fault), fault.atMs)
    this.#timers.push(timers.setInterval(() => this.#report(), reportEveryMs))
  }

  linked(): number {
    return this.hosts.filter(({ linked }) => linked).length
  }

  close(): void {
    for (const timer of this.#timers) this.#edges.timers.clear(timer)
    for (const host of this.hosts) host.close()
  }

  #later(act: () => void, delayMs: number): void {
    this.#timers.push(this.#edges.timers.setTimeout(act, delayMs))
  }

  #play(fault: ScriptedFault): void {
    this.#edges.log('info', 'simulated fault', { do: fault.do, hosts: fault.hosts.join(',') })
    for (const number of fault.hosts) this.#strike(this.hosts[number - 1]!, fault)
  }

  #strike(host: SimulatedHost, fault: ScriptedFault): void {
    const later = (undo: () => void): void => {
      if (fault.forMs !== null) this.#later(undo, fault.forMs)
    }
    switch (fault.do) {
      case 'kill':
        host.kill()
        return later(() => this.#background(host.start()))
      case 'reboot':
        host.powerOff()
        return later(() => this.#background(host.start()))
      case 'freeze':
        host.freeze()
        return later(() => host.thaw())
      case 'slow':
        host.slow(fault.factor)
        return later(() => host.slow(1))
      case 'cut':
        host.cut()
        return later(() => host.join())
      case 'disk-full':
        host.fillDisk(true)
        return later(() => host.fillDisk(false))
      case 'gpu-lost':
        host.loseGpu(fault.gpu)
        return later(() => host.repairGpus())
      case 'gpu-hot':
        host.ailGpu(fault.gpu, { hotC: fault.value })
        return later(() => host.ailGpu(fault.gpu, { hotC: null }))
      case 'gpu-ecc':
        host.ailGpu(fault.gpu, { eccPerS: fault.value })
        return later(() => host.ailGpu(fault.gpu, { eccPerS: 0 }))
      case 'gpu-silent':
        host.ailGpu(fault.gpu, { silent: true })
        return later(() => host.ailGpu(fault.gpu, { silent: false }))
      case 'xid':
        return host.xid(fault.gpu, fault.code)
      case 'heal':
        host.heal()
        return this.#background(host.start())
      default:
        assertNever(fault.do, 'scripted fault')
    }
  }

  #report(): void {
    const running = this.hosts.reduce((sum, host) => sum + host.running(), 0)
    const linked = this.linked()
    const said = `${linked} ${running}`
    if (said !== this.#reported)
      this.#edges.log('info', 'simulated fleet', { hosts: this.hosts.length, linked, running })
    this.#reported = said
  }

  #background(done: Promise<void>): void {
    done.catch((error: unknown) => this.#edges.log('error', 'a simulated host failed', { cause: String(error) }))
  }
}

const hostName = (number: number): string => `sim-${String(number).padStart(4, '0')}`

function makeHost(config: FleetConfig, edges: FleetEdges, i: number): SimulatedHost {
  const name = hostName(i + 1)
  const rng = makeRng(config.seed, `reconnects of ${name}`)
  return new SimulatedHost({
    name,
    coordinator: config.coordinator,
    identity: simulatedIdentity(config.seed, name),
    slots: config.slots,
    gpus: config.gpus,
    gpuModel: config.gpuModel,
    topology: placeOf(config, i),
    agentVersion: edges.agentVersion,
    seed: config.seed,
    telemetry: { signals: config.signalsPerHost, periodMs: config.telemetryPeriodMs },
    defaults: { taskMs: config.taskMs, failRate: config.failRate },
    clock: edges.clock,
    uptime: edges.uptime,
    timers: edges.timers,
    random: () => rng.next(),
    log: (level, message, fields) => {
      if (level === 'error') edges.log(level, message, { host: name, ...fields })
      else edges.log('debug', message, { host: name, ...fields })
    },
  })
}

/** Racks of a few hosts under a leaf switch each few racks; eight leaves a row, one site. */
function placeOf({ leafHosts, rackHosts }: FleetConfig, i: number): Topology {
  const number = (per: number): string => String(Math.floor(i / per) + 1).padStart(3, '0')
  return {
    site: 'sim',
    row: `row-${number(leafHosts * 8)}`,
    leaf: `leaf-${number(leafHosts)}`,
    rack: `rack-${number(rackHosts)}`,
  }
}
