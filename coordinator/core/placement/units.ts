/** Which units of a host a task gets. */
import type { Host, HostClass } from './capacity.ts'

/**
 * `count` free units of a class, as uuids in the order of the host. Whole GPUs: the lowest free, which are neighbours in
 * NVLink and NUMA on the boards we know. Slices: from the GPU with the fewest free ones left, so that whole GPUs stay whole.
 */
export function unitsFor(host: Host, gpuClass: HostClass | null, count: number): string[] {
  if (gpuClass === null || count === 0) return []
  const { units } = host.offer
  const taken = new Set(host.holdings.flatMap((holding) => holding.units))
  const free = gpuClass.units.filter((index) => !taken.has(index))
  if (gpuClass.mig !== null) {
    const left = new Map<number, number>()
    for (const [index, { gpu }] of units.entries()) if (!taken.has(index)) left.set(gpu, (left.get(gpu) ?? 0) + 1)
    const leftOn = (index: number): number => left.get(units[index]!.gpu) as number
    free.sort((a, b) => leftOn(a) - leftOn(b) || a - b)
  }
  return free
    .slice(0, count)
    .sort((a, b) => a - b)
    .map((index) => units[index]!.uuid)
}
