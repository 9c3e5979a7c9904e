/** The real agent as a child process, for tests that kill it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { GangMember, TaskSpec } from '../../shared/model/job.ts'

const main = fileURLToPath(new URL('../../agent/main.ts', import.meta.url))

export class AgentProcess {
  readonly child: ChildProcess
  stderr = ''

  constructor(coordinator: string, stateDir: string, more: readonly string[] = []) {
    const args = [main, 'run', '--coordinator', coordinator, '--state-dir', stateDir, '--name', 'test-host', ...more]
    this.child = spawn(process.execPath, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, TMPDIR: stateDir },
    })
    this.child.stderr!.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString()
      if (process.env.SHOW_AGENT) process.stderr.write(chunk)
    })
  }

  /** Ends the agent with the signal; resolves with [code, signal]. */
  async end(signal: NodeJS.Signals): Promise<[number | null, NodeJS.Signals | null]> {
    const { exitCode, signalCode } = this.child
    if (exitCode !== null || signalCode !== null) return [exitCode, signalCode]
    const ended = once(this.child, 'exit')
    this.child.kill(signal)
    return (await ended) as [number | null, NodeJS.Signals | null]
  }
}

/** A member of an epoch with one rank a host, unless said otherwise. */
export function gangMember(change: Partial<GangMember>): GangMember {
  const { rank = 0, hosts = ['h'], ranks = 1 } = change
  return {
    epoch: 1,
    rank,
    of: hosts.length,
    hosts,
    lostAfterMs: null,
    ranks,
    firstRank: rank * ranks,
    worldSize: hosts.length * ranks,
    address: '127.0.0.1',
    port: 0,
    runId: 'j-1-1.1',
    restarts: 0,
    maxRestarts: 10,
    resume: null,
    saveEveryMs: null,
    ...change,
  }
}

export function taskSpec(change: Partial<TaskSpec>): TaskSpec {
  return {
    job: 'j-1-1',
    jobName: 'test',
    project: 'default',
    kind: 'batch',
    run: { kind: 'command', argv: ['true'] },
    env: {},
    params: null,
    resources: { cpus: 1 },
    gpus: [],
    graceMs: 5_000,
    checkpointSignal: 'SIGTERM',
    member: null,
    checkpoints: null,
    code: null,
    image: null,
    secrets: [],
    user: null,
    ...change,
  }
}
