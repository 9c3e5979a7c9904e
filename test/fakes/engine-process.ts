/** Starts an engine's main.ts as the agent would, against a FakeAgent. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { EngineName, Json } from '../../shared/model/job.ts'
import { FakeAgent } from './fake-agent.ts'

const mainOf = (engine: EngineName): string =>
  fileURLToPath(new URL(`../../agent/engines/${engine}/main.ts`, import.meta.url))

interface Teardown {
  teardown(ended: () => Promise<void>): void
}

export interface EngineProcess {
  readonly agent: FakeAgent
  readonly child: ChildProcess
  /** Files that appeared in the engine's HOME. */
  readonly inHome: () => string[]
  /** Lets it finish; its exit code. */
  readonly finish: () => Promise<number | null>
}

/** Ended with the test, however that goes. */
export async function startEngine(
  t: Teardown,
  engine: EngineName,
  params: Json,
  agent?: FakeAgent,
): Promise<EngineProcess> {
  const to = agent ?? (await new FakeAgent(params).listen())
  const home = join(to.root, `home-${engine}`)
  mkdirSync(home, { recursive: true })
  const env = { PATH: process.env.PATH, HOME: home, TMPDIR: home, MILLWRIGHT_SOCKET: to.socket, MILLWRIGHT_DIR: to.dir }
  const child = spawn(process.execPath, [mainOf(engine)], { env, stdio: ['ignore', 'inherit', 'inherit'] })
  const exited = once(child, 'exit')
  t.teardown(async () => {
    child.kill('SIGKILL')
    await to.close()
  })
  const finish = async (): Promise<number | null> => {
    to.send({ type: 'finish' })
    return ((await exited) as [number | null])[0]
  }
  return { agent: to, child, finish, inHome: () => readdirSync(home, { recursive: true }).map(String) }
}
