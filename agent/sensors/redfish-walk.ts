/**
 * Which resources of a service are read. Found once by following links from the root, then only those that measure are read again; the
 * links are followed anew now and then. A resource that fails costs its own rows.
 */
import { limits } from '../../shared/limits.ts'
import { type Link, type Parsed, parseResource } from './redfish/kinds.ts'
import { type Body, bodyAt, deviceOf, plainPath } from './redfish/resource.ts'
import { ResourceRefused, Unreachable } from './redfish-client.ts'
import { RowStore } from './row-store.ts'

export interface Service {
  get(path: string): Promise<Body>
}

const root = '/redfish/v1/'
/** So many requests in a row without an answer: the service is gone, not one of its resources. */
const silentInARow = 3
/** Sensors by themselves come last: what excerpts elsewhere already told of them is not asked again. */
const isLate = (path: string): boolean => plainPath(path).endsWith('/Sensors')

export class RedfishWalk {
  readonly store = new RowStore()
  readonly #service: Service
  readonly #nowMs: () => number
  /** what each round reads, by the plain path of the resource it stands for: the path to ask for (with `$expand` where that is understood) */
  #plan: ReadonlyMap<string, string> = new Map()
  #found = new Map<string, string>()
  #covered = new Set<string>()
  #expand: string | undefined
  /** collections that were refused when they were asked for with `$expand` */
  readonly #unexpanded = new Set<string>()
  #silent = 0
  #unread = 0

  constructor(service: Service, nowMs: () => number) {
    this.#service = service
    this.#nowMs = nowMs
  }

