/** Judges one event of the kernel log: what it is, how grave, what repairs it, and by which row of which version. Pure. */
import type { Evidence, Finding, Grade, KernelEvent, Repair, RuleOverride } from '../../../shared/model/health.ts'
import { kernelLinesVersion, lineRowOf } from './catalogue-kernel.ts'
import { judgeLink4Error } from './catalogue-nvlink4.ts'
import { judgeLinkError, parseLinkError } from './catalogue-nvlink5.ts'
import { type XidAction, type XidRow, xidCatalogue, xidCatalogueVersion } from './xid-catalogue.ts'

/** What verdicts of kernel events carry as their rule version. */
export const catalogueVersion = `xid ${xidCatalogueVersion}, lines ${kernelLinesVersion}`

/** A finding that holds: events have no end. */
export type Judged = Finding & { readonly grade: Grade }

/** An operator's own mind, by rule: `{"xid/94": {"repair": "reset-gpu"}}`. Rules of detectors are overridden in the same way. */
export type Overrides = Readonly<Record<string, RuleOverride>>

const repairOf: Readonly<Record<XidAction, Repair>> = {
  CHECK_MECHANICALS: 'inspect',
  CHECK_UVM: 'contact-support',
  CONTACT_SUPPORT: 'contact-support',
  IGNORE: 'none',
  INSPECT: 'inspect',
  RESET_GPU: 'reset-gpu',
  RESTART_APP: 'restart-app',
  RESTART_BM: 'reboot-host',
  RESTART_VM: 'reboot-host',
  UPDATE_SWFW: 'contact-support',
  WORKFLOW_NVLINK5_ERR: 'reset-gpu',
  WORKFLOW_NVLINK_ERR: 'reset-gpu',
  WORKFLOW_XID_45: 'none',
  WORKFLOW_XID_48: 'reset-gpu',
  XID_154: 'none',
}

/** `by`: the row that holds it, in the words of its source. */
type Opinion = { readonly grade: Grade; readonly repair: Repair; readonly text: string; readonly by: string }

/** Xid 154 carries its action in the last parentheses: `changed from 0x0 (None) to 0x1 (GPU Reset Required)`. */
const recoveryActions: readonly (readonly [RegExp, Grade, Repair])[] = [
  [/drain and reset/i, 'degrade', 'reset-gpu'],
  [/drain p2p/i, 'degrade', 'reset-gpu'],
  [/reset/i, 'degrade', 'reset-gpu'],
  [/reboot/i, 'degrade', 'reboot-host'],
  [/none/i, 'watch', 'none'],
]

function recoveryOpinion(text: string): Opinion {
  const action = [...text.matchAll(/\(([^()]*)\)/g)].at(-1)?.[1] ?? ''
  const [, grade, repair] = recoveryActions.find(([pattern]) => pattern.test(action)) ?? [
    null,
    'watch',
    'contact-support',
  ]
  const words = action === '' ? 'the driver names no action' : `the driver asks for: ${action}`
  return { grade, repair, text: words, by: 'the action that the line names' }
}

const ofRow = (row: XidRow): Opinion => ({
  grade: row.grade,
  repair: repairOf[row.immediate],
  text: row.text,
  by: `${row.mnemonic}: ${row.immediate}${row.investigatory === '-' ? '' : `, then ${row.investigatory}`} (${row.source})`,
})

/** A code that nobody listed is no reason to drain a host; somebody should hear of it. */
const unknownXid: Opinion = {
  grade: 'watch',
  repair: 'contact-support',
  text: 'not in the catalogue of this version',
  by: 'no row',
}

function xidOpinion(code: number, text: string): Opinion {
  const row = xidCatalogue.get(code)
  if (row === undefined) return unknownXid
  if (code === 154) return recoveryOpinion(text)
  if (row.immediate === 'WORKFLOW_NVLINK_ERR') return link4Opinion(row, text)
  return row.immediate === 'WORKFLOW_NVLINK5_ERR' ? link5Opinion(row, text) : ofRow(row)
}

