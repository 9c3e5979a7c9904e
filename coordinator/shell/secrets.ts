/**
 * Secrets of projects on the coordinator's disk: `secrets/<project>/<name>`, mode 0600, apart from rows, feed and log. Values are read
 * when a host asks for them, and not kept in memory.
 */
import { randomUUID } from 'node:crypto'
import { chmod, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../shared/clock.ts'
import { RequestError } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import type { State } from '../core/state.ts'
import type { SecretRow, SecretStore, SecretsAnswer } from '../ports.ts'

const keyOf = (project: string, name: string): string => `${project}/${name}`

export async function openSecretStore(folder: string, clock: Clock): Promise<SecretStore> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700)
  const rows = new Map<string, SecretRow>()
  for (const project of await readdir(folder)) await readProject(folder, project, rows)
  const has = (project: string, name: string): boolean => rows.has(keyOf(project, name))
  return {
    list: () => [...rows.values()],
    has,
    async set(project, name, value) {
      if (!has(project, name) && rows.size >= limits.secretsKept)
        throw new RequestError('too-large', `at most ${limits.secretsKept} secrets are kept: remove some`)
      await write(join(folder, project), name, value)
      const row = { project, name, setMs: clock.nowMs() }
      rows.set(keyOf(project, name), row)
      return row
    },
    async remove(project, name) {
      if (!has(project, name)) return false
      await rm(join(folder, project, name), { force: true })
      return rows.delete(keyOf(project, name))
    },
    read: async (project, name) => (has(project, name) ? readFile(join(folder, project, name)) : undefined),
  }
}

/** What a write that was cut short left behind begins with a dot, as no name does. */
async function readProject(folder: string, project: string, rows: Map<string, SecretRow>): Promise<void> {
  for (const name of await readdir(join(folder, project))) {
    const path = join(folder, project, name)
    if (name.startsWith('.')) await rm(path, { force: true })
    else rows.set(keyOf(project, name), { project, name, setMs: Math.round((await stat(path)).mtimeMs) })
  }
}

async function write(folder: string, name: string, value: Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const temporary = join(folder, `.${randomUUID()}`)
  const file = await open(temporary, 'wx', 0o600)
  try {
    await file.writeFile(value)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, join(folder, name))
  const kept = await open(folder)
  await kept.sync().finally(() => kept.close())
}

/** [CI4] a host is given what an attempt's job names, while the attempt is its own and is to run. */
export async function secretsFor(
  state: State,
  store: SecretStore,
  host: string,
  attempt: string,
): Promise<SecretsAnswer> {
  const row = state.attempts.get(attempt)
  const job = row && state.jobs.get(row.job)
  if (row === undefined || job === undefined || row.host !== host || row.stop !== null || row.state === 'ended')
    return { refused: `${attempt} is not to run on this host` }
  const values: Record<string, Uint8Array> = {}
  for (const name of job.spec.secrets ?? []) {
    const value = await store.read(job.project, name)
    if (value === undefined) return { refused: `project '${job.project}' has no secret '${name}' any more` }
    values[name] = value
  }
  return { values }
}
