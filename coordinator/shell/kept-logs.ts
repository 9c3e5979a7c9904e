/** The last of every attempt's log, a compressed file each, within a byte budget: the longest not written goes first. */
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { zstdDecompress } from 'node:zlib'
import { RequestError } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import type { KeptLog } from '../../shared/model/logs.ts'
import type { KeptLogs } from '../ports.ts'

const decompress = promisify(zstdDecompress)
const suffix = '.json.zst'
/** JSON of what may be sent: escapes make some bytes six characters */
const mostJsonBytes = 8 * limits.logShippedBytes

export async function openKeptLogs(folder: string, mostBytes: number, roomLeft: () => boolean): Promise<KeptLogs> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const pathOf = (attempt: string): string => join(folder, `${attempt}${suffix}`)
  /** bytes, the longest not written first */
  const kept = await filesIn(folder)
  let total = [...kept.values()].reduce((sum, bytes) => sum + bytes, 0)
  let puts = 0

  const took = (attempt: string, bytes: number): void => {
    total += bytes - (kept.get(attempt) ?? 0)
    kept.delete(attempt)
    kept.set(attempt, bytes)
  }
  const keepBudget = async (): Promise<void> => {
    for (const [attempt, bytes] of kept) {
      if (total <= mostBytes) return
      kept.delete(attempt)
      total -= bytes
      await rm(pathOf(attempt), { force: true })
    }
  }

  return {
    async put(attempt, packed) {
      if (!roomLeft()) {
        packed.resume()
        throw new RequestError('disk-full', "the coordinator's disk is nearly full: logs are not kept")
      }
      const incoming = join(folder, `${attempt}.${puts++}.tmp`)
      try {
        const bytes = await receive(incoming, packed)
        await rename(incoming, pathOf(attempt))
        took(attempt, bytes)
        await keepBudget()
      } catch (error) {
        await rm(incoming, { force: true })
        if ((error as { code?: string }).code === 'ENOSPC')
          throw new RequestError('disk-full', "the coordinator's disk is full", { cause: error })
        throw error
      }
    },
    async get(attempt) {
      try {
        const json = await decompress(await readFile(pathOf(attempt)), { maxOutputLength: mostJsonBytes })
        return JSON.parse(json.toString()) as KeptLog
      } catch {
        return undefined
      }
    },
  }
}

async function filesIn(folder: string): Promise<Map<string, number>> {
  const files: { attempt: string; bytes: number; modifiedMs: number }[] = []
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    if (!name.endsWith(suffix)) await rm(path, { force: true })
    else {
      const { size, mtimeMs } = await stat(path)
      files.push({ attempt: name.slice(0, -suffix.length), bytes: size, modifiedMs: mtimeMs })
    }
  }
  files.sort((a, b) => a.modifiedMs - b.modifiedMs)
  return new Map(files.map(({ attempt, bytes }) => [attempt, bytes]))
}

/** Not fsynced: after a crash of this machine the host sends it again, or still has it. */
async function receive(path: string, body: Readable): Promise<number> {
  const file = await open(path, 'w', 0o600)
  let bytes = 0
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > limits.keptLogBytes)
        throw new RequestError('too-large', `a kept log has at most ${limits.keptLogBytes} bytes`)
      await file.write(chunk)
    }
  } finally {
    await file.close()
  }
  return bytes
}