function link4Opinion(row: XidRow, line: string): Opinion {
  const judged = judgeLink4Error(line)
  if (judged === undefined) return ofRow(row)
  const { link, text, ...opinion } = judged
  return { ...opinion, text: `${row.text} (link ${link}): ${text}`, by: `${row.immediate}: registers` }
}

function link5Opinion(row: XidRow, line: string): Opinion {
  const link = parseLinkError(line)
  if (link === undefined) return ofRow(row)
  const { hint, ...judged } = judgeLinkError(link)
  const where = `${row.text} (${link.unit}, link ${link.link})`
  return { ...judged, text: hint === '' ? where : `${where}; ${hint}`, by: `${row.immediate}: ${link.unit}` }
}

/** Every way of saying that a GPU left the bus is Xid 79: newer drivers leave the code out (gpud#1209). */
function opinionOf(event: KernelEvent): (Opinion & { readonly rule: string }) | null {
  const code = event.class === 'gpu-fell-off-bus' ? 79 : event.code
  if (event.class === 'xid' || event.class === 'gpu-fell-off-bus') {
    const opinion = xidOpinion(code, event.text)
    return { ...opinion, rule: `xid/${code}`, text: `Xid ${code}: ${opinion.text}` }
  }
  const row = lineRowOf(event)
  if (row === undefined || row.grade === null) return null
  const { grade, repair, text } = row
  const sxid = event.class === 'sxid'
  const rule = sxid ? `sxid/${code}` : row.rule
  return { grade, repair, rule, text: sxid ? `SXid ${code}: ${text}` : text, by: `class ${event.class}` }
}

/** Where the class says what kind of thing its address is. */
const deviceKinds: Partial<Readonly<Record<KernelEvent['class'], string>>> = {
  sxid: 'nvswitch',
  'mlx5-dead': 'nic',
  mlx5: 'nic',
  filesystem: 'disk',
  nvme: 'disk',
}

/** The processor and its memory: what such a line names is part of the host. */
const ofHost: ReadonlySet<KernelEvent['class']> = new Set(['mce', 'oom-kill', 'lost-lines'])

function deviceOf(event: KernelEvent): string {
  if (event.uuid !== '') return `gpu:${event.uuid}`
  if (event.device === '' || ofHost.has(event.class)) return 'host'
  return `${deviceKinds[event.class] ?? 'pci'}:${event.device}`
}

function evidenceOf(event: KernelEvent, limit: string): Evidence {
  const labels = event.device === '' ? {} : { device: event.device }
  return { signal: 'kernel-log', labels, value: event.text, unit: '', ageMs: 0, limit }
}

/** null: the line says nothing of health. */
export function judgeKernelEvent(event: KernelEvent, overrides: Overrides): Judged | null {
  const opinion = opinionOf(event)
  if (opinion === null) return null
  const { rule, grade, repair, text, by } = opinion
  const times = event.count > 1 ? `, ${event.count} times` : ''
  const judged: Judged = {
    rule,
    ruleVersion: catalogueVersion,
    device: deviceOf(event),
    grade,
    repair,
    text: `${text}${times}`,
    evidence: [evidenceOf(event, by)],
    place: {},
  }
  return overridden(judged, overrides)
}

/** The operator's grade and repair in place of the rule's; the text says so. A finding that is over stays over. */
export function overridden<T extends Finding>(finding: T, overrides: Overrides): T {
  const mind = Object.hasOwn(overrides, finding.rule) ? overrides[finding.rule] : undefined
  if (mind === undefined || finding.grade === null) return finding
  const { grade = finding.grade, repair = finding.repair } = mind
  if (grade === finding.grade && repair === finding.repair) return finding
  const was = `${finding.grade}, ${finding.repair}`
  return { ...finding, grade, repair, text: `${finding.text} (overridden by an operator; the rule says ${was})` }
}
