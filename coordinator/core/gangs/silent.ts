/** A gang that waits for hosts that are not heard, and that nothing gives up by itself: a person is told what would end that ([Y5]). */
import { limits } from '../../../shared/limits.ts'
import type { AttemptRow, JobRow } from '../../../shared/model/rows.ts'
import { withKey } from '../alerts/alerts.ts'
import { closeAlone, raiseAlone } from '../alerts/alone.ts'
import { type Context, note } from '../context.ts'
import { hostNameOf } from '../host-name.ts'
import type { State } from '../state.ts'

const rule = 'gang/silent'
const keyOf = (job: string): string => `${rule}\njob ${job}`

/** Once, until it is heard again. `why` follows the job's name. */
export function tellSilent(ctx: Context, job: JobRow, { id, host: hostId }: AttemptRow, why: string): void {
  const { state } = ctx
  const key = keyOf(job.id)
  if (withKey(state, key)?.state === 'firing') return
  const host = hostNameOf(state, hostId)
  const title = `${job.spec.name}: ${why}. If ${host} is really dead: millwright confirm-lost ${host}`
  note(ctx, 'warning', 'gang-silent', title, { job: job.id, attempt: id, host: hostId })
  raiseAlone(ctx, { key, rule, grade: 'degrade', title, labels: { rule }, hosts: [hostId] })
}

/** After a start: those of which a person was told are looked at again, once their hosts had time to be heard. */
export function watchSilent({ alerts, index, deadlines }: State, nowMs: number): void {
  for (const { key, state } of alerts.values()) {
    if (state !== 'firing' || !key.startsWith(keyOf(''))) continue
    for (const id of index.get(key.slice(keyOf('').length))?.attempts ?? [])
      deadlines.set('gang-fence', id, nowMs + limits.startGraceMs)
  }
}

/** One of its hosts is heard again, or the epoch is over. */
export const silentNoMore = (ctx: Context, job: string): void => closeAlone(ctx, keyOf(job))
