/** A merge's state in one file: 4 bytes header length, JSON header, then weights and outer momentum as Float32. */
import { readFile, writeFile } from 'node:fs/promises'
import type { Encoder } from './encoder.ts'

export interface CheckpointHeader {
  readonly v: 1
  /** Rounds merged so far. */
  readonly rounds: number
  readonly hidden: number
  readonly weights: number
  readonly encoder: Encoder
}
export interface Checkpoint {
  readonly header: CheckpointHeader
  readonly weights: Float32Array
  readonly momentum: Float32Array
}

const bytesOf = (data: Float32Array): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)

export async function writeFloats(path: string, data: Float32Array): Promise<void> {
  await writeFile(path, bytesOf(data))
}

export async function readFloats(path: string): Promise<Float32Array> {
  const bytes = await readFile(path)
  if (bytes.length % 4 !== 0) throw new Error(`${path}: ${bytes.length} bytes are not whole 32-bit floats`)
  return new Float32Array(new Uint8Array(bytes).buffer)
}

export async function writeCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  const header = Buffer.from(JSON.stringify(checkpoint.header))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(header.length)
  await writeFile(path, Buffer.concat([length, header, bytesOf(checkpoint.weights), bytesOf(checkpoint.momentum)]))
}

export async function readCheckpoint(path: string): Promise<Checkpoint> {
  const bytes = await readFile(path)
  const start = 4 + bytes.readUInt32LE(0)
  const header = JSON.parse(bytes.toString('utf8', 4, start)) as CheckpointHeader
  const floats = new Float32Array(new Uint8Array(bytes.subarray(start)).buffer)
  if (floats.length !== 2 * header.weights)
    throw new Error(`${path}: ${floats.length} floats where the header says 2 × ${header.weights}`)
  return { header, weights: floats.subarray(0, header.weights), momentum: floats.subarray(header.weights) }
}
