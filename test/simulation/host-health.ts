/** How well a virtual host really is: what its detectors would find, which GPUs are broken, and how it answers checks. */
import { type CheckLine, type CheckParts, line } from '../../agent/work/checks/checks.ts'
import type { NewFact } from '../../agent/work/facts.ts'
import type { Finding, KernelEvent } from '../../shared/model/health.ts'
import type { VirtualGpus } from './gpus.ts'
import type { World } from './world.ts'

const keyOf = ({ device, rule }: Pick<Finding, 'device' | 'rule'>): string => `${device}\n${rule}`

export class HostHealth {
  /** conditions that hold, as the telemetry worker would tell of them */
  readonly conditions = new Map<string, Finding>()
  /** a load of them comes out wrong, until a reset */
  readonly broken = new Set<string>()
  /** checks are answered as the host is, badly, or not at all */
  checks: 'right' | 'fail' | 'hang' = 'right'
  /** what the last check was told to be wrong */
  wrong: readonly string[] = []
  /** lines of the kernel log that no agent has told of yet */
  #lines: KernelEvent[] = []
  #ended: readonly string[] = []
  readonly #world: World
  readonly #gpus: VirtualGpus
  readonly #bootId: () => string
  onChange: () => void = () => {}
  #onLine: () => void = () => {}

  constructor(world: World, gpus: VirtualGpus, bootId: () => string) {
    this.#world = world
    this.#gpus = gpus
    this.#bootId = bootId
  }

  begin(finding: Finding): void {
    this.conditions.set(keyOf(finding), finding)
    this.onChange()
  }

  end(finding: Pick<Finding, 'device' | 'rule'>): void {
    this.conditions.delete(keyOf(finding))
    this.onChange()
  }

  print(line: KernelEvent): void {
    this.#lines.push({ ...line, details: { ...line.details, boot: this.#bootId() } })
    this.#onLine()
  }

  /** A new life of the agent reads the log from where the last one had come. */
  readBy(enter: (run: () => void) => void, append: (fact: NewFact) => void): void {
    const read = (): void => {
      const events = this.#lines.splice(0)
      if (events.length > 0) append({ kernel: { events } })
    }
    this.#onLine = () => enter(read)
    read()
  }

  rebooted(): void {
    this.broken.clear()
    this.#lines = []
  }

  heal(): void {
    this.broken.clear()
    this.checks = 'right'
    for (const finding of [...this.conditions.values()]) this.end(finding)
  }

  /** `enter`: runs in the agent's process, while that lives. */
  parts(enter: (run: () => void) => void): CheckParts {
    const after = (ms: number, lines: () => CheckLine[]): Promise<CheckLine[]> =>
      new Promise((resolve) => {
        if (this.checks === 'hang') return
        this.#world.after(ms, () =>
          enter(() => {
            const all = lines()
            this.wrong = [...this.wrong, ...all.filter(({ ok }) => !ok).map(({ what }) => what)]
            resolve(all)
          }),
        )
      })
    return {
      look: (wanted) =>
        after(3_000, () => {
          this.wrong = []
          const absent = wanted.filter((uuid) => !this.#gpus.present(uuid))
          const ok = absent.length === 0 && this.checks !== 'fail'
          return [line('GPUs', ok, absent.join(' ')), line('fans', true, '')]
        }),
      load: (wanted) => after(20_000, () => wanted.map((uuid) => line(`load ${uuid}`, !this.broken.has(uuid), ''))),
      memory: {
        load: () => this.#ended,
        save: (ended) => {
          this.#ended = ended
        },
      },
    }
  }
}
