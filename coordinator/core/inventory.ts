/** What a host is made of, as its agent tells it. */
import type { ToldInventory } from '../../shared/model/reading.ts'

/** What is not told or cannot be read is as it was known before: a gap is no sign that anything went. */
export function parseInventory(
  json: string | null | undefined,
  before: ToldInventory = unknownInventory,
): ToldInventory {
  try {
    const { gpus, ...told } = (JSON.parse(json || '{}') ?? {}) as Partial<ToldInventory>
    return { ...before, ...told, ...(gpus ? { gpus } : {}) }
  } catch {
    return before
  }
}

const unknownInventory: ToldInventory = {
  hostname: '',
  os: '',
  arch: '',
  cpuModel: '',
  cpus: 0,
  memoryBytes: 0,
  agentVersion: '',
  simulated: false,
}
