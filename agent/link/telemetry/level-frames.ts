/** Frames on the disk of a real host: a `level` database of its own. One that cannot be read is set aside, and that is logged. */
import { join } from 'node:path'
import { Level } from 'level'
import { openOrSetAside } from '../level-folder.ts'
import type { Log } from '../log.ts'
import type { FrameDisk, StoredFrame } from './frame-disk.ts'

type Db = Level<string, Uint8Array>

export function openFrameDisk(stateDir: string, log: Log): Promise<FrameDisk> {
  return openOrSetAside(join(stateDir, 'telemetry'), open, (aside, cause) =>
    log('error', 'the telemetry spool is broken and was set aside; samples in it are lost', { aside, cause }),
  )
}

async function open(path: string): Promise<FrameDisk> {
  // frames are deflated already, and one write buffer of 1 MiB is enough for one frame a minute
  const db: Db = new Level<string, Uint8Array>(path, {
    valueEncoding: 'view',
    compression: false,
    writeBufferSize: 1024 * 1024,
    cacheSize: 256 * 1024,
  })
  await db.open()
  try {
    const stored: StoredFrame[] = []
    for await (const key of db.keys({ gt: 'f', lt: 'g' })) stored.push(frameOf(key))
    return new LevelFrames(db, stored)
  } catch (error) {
    await db.close()
    throw error
  }
}

/** Everything but the frame itself stands in the key, so that the start reads no values. */
const keyOf = ({ place, dictionary, number, samples, bytes }: StoredFrame): string =>
  `f${String(place).padStart(16, '0')}!${dictionary}!${number}!${samples}!${bytes}`

function frameOf(key: string): StoredFrame {
  const [place, dictionary = '', ...numbers] = key.slice(1).split('!')
  const [number, samples, bytes] = numbers.map(Number)
  if (number === undefined || samples === undefined || bytes === undefined) throw new Error(`a strange key: ${key}`)
  return { place: Number(place), dictionary, number, samples, bytes }
}

class LevelFrames implements FrameDisk {
  readonly #db: Db
  readonly stored: readonly StoredFrame[]

  constructor(db: Db, stored: readonly StoredFrame[]) {
    this.#db = db
    this.stored = stored
  }

  async write(frames: readonly (StoredFrame & { readonly value: Uint8Array })[]): Promise<void> {
    await this.#db.batch(frames.map((frame) => ({ type: 'put' as const, key: keyOf(frame), value: frame.value })))
  }

  async read(frame: StoredFrame): Promise<Uint8Array> {
    const value = await this.#db.get(keyOf(frame))
    if (value === undefined) throw new Error(`frame ${frame.dictionary} ${frame.number} is not in the spool`)
    return value
  }

  async remove(frames: readonly StoredFrame[]): Promise<void> {
    await this.#db.batch(frames.map((frame) => ({ type: 'del' as const, key: keyOf(frame) })))
  }

  async close(): Promise<void> {
    await this.#db.close()
  }
}
