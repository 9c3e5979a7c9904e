/** Facts about a host's health, from the wire: bounded, and of the closed lists. */
import { limits } from '../../shared/limits.ts'
import { type CheckReport, type KernelEvent, kernelEventClasses } from '../../shared/model/health.ts'
import type { Fact } from '../../shared/protocol/codec.ts'
import type { FactBody } from '../core/inputs.ts'

const classes = new Set<string>(kernelEventClasses)

/** Events of classes that this version does not know are left out: a newer agent has nothing else to say of them here. */
export function kernelEventsOf({ events }: NonNullable<Fact['kernel']>): FactBody {
  const known = (events ?? []).slice(0, limits.kernelEventsPerFact).flatMap((event): KernelEvent[] => {
    const { class: kind = '' } = event
    if (!classes.has(kind ?? '')) return []
    return [
      {
        class: kind as KernelEvent['class'],
        code: event.code ?? 0,
        device: short(event.device),
        uuid: short(event.uuid),
        text: short(event.text),
        hostMs: event.hostMs ?? 0,
        count: Math.max(1, event.count ?? 1),
        details: detailsOf(event.details ?? {}),
      },
    ]
  })
  return { kind: 'kernel-events', events: known }
}

export function checkDoneOf(done: NonNullable<Fact['checkDone']>): FactBody {
  return { kind: 'check-done', check: done.check ?? '', ok: done.ok === true, report: reportOf(done.reportJson) }
}

/** A report that cannot be read has no lines; whether the check passed is said beside it. */
function reportOf(json: string | null | undefined): CheckReport {
  try {
    const { lines } = JSON.parse(json || '{}') as Partial<CheckReport>
    const all = (Array.isArray(lines) ? lines : []).slice(0, limits.checkLines)
    return { lines: all.map(({ what, ok, detail }) => ({ what: short(what), ok: ok === true, detail: short(detail) })) }
  } catch {
    return { lines: [] }
  }
}

const short = (text: unknown): string => String(text ?? '').slice(0, limits.shortTextChars)

function detailsOf(details: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(details).slice(0, limits.eventDetails)
  return Object.fromEntries(kept.map(([key, value]) => [key.slice(0, 64), short(value)]))
}
