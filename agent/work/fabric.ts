/**
 * What the ranks of this host talk over: the address that others reach it by, the interface that has it, and the RDMA devices of the
 * compute fabric, from what the sensors read of their ports.
 */
import type { networkInterfaces } from 'node:os'
import type { Inventory, Signal } from '../../shared/model/reading.ts'
import { signals as table } from '../../shared/model/signals.ts'
import type { HostFabric } from './rank-env.ts'

export interface FabricOptions {
  /** as configured; undefined: the local end of the link is it */
  readonly address: string | undefined
  readonly interfaces: typeof networkInterfaces
  readonly signals: () => readonly Signal[]
}

/** One port that was once active: what never was is not wired. */
interface Port {
  readonly device: string
  readonly name: string
  readonly infiniband: boolean
  /** the best it has trained to, bytes a second; 0: not known */
  readonly rate: number
  readonly active: boolean
}

export class HostNetwork {
  readonly #options: FabricOptions
  readonly #ports = new Map<string, Port>()
  #linked: string | undefined

  constructor(options: FabricOptions) {
    this.#options = options
  }

  /** The link to the coordinator is up; `local` is this end of it. */
  linked(local: string | undefined): void {
    this.#linked = local === undefined ? undefined : reachable(local)
  }

  /** For the inventory. */
  told(): Pick<Inventory, 'address' | 'fabric'> {
    const { address, ...fabric } = this.now()
    return address === undefined ? { fabric } : { address, fabric }
  }

  now(): HostFabric {
    const address = this.#options.address ?? this.#linked
    const entry = Object.entries(this.#options.interfaces()).find(([, addresses]) =>
      addresses?.some((each) => each.address === address),
    )
    return {
      address,
      socketInterface: entry?.[0] ?? null,
      ibDevices: [...new Set(this.#fabric().map((p) => p.device))],
    }
  }

  /** Ports of the fabric that were active and are not now, as `mlx5_0 port 1`. */
  down(): string[] {
    return this.#fabric().flatMap(({ name, active }) => (active ? [] : [name]))
  }

  /** InfiniBand before Ethernet, because NCCL uses one kind; and none that is less than half as fast as the fastest: those carry something else. */
  #fabric(): Port[] {
    this.#look()
    const all = [...this.#ports.values()]
    const kind = all.some(({ infiniband }) => infiniband) ? all.filter(({ infiniband }) => infiniband) : all
    const fastest = Math.max(...kind.map(({ rate }) => rate))
    return kind.filter(({ rate }) => rate === 0 || rate * 2 >= fastest)
  }

  #look(): void {
    const read = new Map<string, Map<string, Signal>>()
    for (const signal of this.#options.signals()) {
      const { device, port } = signal.labels
      if (signal.sensor !== 'infiniband' || device === undefined || port === undefined) continue
      const name = `${device} port ${port}`
      read.set(name, (read.get(name) ?? new Map<string, Signal>()).set(signal.name, signal))
    }
    for (const [name, signals] of read) {
      const before = this.#ports.get(name)
      const active = readOf(signals.get('port-state')) === activeState
      if (before === undefined && !active) continue
      const device = name.slice(0, name.indexOf(' '))
      const infiniband = readOf(signals.get('port-link-layer')) === 'InfiniBand' || before?.infiniband === true
      const rate = Math.max(Number(readOf(signals.get('port-rate')) ?? 0), before?.rate ?? 0)
      this.#ports.set(name, { device, name, infiniband, rate, active })
    }
  }
}

const activeState = table['port-state'].states.indexOf('ACTIVE')

const readOf = (signal: Signal | undefined): number | string | boolean | undefined =>
  signal?.reading.kind === 'value' ? signal.reading.value : undefined

/** IPv4 as IPv4, and nothing that holds only on one link. */
function reachable(local: string): string | undefined {
  const plain = local.replace(/^::ffff:(?=\d+\.)/, '')
  return /^fe80:/i.test(plain) ? undefined : plain
}
