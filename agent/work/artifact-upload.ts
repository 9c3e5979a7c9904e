/** Brings a stored artifact to the coordinator: asks first, then streams; tried again until it is there. */
import { createReadStream } from 'node:fs'
import { limits } from '../../shared/limits.ts'
import type { Upload } from './artifacts.ts'
import type { Backoff } from './backoff.ts'

/** The coordinator will never take it (too large, or not what it says it is). */
export class UploadRefused extends Error {}

export function makeUpload(coordinator: string, backoff: Backoff): Upload {
  const there = new Set<string>()
  return async (artifact) => {
    const { sha256, bytes, path } = artifact
    if (there.has(sha256)) return
    if (bytes > limits.artifactUploadMaxBytes) {
      throw new UploadRefused(`${bytes} bytes; at most ${limits.artifactUploadMaxBytes} are uploaded`)
    }
    const url = `${coordinator}/api/v1/artifacts/${sha256}`
    const { signal } = backoff
    const send = async (): Promise<void> => {
      const { request } = await import('undici')
      const head = await request(url, { method: 'HEAD', signal })
      await head.body.dump()
      if (head.statusCode === 200) return
      const headers = { 'content-length': String(bytes), 'content-type': 'application/octet-stream' }
      const put = await request(url, { method: 'PUT', body: createReadStream(path), headers, signal })
      const text = (await put.body.text()).slice(0, 300)
      if (put.statusCode < 300) return
      if ([400, 413, 415].includes(put.statusCode)) throw new UploadRefused(`answered ${put.statusCode}: ${text}`)
      throw new Error(`upload of ${sha256} was answered ${put.statusCode}: ${text}`)
    }
    await backoff.untilDone(`upload ${sha256}`, send, (error) => error instanceof UploadRefused)
    if (there.size > 10_000) there.clear()
    there.add(sha256)
  }
}
