/** A line of the kernel log of a host that has none, sorted as a real agent sorts it. */
import type { millwright } from '../../shared/protocol/generated/millwright.js'
import type { SimulatedGpu } from './gpus.ts'

export function xidEvent(
  { index, uuid }: SimulatedGpu,
  code: number,
  hostMs: number,
): millwright.KernelEvent.$Properties {
  const bus = (0x1b + index * 8).toString(16).padStart(2, '0')
  const text = `NVRM: Xid (PCI:0000:${bus}:00): ${code}, pid='<unknown>', name=<unknown>, simulated`
  return { class: 'xid', code, device: `0000:${bus}:00.0`, uuid, text, hostMs, count: 1, details: {} }
}
