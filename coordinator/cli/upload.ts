/** A pipeline's source file becomes an artifact: hashed, uploaded unless the coordinator has it. */

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { Readable } from 'node:stream'
import type { ArtifactRef } from '../../shared/model/job.ts'
import { sizeText } from '../../shared/model/sizes.ts'
import { ProblemError } from './client.ts'
import { type Call, CommandError } from './io.ts'
import { bar } from './render.ts'
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
  await bringArtifact(call, { sha256, bytes: found.size }, path, intake.source.file)
  const source = { ...intake.source, artifact: { sha256, bytes: found.size } }
  return { ...file.value, intake: { ...intake, source } }
}

/** Uploads the file at `path` unless the coordinator has it; says so on stderr, with a bar where that is a terminal. */
export async function bringArtifact(call: Call, artifact: ArtifactRef, path: string, what: string): Promise<void> {
  const url = `/api/v1/artifacts/${artifact.sha256}`
  const size = sizeText(artifact.bytes)
  const say = (text: string): void => {
    if (!call.json) call.io.err(text)
  }
  if (await isThere(call, url)) return say(`${what}: ${size}, already with the coordinator\n`)
  if (!call.io.isTerminal) say(`${what}: ${size}, uploading\n`)
  let sent = 0
  let drawn = -1
  const draw = (chunk: Buffer): void => {
    sent += chunk.length
    const percent = Math.floor((100 * sent) / artifact.bytes)
    if (!call.io.isTerminal || percent === drawn) return
    drawn = percent
    say(`\r\x1b[K${what} ${bar(sent, artifact.bytes)}  ${size}`)
  }
  const body = Readable.toWeb(createReadStream(path).on('data', (chunk) => draw(chunk as Buffer))) as ReadableStream
  const headers = { 'content-type': 'application/octet-stream', 'content-length': String(artifact.bytes) }
  try {
    await call.client.raw(url, { method: 'PUT', body, headers, duplex: 'half' } as RequestInit)
  } finally {
    if (call.io.isTerminal && drawn >= 0) say('\n')
  }
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
