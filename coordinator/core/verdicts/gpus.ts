/** GPUs that are gone (SPEC [N3]; spur#801, #892): a fault like any other, which the inventory tells. */
import type { VerdictRow } from '../../../shared/model/health.ts'
import type { HostRow } from '../../../shared/model/rows.ts'
import type { Context } from '../context.ts'
import { standingOn } from '../health.ts'
import { unitsOf } from '../placement/offer.ts'
import { conditionGone } from './recovery.ts'
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
  for (const [gpu, units] of unitsByGpu(before)) {
    const gone = units.filter((uuid) => !there.has(uuid))
    if (gone.length > 0) faultFound(ctx, faultOf(now, gpu, gone))
  }
  const gpus = new Set(now.inventory.gpus?.map(({ uuid }) => uuid))
  for (const verdict of standingOn(ctx.state, now.id))
    if (verdict.source === 'inventory' && gpus.has(verdict.device.slice(4)))
      conditionGone(ctx, verdict.id, 'it is there')
}

function faultOf(host: HostRow, gpu: string, units: readonly string[]) {
  const what = units[0] === gpu ? gpu : `slices ${units.slice(0, 7).join(', ')} of ${gpu}`
  const evidence = { signal: 'inventory', labels: { uuid: gpu }, unit: '', ageMs: 0, limit: 'there before' }
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
