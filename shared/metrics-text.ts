/**
 * Prometheus' text format and OpenMetrics, for both `/metrics`. Families come whole: all samples of a name under one head.
 * What is unknown (a gap, unsupported) is absent: there is no number for it.
 */
import type { SignalDef } from './model/signals/signal-def.ts'
import { familyName } from './model/signals.ts'

export type MetricsFormat = 'prometheus' | 'openmetrics'

export const metricsContentTypes: Readonly<Record<MetricsFormat, string>> = {
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
}

/** What the scraper's Accept header asks for: OpenMetrics only where it is named and not weighed below plain text. */
export function metricsFormat(accept: string | undefined): MetricsFormat {
  const weight = (type: string): number => {
    const range = (accept ?? '').split(',').find((each) => each.split(';', 1)[0]!.trim() === type)
    if (range === undefined) return 0
    const q = /;\s*q=([\d.]+)/.exec(range)
    return q === null ? 1 : Number(q[1])
  }
  const open = weight('application/openmetrics-text')
  return open > 0 && open >= weight('text/plain') ? 'openmetrics' : 'prometheus'
}

export interface Family {
  /** without `_total` */
  readonly name: string
  readonly type: 'gauge' | 'counter'
  readonly help: string
  /** the samples have this very name, whatever the format wants of counters: dcgm-exporter's, so that dashboards work unchanged */
  readonly isVerbatim?: boolean
}

/** Of a signal under our own name; undefined for texts, which are no numbers. */
export function familyOf(name: string, def: SignalDef): Family | undefined {
  if (def.kind === 'text') return undefined
  const words = def.states?.map((word, number) => `${number} ${word}`).join(', ')
  return {
    name: familyName(name, def.unit),
    type: def.kind === 'counter' ? 'counter' : 'gauge',
    help: words === undefined ? def.help : `${def.help} ${words}.`,
  }
}

/** Of a signal under the name that dcgm-exporter gives it. */
export function dcgmFamilyOf({ dcgm, help }: SignalDef): Family | undefined {
  return dcgm === undefined ? undefined : { name: dcgm.name, type: dcgm.type, help, isVerbatim: true }
}

/** `a="b",c="d"`, without braces; labels that are undefined are left out. */
export function labelsText(labels: Readonly<Record<string, string | undefined>>): string {
  const parts: string[] = []
  for (const key of Object.keys(labels)) {
    const value = labels[key]
    if (value !== undefined) parts.push(`${labelName(key)}="${escapeLabel(value)}"`)
  }
  return parts.join(',')
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' }
const escapeLabel = (value: string): string => value.replace(/[\\"\n]/g, (sign) => escapes[sign]!)
export const labelName = (key: string): string => key.replace(/[^a-zA-Z0-9_]/g, '_').replace(/^(?=\d)/, '_')

export interface DcgmGpu {
  readonly gpu: string
  readonly uuid: string
  readonly hostname: string
  /** texts of the GPU, by signal */
  readonly text: (name: string) => string | undefined
}

/** dcgm-exporter's labels of a GPU, in its order. */
export const dcgmLabels = ({ gpu, uuid, hostname, text }: DcgmGpu): string =>
  labelsText({
    gpu,
    UUID: uuid,
    pci_bus_id: text('gpu-pci-address')
      ?.toUpperCase()
      .replace(/^([0-9A-F]{4}):/, '0000$1:'),
    device: `nvidia${gpu}`,
    modelName: text('gpu-name'),
    Hostname: hostname,
    DCGM_FI_DRIVER_VERSION: text('gpu-driver'),
  })

/** The lines above a family's samples. */
export function familyHead({ name, type, help, isVerbatim }: Family, format: MetricsFormat): string {
  const isOpen = format === 'openmetrics'
  const text = isOpen ? escapeLabel(help) : help.replace(/[\\\n]/g, (sign) => escapes[sign]!)
  const isTotal = type === 'counter' && !isVerbatim && !isOpen
  const shown = isTotal ? `${name}_total` : name
  // OpenMetrics wants `_total` of every counter: one that must keep its name is of an unknown type there
  const said = isOpen && isVerbatim && type === 'counter' ? 'unknown' : type
  return `# HELP ${shown} ${text}\n# TYPE ${shown} ${said}\n`
}

export function sampleLine({ name, type, isVerbatim }: Family, labels: string, value: number): string {
  const shown = type === 'counter' && !isVerbatim ? `${name}_total` : name
  return labels === '' ? `${shown} ${value}\n` : `${shown}{${labels}} ${value}\n`
}

/** What ends the text. */
export const metricsEnd = (format: MetricsFormat): string => (format === 'openmetrics' ? '# EOF\n' : '')

/** Samples in any order, gathered by family. */
export class Exposition {
  readonly #format: MetricsFormat
  readonly #families = new Map<string, { readonly family: Family; readonly samples: Map<string, number> }>()

  constructor(format: MetricsFormat) {
    this.#format = format
  }

  /** The first of several with the same labels counts: a scraper refuses two. */
  add(family: Family, labels: string, value: number): void {
    let known = this.#families.get(family.name)
    if (known === undefined) {
      known = { family, samples: new Map() }
      this.#families.set(family.name, known)
    }
    if (!known.samples.has(labels) && !Number.isNaN(value)) known.samples.set(labels, value)
  }

  text(): string {
    const parts: string[] = []
    for (const { family, samples } of this.#families.values()) {
      if (samples.size === 0) continue
      parts.push(familyHead(family, this.#format))
      for (const [labels, value] of samples) parts.push(sampleLine(family, labels, value))
    }
    parts.push(metricsEnd(this.#format))
    return parts.join('')
  }
}
