/** A real site on this machine for benches and end-to-end tests: a coordinator and agents as child processes, loopback, free ports. */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { AttemptRow, JobRow } from '../../shared/model/rows.ts'

const root = join(import.meta.dirname, '../..')

export interface Site {
  readonly dir: string
  readonly address: string
  pidOf(name: string): number
  startCoordinator(): Promise<void>
  startAgent(name: string, options?: AgentOptions): void
  /** Any of our programs beside them; its output goes to `<name>.log`. */
  start(name: string, args: readonly string[]): void
  kill(name: string, signal?: NodeJS.Signals): Promise<void>
  api<T>(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<T>
  job(id: string): Promise<JobRow>
  attempts(id: string): Promise<readonly AttemptRow[]>
  /** Polls until `look` returns something; level-triggered, with a deadline that names what was awaited. */
  until<T>(what: string, look: () => Promise<T | undefined | false>, deadlineMs?: number): Promise<T>
  close(): Promise<void>
}

export interface AgentOptions {
  readonly slots?: number
  /** host:port instead of the coordinator's own: a proxy */
  readonly link?: string
  /** another checkout than this one: an upgrade */
  readonly checkout?: string
  readonly more?: readonly string[]
}

const interrupts = ['SIGINT', 'SIGTERM'] as const

export async function startSite(agents: readonly string[], slots = 1): Promise<Site> {
  const dir = await mkdtemp(join(tmpdir(), 'mw-site-'))
  const children = new Map<string, ChildProcess>()
  let address = '127.0.0.1:0'

  const start = (name: string, args: readonly string[]): void => {
    mkdirSync(dir, { recursive: true })
    const log = openSync(join(dir, `${name}.log`), 'a')
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', log, log],
      cwd: dir,
      env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
    })
    closeSync(log)
    children.set(name, child)
  }

  const api = async <T>(
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<T> => {
    const init =
      body === undefined
        ? { method, headers }
        : { method, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
    const response = await fetch(`http://${address}${path}`, init)
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return JSON.parse(text === '' ? 'null' : text) as T
  }

  const until: Site['until'] = async (what, look, deadlineMs = 60_000) => {
    const end = performance.now() + deadlineMs
    let last: unknown
    while (performance.now() < end) {
      const found = await look().catch((error) => {
        last = error
        return undefined
      })
      if (found !== undefined && found !== false) return found
      await wait(20)
    }
    throw new Error(
      `not within ${deadlineMs / 1000} s: ${what}${last === undefined ? '' : ` (${String(last)})`}; logs are in ${dir}`,
    )
  }

  const startCoordinator = async (): Promise<void> => {
    const file = join(dir, 'coordinator/address')
    rmSync(file, { force: true })
    start('coordinator', [
      join(root, 'coordinator/main.ts'),
      '--state-dir',
      join(dir, 'coordinator'),
      '--listen',
      address,
    ])
    address = await until('the coordinator listens', async () => existsSync(file) && readFileSync(file, 'utf8').trim())
  }

  const site: Site = {
    dir,
    get address() {
      return address
    },
    pidOf: (name) => children.get(name)?.pid ?? 0,
    start,
    startCoordinator,
    startAgent(name, { slots: ownSlots = slots, link = address, checkout = root, more = [] } = {}) {
      const args = [
        'run',
        '--coordinator',
        `ws://${link}`,
        '--state-dir',
        join(dir, name),
        '--name',
        name,
        '--slots',
        String(ownSlots),
        // a fault of the machine that runs the tests is none of theirs
        '--sensor-off',
        'kernel-log',
        ...more,
      ]
      start(name, [join(checkout, 'agent/main.ts'), ...args])
    },
    async kill(name, signal = 'SIGKILL') {
      const child = children.get(name)
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill(signal)
      await gone
    },
    api,
    job: (id) => api<JobRow>('GET', `/api/v1/jobs/${id}`),
    attempts: async (id) => (await api<{ rows: AttemptRow[] }>('GET', `/api/v1/jobs/${id}/attempts`)).rows,
    until,
    async close() {
      for (const signal of interrupts) process.off(signal, interrupted)
      const jobs = (await api<{ rows: JobRow[] }>('GET', '/api/v1/jobs').catch(() => ({ rows: [] }))).rows
      for (const job of jobs)
        if (job.endedMs === null) await api('POST', `/api/v1/jobs/${job.id}/cancel`, {}).catch(() => {})
      await until('workers are gone', () => quiet(jobs), 15_000).catch(() => {})
      for (const name of children.keys()) await site.kill(name, name === 'coordinator' ? 'SIGKILL' : 'SIGTERM')
      rmSync(dir, { recursive: true, force: true })
    },
  }
  const quiet = async (jobs: readonly JobRow[]): Promise<boolean> => {
    for (const job of jobs)
      for (const attempt of await site.attempts(job.id)) if (attempt.state !== 'ended') return false
    return true
  }
  // Workers outlive what started them: whoever interrupts a run does not want to find them afterwards.
  const interrupted = (): void => void site.close().finally(() => process.exit(130))
  for (const signal of interrupts) process.once(signal, interrupted)
  await startCoordinator()
  for (const name of agents) site.startAgent(name)
  await until(
    'all agents are connected',
    async () =>
      (await api<{ rows: { liveness: string }[] }>('GET', '/api/v1/hosts')).rows.filter(
        (host) => host.liveness === 'connected',
      ).length >= agents.length,
  )
  return site
}
