/** The factory's processes on this machine: coordinator, gateway, agents; started, and stopped in order. */
import { join } from 'node:path'
import type { AttemptRow } from '../../shared/model/rows.ts'
import { Api, Refused } from './api.ts'
import { FactoryFeed, type Tables } from './factory-feed.ts'
import { endProcess, groupOf, isAlive, signal } from './processes.ts'
import { Supervisor } from './supervisor.ts'

export interface FactoryOptions {
  readonly stateDir: string
  /** where `coordinator/` and `agent/` are */
  readonly root: string
  readonly agents: number
  readonly say: (line: string) => void
}

export class Factory {
  readonly supervisor: Supervisor
  readonly api: Api
  readonly feed: FactoryFeed
  /** `host:port` */
  readonly coordinator: string
  readonly gateway: string
  readonly agentNames: readonly string[]

  private constructor(agents: number, supervisor: Supervisor, coordinator: string, gateway: string) {
    this.supervisor = supervisor
    this.coordinator = coordinator
    this.gateway = gateway
    this.agentNames = agentNames(agents)
    this.api = new Api(`http://${coordinator}`)
    this.feed = new FactoryFeed(`http://${coordinator}`)
  }

  /** Starts everything; resolves when every agent is connected. */
  static async start(options: FactoryOptions, onSupervisor: (supervisor: Supervisor) => void): Promise<Factory> {
    const { stateDir, say } = options
    const supervisor = new Supervisor({
      stateDir,
      onDeath: (name, how) => say(`${name} died (${how}); starting it again`),
    })
    const left = await supervisor.stopLeftovers()
    if (left.length > 0) say(`stopped what an earlier start left running: ${left.join(', ')}`)
    onSupervisor(supervisor)
    supervisor.writePid('start', process.pid)
    const coordinator = await startListening(supervisor, options, 'coordinator', 'coordinator/main.ts', [])
    const follow = ['--coordinator', `http://${coordinator}`]
    const gateway = await startListening(supervisor, options, 'gateway', 'coordinator/gateway/main.ts', follow)
    for (const name of agentNames(options.agents)) {
      const flags = [
        '--coordinator',
        `ws://${coordinator}`,
        '--state-dir',
        join(stateDir, name),
        '--name',
        name,
        '--slots',
        '2',
        '--cache-mb', // one machine, one disk: what four hosts would keep for later is not kept four times
        '64',
        '--sensor-off', // one machine plays all hosts: an old fault in its kernel log would take every one of them out of service
        'kernel-log',
      ]
      const args = [join(options.root, 'agent/main.ts'), 'run', ...flags]
      await supervisor.start({ name, args: () => args })
    }
    const factory = new Factory(options.agents, supervisor, coordinator, gateway)
    await factory.feed.until((tables) => allConnected(tables, factory.agentNames), 'the agents to connect', 60_000)
    return factory
  }

  /** Cancels jobs and waits for their processes; `which` picks them. */
  async cancelJobs(which: (owner: string | null, name: string) => boolean, waitMs: number): Promise<number> {
    const live = [...this.feed.tables.jobs.values()].filter(
      (job) => (job.state === 'queued' || job.state === 'running') && which(job.owner, job.spec.name),
    )
    for (const job of live) {
      await this.api.post(`/jobs/${job.id}/cancel`, {}, `cancel-${job.id}`).catch((error: unknown) => {
        if (!(error instanceof Refused)) throw error // it has ended by itself
      })
    }
    const ids = new Set(live.map((job) => job.id))
    const left = (tables: Tables): boolean => liveAttempts(tables).some((attempt) => ids.has(attempt.job))
    if (ids.size > 0) await this.feed.until((tables) => !left(tables), 'processes to stop', waitMs).catch(() => {})
    return live.length
  }

  /** Ends everything: jobs first, through the API; then the parts; last, processes that outlived all that. */
  async stop(): Promise<void> {
    const patience = new Promise<void>((resolve) => setTimeout(resolve, 12_000).unref())
    await Promise.race([this.cancelJobs(() => true, 8_000).catch(() => 0), patience])
    const workers = liveAttempts(this.feed.tables)
    this.feed.close()
    await this.supervisor.stop('gateway')
    await Promise.all(this.agentNames.map((name) => this.supervisor.stop(name)))
    await Promise.all(workers.map((attempt) => endWorker(attempt)))
    await this.supervisor.stop('coordinator')
    await this.api.close()
    this.supervisor.removePid('start')
  }

  /** The second Ctrl-C. */
  killHard(): void {
    this.supervisor.killAll()
    for (const attempt of liveAttempts(this.feed.tables)) {
      if (attempt.pid !== null && !signal(-groupOf(attempt.pid), 'SIGKILL')) signal(attempt.pid, 'SIGKILL')
    }
    this.supervisor.removePid('start')
  }
}

function agentNames(agents: number): string[] {
  return Array.from({ length: agents }, (_, i) => `agent-${i + 1}`)
}

/** Starts a part that listens; when it dies it is started again on the same port. */
async function startListening(
  supervisor: Supervisor,
  { stateDir, root }: FactoryOptions,
  name: string,
  main: string,
  flags: readonly string[],
): Promise<string> {
  const dir = join(stateDir, name)
  let listen = '127.0.0.1:0'
  const args = (): string[] => [join(root, main), ...flags, '--state-dir', dir, '--listen', listen]
  listen = await supervisor.start({ name, args, addressFile: join(dir, 'address') })
  return listen
}

function allConnected({ hosts, liveness }: Tables, names: readonly string[]): boolean {
  const connected = [...hosts.values()].filter((host) => liveness.get(host.id)?.state === 'connected')
  return names.every((name) => connected.some((host) => host.name === name))
}

function liveAttempts(tables: Tables): AttemptRow[] {
  return [...tables.attempts.values()].filter((attempt) => attempt.state !== 'ended' && attempt.state !== 'placed')
}

/** Worker processes outlive agents by design; with nobody left to report to, they are ended. */
async function endWorker({ pid }: AttemptRow): Promise<void> {
  if (pid === null || !isAlive(pid)) return
  const group = groupOf(pid)
  signal(-group, 'SIGTERM')
  await endProcess(pid, 3_000)
  signal(-group, 'SIGKILL')
}
