/** Content-addressed files on the coordinator's disk: streamed, digest-checked, fsynced, renamed into place. */
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { RequestError } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import { sha256Format } from '../../shared/model/formats.ts'
import type { ArtifactStore } from '../ports.ts'

function check(sha256: string): void {
  if (!sha256Format.test(sha256))
    throw new RequestError('bad-digest', `'${sha256.slice(0, 80)}' is not a sha256 in lower-case hex (64 characters)`, {
      field: 'sha256',
    })
}

export async function openArtifactStore(folder: string): Promise<ArtifactStore> {
  const incoming = join(folder, 'incoming')
  await rm(incoming, { recursive: true, force: true })
  await mkdir(incoming, { recursive: true })
  const pathOf = (sha256: string): string => join(folder, sha256.slice(0, 2), sha256)

  const has: ArtifactStore['has'] = async (sha256) => {
    check(sha256)
    try {
      return { sha256, bytes: (await stat(pathOf(sha256))).size }
    } catch {
      return undefined
    }
  }

  const renew: ArtifactStore['renew'] = async (sha256) => {
    const known = await has(sha256)
    if (known !== undefined) await utimes(pathOf(sha256), new Date(), new Date())
    return known
  }

  const put: ArtifactStore['put'] = async (sha256, body) => {
    const known = await renew(sha256)
    if (known !== undefined) {
      body.resume()
      return known
    }
    const path = join(incoming, randomUUID())
    try {
      const bytes = await receive(path, sha256, body)
      await mkdir(join(folder, sha256.slice(0, 2)), { recursive: true })
      await rename(path, pathOf(sha256))
      return { sha256, bytes }
    } catch (error) {
      await rm(path, { force: true })
      if ((error as { code?: string }).code === 'ENOSPC')
        throw new RequestError('disk-full', "the coordinator's disk is full", { cause: error })
      throw error
    }
  }

  return {
    has,
    renew,
    put,
    async open(sha256, range) {
      const known = await has(sha256)
      if (known === undefined) throw new RequestError('no-such-artifact', `no artifact ${sha256}`, { field: 'sha256' })
      return { stream: createReadStream(pathOf(sha256), range ?? {}), bytes: known.bytes }
    },
    async list() {
      const found: { sha256: string; bytes: number; modifiedMs: number }[] = []
      for (const prefix of await readdir(folder)) {
        if (prefix.length !== 2) continue
        for (const sha256 of await readdir(join(folder, prefix))) {
          const info = await stat(join(folder, prefix, sha256)).catch(() => undefined)
          if (info !== undefined) found.push({ sha256, bytes: info.size, modifiedMs: info.mtimeMs })
        }
      }
      return found
    },
    async remove(sha256) {
      check(sha256)
      await rm(pathOf(sha256), { force: true })
    },
  }
}

async function receive(path: string, sha256: string, body: Readable): Promise<number> {
  const file = await open(path, 'w')
  const hash = createHash('sha256')
  let bytes = 0
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > limits.artifactUploadMaxBytes)
        throw new RequestError(
          'too-large',
          `the artifact is larger than ${limits.artifactUploadMaxBytes} bytes: register it where it lies instead of uploading it`,
        )
      hash.update(chunk)
      await file.write(chunk)
    }
    const found = hash.digest('hex')
    if (found !== sha256)
      throw new RequestError('bad-digest', `the bytes sent have sha256 ${found}, not ${sha256}`, { field: 'sha256' })
    await file.sync()
  } finally {
    await file.close()
  }
  return bytes
}
