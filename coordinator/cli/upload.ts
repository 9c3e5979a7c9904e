/** A pipeline's source file becomes an artifact: hashed, uploaded unless the coordinator has it. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { ProblemError } from './client.ts'
import { type Call, CommandError } from './io.ts'
import { bytes } from './render.ts'
import type { SpecFile } from './spec-file.ts'

/** The spec with `intake.source.artifact` filled in. */
export async function uploadSource(call: Call, file: SpecFile): Promise<object> {
  const intake = file.value.intake as { source: { file: string } }
  const path = resolve(dirname(file.path), intake.source.file)
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? `no such file: ${path}` : error.message
    throw new CommandError(file.place(['intake', 'source', 'file'], `intake.source.file: ${why}`))
  })
  if (!found.isFile())
    throw new CommandError(file.place(['intake', 'source', 'file'], `intake.source.file: ${path} is not a file`))
  const hash = createHash('sha256')
  for await (const part of createReadStream(path)) hash.update(part as Buffer)
  const sha256 = hash.digest('hex')
  const url = `/api/v1/artifacts/${sha256}`
  const say = (text: string): void => {
    if (!call.json) call.io.err(`${intake.source.file}: ${bytes(found.size)}, ${text}\n`)
  }
  if (await isThere(call, url)) say('already with the coordinator')
  else {
    say('uploading')
    const body = Readable.toWeb(createReadStream(path)) as ReadableStream
    const headers = { 'content-type': 'application/octet-stream', 'content-length': String(found.size) }
    await call.client.raw(url, { method: 'PUT', body, headers, duplex: 'half' } as RequestInit)
  }
  const source = { ...intake.source, artifact: { sha256, bytes: found.size } }
  return { ...file.value, intake: { ...intake, source } }
}

async function isThere(call: Call, url: string): Promise<boolean> {
  try {
    await call.client.raw(url, { method: 'HEAD' })
    return true
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === 404) return false
    throw error
  }
}
