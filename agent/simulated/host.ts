/**
 * One simulated host: the real link and the real work on memory, simulated processes and simulated GPUs. Its agent can be
 * killed and started again, and the host can be rebooted, frozen, slowed, cut off, or robbed of a GPU or its disk.
 */
import { randomUUID } from 'node:crypto'
import type { Clock, Timers } from '../../shared/clock.ts'
import type { Inventory, Topology } from '../../shared/model/reading.ts'
import { makeRng } from '../../shared/rng.ts'
import { Life } from '../life.ts'
import type { DesiredMemory } from '../link/desired-memory.ts'
import type { Identity } from '../link/identity.ts'
import { FactSpool } from '../link/spool.ts'
import { Telemetry } from '../link/telemetry/telemetry.ts'
import type { CheckParts } from '../work/checks/checks.ts'
import type { FenceMarks, FenceMemory } from '../work/fence-memory.ts'
import type { Log } from '../work/log.ts'
import { noLogs } from '../work/logs/attempt-logs.ts'
import { Work } from '../work/work.ts'
import { noArtifacts } from './artifacts.ts'
import type { Defaults } from './behaviour.ts'
import { simulatedCheckpoints } from './checkpoints.ts'
import { simulatedChecks } from './checks.ts'
import { SimulatedGpus } from './gpus.ts'
import { simulatedInventory } from './inventory.ts'
import { xidEvent } from './kernel-event.ts'
import { MemoryAttemptStore } from './memory-attempts.ts'
import { memoryDesired } from './memory-desired.ts'
import { MemorySpoolDisk } from './memory-spool.ts'
import { SimulatedNetwork } from './network.ts'
import { PausableTimers } from './pausable-timers.ts'
import { SimulatedProcesses } from './processes.ts'
import { SimulatedReadings } from './readings.ts'
import { WorkerHub } from './worker-hub.ts'

export interface HostOptions {
  readonly name: string
  /** `ws://host:port` */
  readonly coordinator: string
  readonly identity: Identity
  readonly slots: number
  readonly gpus: number
  readonly gpuModel: string
  readonly topology: Topology
  readonly agentVersion: string
  readonly seed: number
  readonly defaults: Defaults
  readonly telemetry: { readonly signals: number; readonly periodMs: number }
  readonly clock: Clock
  readonly uptime: Clock
  readonly timers: Timers
  readonly random: () => number
  readonly log: Log
}

/** Samples of a minute or so: what a fleet keeps while it is cut off must fit in one process. */
const ringBytes = 64 * 1024

/** Nothing is found out late here, because processes tell; kills after a grace come with it. */
const tickMs = 1_000

export class SimulatedHost {
  readonly #options: HostOptions
  readonly #timers: PausableTimers
  readonly #hub: WorkerHub
  readonly #gpus: SimulatedGpus
  readonly #checks: CheckParts
  readonly #processes: SimulatedProcesses
  readonly #network: SimulatedNetwork
  readonly #disk: MemorySpoolDisk
  readonly #store: MemoryAttemptStore
  readonly #desired: DesiredMemory = memoryDesired()
  readonly #fenceMemory: FenceMemory
  #bootId: string = randomUUID()
  #fenceMarks: FenceMarks | undefined
  readonly #readings: SimulatedReadings
  #spool: FactSpool | undefined
  #telemetry: Telemetry | undefined
  #life: Life | undefined
  #closed = false

