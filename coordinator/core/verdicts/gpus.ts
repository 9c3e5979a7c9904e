/** GPUs that are gone (SPEC [N3]; spur#801, #892): a fault like any other, which the inventory tells. */
import type { VerdictRow } from '../../../shared/model/health.ts'
import type { HostRow } from '../../../shared/model/rows.ts'
import type { Context } from '../context.ts'
import { policyOf, standingOn } from '../health.ts'
import { unitsOf } from '../placement/offer.ts'
import { overridden } from './catalogue.ts'
import { conditionGone } from './recovery.ts'
import { gpusBeforeLabel } from './replaced.ts'
import { faultFound } from './verdicts.ts'

const rule = 'gpu/gone'
const ruleVersion = '1'

/** What is granted whole, by the GPU that it is or is cut from. */
function unitsByGpu({ inventory }: HostRow): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const gpu of inventory.gpus ?? []) found.set(gpu.uuid, gpu.mig?.map(({ uuid }) => uuid) ?? [gpu.uuid])
  return found
}

export function compareGpus(ctx: Context, before: HostRow, now: HostRow): void {
  const there = new Set(unitsOf(now.inventory).map(({ uuid }) => uuid))
  const gpus = new Set(now.inventory.gpus?.map(({ uuid }) => uuid))
  const used = new Set(ctx.state.capacity.host(now.id)?.holdings.flatMap(({ grant }) => [...grant.gpus]))
  for (const [gpu, units] of unitsByGpu(before)) {
    const gone = units.filter((uuid) => !there.has(uuid))
    // A GPU that is there was cut anew by a person: a slice that nobody used is no fault.
    const missed = gpus.has(gpu) ? gone.some((uuid) => used.has(uuid)) : gone.length > 0
    if (!missed) continue
    const fault = faultOf(now, gpu, gone, before.inventory.gpus?.length ?? 0)
    faultFound(ctx, overridden(fault, policyOf(ctx.state).overrides))
  }
  for (const verdict of standingOn(ctx.state, now.id))
    if (verdict.source === 'inventory' && gpus.has(verdict.device.slice(4)))
      conditionGone(ctx, verdict.id, 'it is there')
}

function faultOf(host: HostRow, gpu: string, units: readonly string[], gpusBefore: number) {
  const what = units[0] === gpu ? gpu : `slices ${units.slice(0, 7).join(', ')} of ${gpu}`
  const labels = { uuid: gpu, [gpusBeforeLabel]: String(gpusBefore) }
  const evidence = { signal: 'inventory', labels, unit: '', ageMs: 0, limit: 'there before' }
  return {
    host: host.id,
    onPlace: false,
    source: 'inventory',
    parent: null,
    rule,
    ruleVersion,
    device: `gpu:${gpu}`,
    grade: 'stop',
    repair: 'inspect' satisfies VerdictRow['repair'],
    text: `GPU gone from the host: ${what}`,
    evidence: [{ ...evidence, value: 'absent' }],
    place: {},
    times: 1,
  } as const
}
