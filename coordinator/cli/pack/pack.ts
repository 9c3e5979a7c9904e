/** `--dir`: a directory becomes an artifact, packed once and uploaded unless the coordinator has it. */

import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { limits } from '../../../shared/limits.ts'
import type { ArtifactRef } from '../../../shared/model/job.ts'
import { sizeText } from '../../../shared/model/sizes.ts'
import { type Call, CommandError } from '../io.ts'
import { bringArtifact } from '../upload.ts'
import { collect, type Entry } from './collect.ts'
import { archiveBytes, tarOf } from './tar-writer.ts'

export async function bringDirectory(call: Call, dir: string): Promise<ArtifactRef> {
  const root = resolve(call.io.cwd, dir)
  const entries = await collect(root)
  if (entries.length === 0)
    throw new CommandError(`--dir ${dir} holds nothing to upload: it is empty, or its ignore files leave all of it out`)
  const size = archiveBytes(entries)
  if (size > limits.codeArchiveBytes) throw new CommandError(tooLarge(dir, size, entries))
  const temporary = await mkdtemp(join(tmpdir(), 'millwright-'))
  try {
    const path = join(temporary, 'code.tar')
    const hash = createHash('sha256')
    const hashed = Readable.from(tarOf(root, entries)).on('data', (chunk: Buffer) => hash.update(chunk))
    await pipeline(hashed, createWriteStream(path, { mode: 0o600 }))
    const artifact = { sha256: hash.digest('hex'), bytes: size }
    const files = entries.filter(({ kind }) => kind === 'file').length
    await bringArtifact(call, artifact, path, `${dir} (${files} ${files === 1 ? 'file' : 'files'})`)
    return artifact
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

const named = 5

function tooLarge(dir: string, size: number, entries: readonly Entry[]): string {
  const largest = largestOf(entries).map(([path, sum]) => `  ${sizeText(sum).padStart(9)}  ${path}`)
  return `--dir ${dir} comes to ${sizeText(size)}; at most ${sizeText(limits.codeArchiveBytes)} are taken. The largest:
${largest.join('\n')}
Leave out what the job does not need with .millwrightignore (written like .gitignore), or use --workdir with a path that is on the hosts.`
}

/** Of what lies in the directory itself, the largest; of a folder that is mostly one file, that file. */
function largestOf(entries: readonly Entry[]): [string, number][] {
  const sums = new Map<string, { sum: number; file: string; most: number }>()
  for (const entry of entries) {
    if (entry.kind !== 'file') continue
    const [top = '', ...rest] = entry.path.split('/')
    const key = rest.length === 0 ? top : `${top}/`
    const { sum = 0, file = '', most = -1 } = sums.get(key) ?? {}
    const larger = entry.bytes > most
    sums.set(key, { sum: sum + entry.bytes, file: larger ? entry.path : file, most: larger ? entry.bytes : most })
  }
  return [...sums]
    .map(([key, { sum, file, most }]): [string, number] => (most * 2 > sum ? [file, most] : [key, sum]))
    .sort((a, b) => b[1] - a[1])
    .slice(0, named)
}