  /** Follows all links, and reads on the way. Resolves to how many resources could not be read; rejects when the service is gone. */
  async discover(): Promise<number> {
    this.#begin()
    this.#found = new Map()
    this.#covered = new Set()
    const start = await this.#ask(root).catch((error: Error) => {
      this.store.failAll(`${root}: ${error.message}`, this.#nowMs())
      throw error
    })
    this.#expand = expandQuery(start)
    const seen = new Set<string>([plainPath(root)])
    const queues: { early: Link[]; late: Link[] } = { early: [], late: [] }
    const follow = (links: readonly Link[]): void => {
      for (const link of links) {
        if (seen.has(plainPath(link.path))) continue
        seen.add(plainPath(link.path))
        queues[isLate(link.path) ? 'late' : 'early'].push(link)
      }
    }
    follow(parseResource(start, root, this.#nowMs()).links)
    for (;;) {
      const link = queues.early.shift() ?? queues.late.shift()
      if (link === undefined) break
      if (this.#covered.has(plainPath(link.path))) continue
      if (this.#found.size >= limits.redfishResources) {
        this.#miss(
          plainPath(link.path),
          new Error(`more than ${limits.redfishResources} resources: this one and later ones are not read`),
        )
        break
      }
      follow(await this.#visit(link))
    }
    this.#settle()
    return this.#unread
  }

  /** Reads what was found. */
  async poll(): Promise<number> {
    this.#begin()
    for (const [path, ask] of this.#plan) {
      try {
        this.#keep(path, await this.#ask(ask))
      } catch (error) {
        this.#miss(path, error)
      }
    }
    return this.#unread
  }

  #begin(): void {
    this.#unread = 0
    this.#silent = 0
  }

  /** Resolves to the links that lead on from there. */
  async #visit(link: Link): Promise<readonly Link[]> {
    const path = plainPath(link.path)
    try {
      const body = await this.#ask(link.path)
      const expanded = this.#wantsExpand(path, body) ? await this.#expanded(link.path) : undefined
      return this.#take(path, expanded ?? body, expanded === undefined ? link.path : `${link.path}${this.#expand}`)
    } catch (error) {
      const gone = error instanceof ResourceRefused && error.status === 404
      if (gone && link.otherwise !== undefined) return [{ path: link.otherwise }]
      this.#miss(path, error)
      // What was found below it before is not given up for one failure above it.
      for (const [known, ask] of this.#plan) {
        if (known !== path && !known.startsWith(`${path}/`)) continue
        this.#found.set(known, ask)
        if (known !== path) this.store.fail(known, `${path}: ${reasonOf(error)}`, this.#nowMs(), deviceOf(known))
      }
      return []
    }
  }

  /** Puts a resource into the plan where it measures, and gives its links. */
  #take(path: string, body: Body, ask: string): readonly Link[] {
    const parsed = parseResource(body, path, this.#nowMs())
    const inner = this.#inner(parsed)
    if (parsed.measures || inner.some(({ measures }) => measures)) {
      this.#found.set(path, ask)
      this.#keep(path, body)
    }
    for (const each of [parsed, ...inner]) for (const source of each.covers) this.#covered.add(source)
    const members = parsed.members.filter((member) => !('body' in member))
    return [...parsed.links, ...members, ...inner.flatMap(({ links }) => links)]
  }

  /** Members that came with their collection. */
  #inner(parsed: Parsed): Parsed[] {
    return parsed.members.flatMap((member) => {
      if (!('body' in member) || this.#covered.has(plainPath(member.path))) return []
      return [parseResource(member.body, member.path, this.#nowMs())]
    })
  }

  #keep(path: string, body: Body): void {
    const nowMs = this.#nowMs()
    const parsed = parseResource(body, path, nowMs)
    const rows = [...parsed.rows, ...this.#inner(parsed).flatMap((inner) => inner.rows)]
    this.store.keep(path, rows, nowMs)
  }

  #wantsExpand(path: string, body: Body): boolean {
    if (this.#expand === undefined || this.#unexpanded.has(path)) return false
    const members = parseResource(body, path, 0).members.filter((member) => !('body' in member))
    return members.length > 1
  }

  async #expanded(path: string): Promise<Body | undefined> {
    try {
      return await this.#ask(`${path}${this.#expand}`)
    } catch (error) {
      if (!(error instanceof ResourceRefused)) throw error
      this.#unexpanded.add(plainPath(path))
      return undefined
    }
  }

  async #ask(path: string): Promise<Body> {
    try {
      const body = await this.#service.get(path)
      this.#silent = 0
      return body
    } catch (error) {
      if (error instanceof ResourceRefused) {
        this.#silent = 0
        throw error
      }
      this.#silent += 1
      if (error instanceof Unreachable && !error.certain && this.#silent < silentInARow) throw error
      this.store.failAll(reasonOf(error), this.#nowMs())
      throw new Unreachable(reasonOf(error), true, error)
    }
  }

  #miss(path: string, error: unknown): void {
    if (error instanceof Unreachable && error.certain) throw error
    this.#unread += 1
    this.store.fail(path, reasonOf(error), this.#nowMs(), deviceOf(path))
  }

  /** What is listed no more stays known as a gap: a part that was pulled, or that its BMC lost. */
  #settle(): void {
    for (const path of this.#plan.keys()) {
      if (!this.#found.has(path)) this.store.fail(path, 'the service lists it no more', this.#nowMs(), deviceOf(path))
    }
    this.#plan = this.#found
    const known = [...this.store.requests]
    // A service that calls its parts anew each time must not fill the memory.
    if (known.length > 2 * limits.redfishResources)
      for (const path of known) if (!this.#found.has(path)) this.store.forget(path)
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The query that brings the members of a collection with it, where the service says that it understands one. */
function expandQuery(start: Body): string | undefined {
  const query = bodyAt(bodyAt(start, 'ProtocolFeaturesSupported') ?? {}, 'ExpandQuery')
  const what = query?.NoLinks === true ? '.' : query?.ExpandAll === true ? '*' : undefined
  if (what === undefined) return undefined
  return query?.Levels === true ? `?$expand=${what}($levels=1)` : `?$expand=${what}`
}
