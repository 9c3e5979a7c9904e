/**
 * A host's disk as its agent uses it: records, facts, the newest desired state, the fence's marks. It can be full, lose with the power
 * what was not synced, and be the last thing an agent touches: an agent is killed in one of its saves, before or after the disk has it.
 */
import type { DesiredMark, DesiredMemory } from '../../agent/link/desired-memory.ts'
import type { SpoolDisk, StoredFact } from '../../agent/link/spool.ts'
import { MemoryAttemptStore, noSpace } from '../../agent/simulated/memory-attempts.ts'
import { memoryDesired } from '../../agent/simulated/memory-desired.ts'
import { MemorySpoolDisk } from '../../agent/simulated/memory-spool.ts'
import type { AttemptRecord, AttemptStore } from '../../agent/work/attempt-store.ts'
import type { FenceMarks, FenceMemory } from '../../agent/work/fence-memory.ts'
import type { Rng } from '../../shared/rng.ts'
import type { World } from './world.ts'

/** What of the disk belongs to one life of the agent; a dead one changes nothing any more. */
export interface LifeOnDisk {
  alive(): boolean
  /** runs in the agent's process */
  enter(run: () => void): void
  /** a record was saved, or could not be */
  saved(record: AttemptRecord, kept: boolean): void
  /** ends the agent here */
  kill(why: string): void
  desiredOffered(mark: DesiredMark): void
  /** facts are being written */
  writing(): void
  /** facts are on disk */
  spooled(facts: readonly StoredFact[]): void
}

export interface DiskParts {
  readonly store: AttemptStore
  readonly spoolDisk: SpoolDisk
  readonly memory: DesiredMemory
  readonly fenceMemory: FenceMemory
}

/** Thrown by a store whose agent was killed in the middle of a save. */
export class Killed extends Error {}

const never = <T>(): Promise<T> => new Promise(() => {})

/** a journal is written this often */
const journalMs = 5_000

export class HostDisk {
  readonly records: MemoryAttemptStore
  full = false
  /** where the sockets lie */
  temporaryFull = false
  /** a save failed for want of room and will be tried again */
  unsaved = false
  readonly #world: World
  readonly #rng: Rng
  readonly #spool: MemorySpoolDisk
  readonly #memory = memoryDesired()
  #marks: FenceMarks | undefined
  #life: LifeOnDisk | undefined
  #journal = false
  #killAtSave: { saves: number; readonly kept: boolean; readonly fired: () => void } | null = null

  constructor(world: World, name: string, rng: Rng, onRemoved: (attempt: string) => void) {
    this.#world = world
    this.#rng = rng
    this.records = new MemoryAttemptStore(onRemoved)
    this.#spool = new MemorySpoolDisk({ id: `spool-${name}`, sync: () => this.#sync() })
  }

  /** The agent dies in one of its next saves. */
  killAtSave(saves: number, kept: boolean, fired: () => void): void {
    this.#killAtSave = { saves, kept, fired }
  }

  heal(): void {
    this.#killAtSave = null
    this.full = false
    this.temporaryFull = false
  }

  /** The agent's life is over; a write under way may have reached the disk all the same. */
  agentDied(): void {
    this.#killAtSave = null
    this.#life = undefined
    this.#spool.crash(this.#rng.next() < 0.5)
  }

  /** Another boot: what only had to outlive the agent is gone. */
  rebooted(): void {
    this.#marks = undefined
  }

  /** The power went, and with it what was not synced. */
  powerLost(): void {
    this.records.crash()
  }

  open(life: LifeOnDisk): DiskParts {
    this.#life = life
    return {
      store: this.#storeOf(life),
      spoolDisk: this.#spoolOf(life),
      memory: {
        last: () => this.#memory.last(),
        accept: (mark) => {
          if (!life.alive()) return false
          life.desiredOffered(mark)
          return this.#memory.accept(mark)
        },
      },
      fenceMemory: {
        load: () => this.#marks,
        save: (marks) => {
          if (this.full) throw noSpace('write fence.json')
          if (life.alive()) this.#marks = marks
        },
      },
    }
  }

  #spoolOf(life: LifeOnDisk): SpoolDisk {
    const spool = this.#spool
    return {
      id: spool.id,
      get last() {
        return spool.last
      },
      write: async (facts, last) => {
        if (!life.alive()) return never()
        life.writing()
        await spool.write(facts, last)
        life.spooled(facts)
      },
      read: (number, count) => spool.read(number, count),
      clear: (number) => (life.alive() ? spool.clear(number) : never()),
      close: () => Promise.resolve(),
    }
  }

  #storeOf(life: LifeOnDisk): AttemptStore {
    const { records } = this
    return {
      workDirOf: (attempt) => `/simulated/attempts/${attempt}/work`,
      dirOf: (attempt) => records.dirOf(attempt),
      load: () => records.load(),
      save: (record) => this.#save(life, record),
      removeWork: async () => {},
      remove: async (attempt) => {
        if (life.alive()) records.remove(attempt)
      },
    }
  }

  #save(life: LifeOnDisk, record: AttemptRecord): void {
    if (!life.alive()) throw new Killed('the agent has ended')
    this.records.full = this.full
    this.unsaved = this.full
    const killing = this.#killAtSave !== null && this.#killAtSave.saves-- <= 0 ? this.#killAtSave : null
    const kept = !this.full && (killing === null || killing.kept)
    if (kept) this.#writeJournal()
    if (kept || killing === null) {
      life.saved(record, kept)
      this.records.save(record)
    }
    if (killing === null) return
    killing.fired()
    life.kill(`killed in a save, ${kept ? 'after' : 'before'} the disk had it`)
    throw new Killed('the agent was killed in a save')
  }

  /** What was saved is safe some seconds later. */
  #writeJournal(): void {
    if (this.#journal) return
    this.#journal = true
    this.#world.after(journalMs, () => {
      this.#journal = false
      this.records.sync()
    })
  }

  /** A write to the spool: a few milliseconds, or ENOSPC. */
  #sync(): Promise<void> {
    const life = this.#life
    return new Promise((resolve, reject) => {
      this.#world.after(0.3 + 3 * this.#rng.next(), () =>
        life?.enter(() => {
          if (this.full) reject(noSpace('write spool'))
          else resolve()
        }),
      )
    })
  }
}
