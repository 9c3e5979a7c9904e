/** One life of an agent: link, work and inventory put together in one way, on a real host, a simulated one and in the simulator. */

import type { KernelEvent } from '../shared/model/health.ts'
import type { Inventory, ToldInventory } from '../shared/model/reading.ts'
import { type HelloParts, Link, type LinkOptions } from './link/link.ts'
import type { Spool } from './link/spool.ts'
import type { WorkContext } from './work/context.ts'
import { InventoryWatch } from './work/inventory-watch.ts'
import type { Work } from './work/work.ts'

type MadeHere = 'hello' | 'digest' | 'onDesired' | 'onLeases' | 'onSecrets' | 'onWelcome'

/** `telemetry`, where something is measured, is closed by who made it. */
export interface LifeOptions extends Omit<LinkOptions, MadeHere> {
  /** as read at the start */
  readonly inventory: ToldInventory
  /** what is known of it only once there is a link; absent: nothing ever is */
  readonly network?: () => Pick<Inventory, 'address' | 'fabric'>
  /** GPUs as they were last read; undefined while no read has succeeded */
  readonly gpus: () => Inventory['gpus'] | undefined
  readonly openWork: (seams: Pick<WorkContext, 'outbox' | 'ackedSentMs' | 'inventoryJson' | 'onFatal'>) => Work
  readonly hello: () => Omit<HelloParts, 'attempts' | 'inventoryJson'>
  readonly onFatal: (error: unknown) => void
}

/** faults of the kernel log in one fact: each may change a few rows of the coordinator's */
const kernelEventsPerFact = 16

/** Resolves when they are on this host's disk, from where they reach the coordinator. */
export async function tellKernelEvents(spool: Pick<Spool, 'append'>, events: readonly KernelEvent[]): Promise<void> {
  const facts: Promise<void>[] = []
  for (let at = 0; at < events.length; at += kernelEventsPerFact)
    facts.push(spool.append({ kernel: { events: events.slice(at, at + kernelEventsPerFact) } }))
  await Promise.all(facts)
}

export class Life {
  readonly work: Work
  readonly link: Link
  readonly #inventory: InventoryWatch

  constructor(options: LifeOptions) {
    const { spool, openWork, hello, onFatal } = options
    const append: WorkContext['outbox']['append'] = (fact) => spool.append(fact)
    const inventory = new InventoryWatch({ ...options, append })
    const work = openWork({
      outbox: {
        append,
        waiting: (attempt) => spool.waiting(attempt, 0),
        unsent: (attempt) => spool.waiting(attempt, this.link.sentFact),
        endings: () => spool.endings(),
        requestLeases: (request) => this.link.send({ leaseRequest: request }),
        askSecrets: (attempt) => this.link.send({ secretsAsked: { attempt } }),
      },
      ackedSentMs: () => this.link.ackedSentMs,
      inventoryJson: () => inventory.look(),
      onFatal,
    })
    this.#inventory = inventory
    this.work = work
    this.link = new Link({
      ...options,
      hello: () => ({ ...hello(), inventoryJson: inventory.json(), attempts: work.held() }),
      digest: () => work.digest(),
      onDesired: (desired) => work.apply(desired),
      onLeases: (leases) => work.onLeases(leases),
      onSecrets: (secrets) => work.onSecrets(secrets),
      onWelcome: () => work.onLinkUp(),
    })
  }

  start(): void {
    this.work.start()
    this.link.start()
  }

  /** Lets go of the coordinator and of the work; processes go on. */
  close(): void {
    this.link.close()
    this.#inventory.close()
    this.work.close()
  }
}
