/** The NVLinks of a GPU: state and errors of all of them by one call of fields. */
import { type Call, into, type Next, note, type Target } from './call.ts'
import { isUnsupported, noData, notSupported } from './codes.ts'
import { clearFields, type FieldRead, readField, writeFields } from './field-values.ts'
import type { LinkValues, Values } from './lines.ts'
import { linkReads, mostLinks } from './reads.ts'

type LinkRead = (typeof linkReads)[number] & { readonly link: number }

/** One of a GPU. What a link does not have is asked again only in rare rounds. */
export class Links {
  readonly #target: Target
  #count = 0
  #moved: { readonly bytes: number; readonly atMs: number } | undefined
  #reads: readonly LinkRead[] = []

  constructor(target: Target) {
    this.#target = target
  }

  /** The calls for what the round's fields said of the number of links. */
  calls(found: Values): readonly Call[] {
    const { values } = found
    this.#rate(found)
    const count = Math.min(Number(values['gpu-nvlink-links'] ?? 0), mostLinks)
    if (count !== this.#count || this.#target.found.groups.rare !== undefined) {
      this.#count = count
      this.#reads = Array.from({ length: count }, (_, link) => linkReads.map((read) => ({ ...read, link }))).flat()
    }
    if (this.#reads.length > 0) return [this.#call()]
    note(into(this.#target, 'slow'), { name: 'gpu-nvlink-links-active' }, notSupported, 0)
    return []
  }

  /** Both directions since the last round: DCGM gives this, and calls it a counter (dcgm-exporter#658). */
  #rate(found: Values): void {
    const { values, codes } = found
    const name = 'gpu-nvlink-rate'
    const bytes = Number(values['gpu-nvlink-transmitted']) + Number(values['gpu-nvlink-received'])
    const [last, nowMs] = [this.#moved, performance.now()]
    this.#moved = Number.isNaN(bytes) ? undefined : { bytes, atMs: nowMs }
    if (Number.isNaN(bytes)) note(found, { name }, codes['gpu-nvlink-transmitted'] ?? noData, 0)
    else if (last === undefined || bytes < last.bytes) note(found, { name }, noData, 0)
    else note(found, { name }, 0, Math.round(((bytes - last.bytes) * 1000) / (nowMs - last.atMs)))
  }

  #call(): Call {
    const reads = this.#reads
    const bytes = writeFields(reads.map(({ id, link }): FieldRead => ({ id, scope: link })))
    const view = new DataView(bytes.buffer)
    clearFields(view)
    return { fn: 'fields', args: [this.#target.handle, reads.length, bytes], take: (code) => this.#take(code, view) }
  }

  #take(code: number, view: DataView): Next {
    const links = Array.from({ length: this.#count }, (_, link): LinkValues => ({ link, values: {}, codes: {} }))
    const kept: LinkRead[] = []
    for (const [i, read] of this.#reads.entries()) {
      const got = code === 0 ? readField(view, i) : { code }
      const unsupported = 'code' in got && isUnsupported(got.code)
      if (unsupported) continue
      kept.push(read)
      note(links[read.link]!, read, 'code' in got ? got.code : 0, 'code' in got ? 0 : got.value)
    }
    this.#reads = kept
    this.#target.found.links = links
    const states = links.flatMap(({ values }) => values['gpu-nvlink-state'] ?? [])
    // 1 active, 2 asleep to save power
    const active = states.filter((state) => state !== 0).length
    note(
      into(this.#target, 'slow'),
      { name: 'gpu-nvlink-links-active' },
      states.length === 0 ? notSupported : 0,
      active,
    )
    return undefined
  }
}