  constructor(options: HostOptions) {
    this.#options = options
    const { name, seed, defaults, clock, telemetry } = options
    const timers = new PausableTimers(options.timers)
    this.#timers = timers
    this.#hub = new WorkerHub(timers)
    this.#gpus = new SimulatedGpus(name, options.gpus, options.gpuModel, clock)
    this.#checks = simulatedChecks(this.#gpus)
    this.#processes = new SimulatedProcesses({ timers, hub: this.#hub, gpus: this.#gpus, defaults, seed }, this.#bootId)
    this.#readings = new SimulatedReadings({ ...telemetry, gpus: this.#gpus, clock, timers, seed: seedOf(name, seed) })
    this.#network = new SimulatedNetwork(options.timers)
    this.#disk = new MemorySpoolDisk({ id: randomUUID().slice(0, 16) })
    this.#store = new MemoryAttemptStore((attempt) => this.#processes.forget(attempt))
    this.#fenceMemory = {
      load: () => this.#fenceMarks,
      save: (marks) => {
        this.#fenceMarks = marks
      },
    }
  }

  get linked(): boolean {
    return this.#life?.link.connected === true
  }

  running(): number {
    return this.#processes.running()
  }

  async start(): Promise<void> {
    const spool = await FactSpool.open(this.#disk)
    if (this.#closed || this.#life !== undefined) return
    const { name, slots, coordinator, identity, clock, uptime, random, log } = this.#options
    const onFatal = (error: unknown): void => log('error', 'the simulated agent cannot go on', { cause: String(error) })
    const timers = this.#timers
    const telemetry = new Telemetry({ clock, timers, log, openDisk: null, ringBytes })
    this.#spool = spool
    this.#telemetry = telemetry
    this.#life = new Life({
      coordinator,
      identity,
      bootId: this.#bootId,
      dial: this.#network.dial,
      uptime,
      timers,
      spool,
      memory: this.#desired,
      log,
      random,
      inventory: this.#inventory(),
      telemetry,
      gpus: () => this.#gpus.list(),
      openWork: (seams) =>
        new Work({
          clock,
          uptime,
          timers,
          log,
          tickMs,
          attemptsKept: 0,
          socketDir: '/simulated',
          store: this.#store,
          logs: noLogs,
          driver: this.#processes,
          gpus: this.#gpus,
          preflight: async () => {},
          checks: this.#checks,
          checkpointFiles: simulatedCheckpoints(clock),
          bootId: this.#bootId,
          fenceMemory: this.#fenceMemory,
          serveWorker: this.#hub.serve,
          askReady: this.#processes.askReady,
          ...noArtifacts,
          ...seams,
        }),
      hello: () => ({ name, slots, labels: {}, bytesAddress: '' }),
      onFatal,
    })
    this.#life.start()
    this.#readings.start(telemetry)
  }

  /** kill -9 of the agent; processes go on. */
  kill(): void {
    this.#readings.stop()
    this.#life?.close()
    this.#life = undefined
    void this.#telemetry?.close()
    this.#disk.kill(false)
  }

  /** The power is gone; `start` brings the host back in another boot. */
  powerOff(): void {
    this.kill()
    this.#disk.crash(false)
    this.#bootId = randomUUID()
    this.#fenceMarks = undefined
    this.#processes.reboot(this.#bootId)
    this.#gpus.reset()
  }

  freeze(): void {
    this.#timers.pause()
    this.#network.pause()
  }

  thaw(): void {
    this.#network.resume()
    this.#timers.resume()
  }

  cut(): void {
    this.#network.cut()
  }

  join(): void {
    this.#network.heal()
  }

  slow(factor: number): void {
    this.#processes.slowdown = factor
    this.#gpus.slow(factor)
  }

  fillDisk(full: boolean): void {
    this.#store.full = full
    this.#processes.diskFull = full
  }

  loseGpu(index: number): void {
    this.#gpus.lose(index)
  }

  ailGpu(index: number, fault: Parameters<SimulatedGpus['ail']>[1]): void {
    this.#gpus.ail(index, fault)
  }

  /** What the agent makes of a line of the kernel log that names a GPU. */
  xid(index: number, code: number): void {
    const gpu = this.#gpus.all[index]
    if (gpu === undefined || this.#life === undefined) return
    const event = xidEvent(gpu, code, this.#options.clock.nowMs())
    this.#spool?.append({ kernel: { events: [event] } }).catch((error: unknown) => {
      this.#options.log('error', 'a scripted kernel event was not kept', { cause: String(error) })
    })
  }

  repairGpus(): void {
    this.#gpus.repair()
  }

  /** Undoes every fault; a host that is down is started by `start`. */
  heal(): void {
    this.slow(1)
    this.fillDisk(false)
    this.repairGpus()
    this.join()
    this.thaw()
  }

  close(): void {
    this.#closed = true
    this.kill()
    this.#processes.reboot('')
  }

  #inventory(): Inventory {
    const { name, slots, topology, agentVersion } = this.#options
    // 8 GiB a slot
    const memoryBytes = slots * 8 * 2 ** 30
    return simulatedInventory({
      hostname: name,
      cpus: slots,
      memoryBytes,
      gpus: this.#gpus.list(),
      topology,
      agentVersion,
    })
  }
}

/** Hosts of one seed do not move in step. */
const seedOf = (name: string, seed: number): number => Math.floor(makeRng(seed, `readings of ${name}`).next() * 2 ** 31)
