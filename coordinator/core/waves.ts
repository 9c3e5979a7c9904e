/** A batch job's shards as waves: which wave a shard index is in, what its worker is told. Pure functions of the job's spec. */
import type { JobSpec, Json, Wave } from '../../shared/model/job.ts'
import type { JobRow } from '../../shared/model/rows.ts'

export interface WaveAt {
  readonly wave: Wave
  readonly number: number
  readonly round: number
  readonly start: number
  readonly size: number
}

const sizeOf = (wave: Wave): number => wave.items?.length ?? wave.count ?? 0

export function totalShards(spec: JobSpec): number {
  const source = spec.shards
  if (source === undefined) return 0
  let once = 0
  for (const wave of source.waves) once += sizeOf(wave)
  return once * (source.repeat ?? 1)
}

export function waveCount(job: JobRow): number {
  const source = job.spec.shards
  return source === undefined ? 0 : source.waves.length * (source.repeat ?? 1)
}

export function widestWave(spec: JobSpec): number {
  let widest = 0
  for (const wave of spec.shards?.waves ?? []) widest = Math.max(widest, sizeOf(wave))
  return widest
}

/** Wave `number` of a job; an open job has one wave that grows with `shards.total`. */
export function waveAt(job: JobRow, number: number): WaveAt {
  const waves = job.spec.shards?.waves ?? []
  const wave = waves[number % waves.length] as Wave
  if (job.spec.shards?.open === true) return { wave, number, round: 0, start: 0, size: job.shards.total }
  const round = Math.floor(number / waves.length)
  let start = 0
  let once = 0
  for (const [i, each] of waves.entries()) {
    if (i < number % waves.length) start += sizeOf(each)
    once += sizeOf(each)
  }
  return { wave, number, round, start: start + round * once, size: sizeOf(wave) }
}

/** Where the shards end that have begun. What lies beyond is known only to hosts that saw more than a restored backup remembers. */
export function endOfWave(job: JobRow): number {
  const at = waveAt(job, job.wave)
  return at.start + at.size
}

/** The wave a shard belongs to. */
export function waveOfShard(job: JobRow, index: number): WaveAt {
  const waves = job.spec.shards?.waves ?? []
  if (job.spec.shards?.open === true) return waveAt(job, 0)
  let once = 0
  for (const wave of waves) once += sizeOf(wave)
  const round = Math.floor(index / once)
  let at = round * once
  for (const [i, wave] of waves.entries()) {
    if (index < at + sizeOf(wave)) return waveAt(job, round * waves.length + i)
    at += sizeOf(wave)
  }
  throw new Error(`shard ${index} is outside job ${job.id}`)
}

/** The item of a shard given in the spec; undefined when it is known by its index alone. */
export function itemInSpec(at: WaveAt, index: number): Json | undefined {
  return at.wave.items?.[index - at.start]
}
