/** From the coordinator's tables to what the gateway needs: which replica serves which version of which name. Pure. */
import type { FeedMessage, FeedTables } from '../../shared/model/feed.ts'
import type { AttemptRow, DeploymentRow } from '../../shared/model/rows.ts'

export interface Replica {
  /** attempt id: also its path on the agent's bytes port */
  readonly attempt: string
  readonly host: string
  /** `host:port` of the agent's bytes port */
  readonly address: string
}
export interface Route {
  /** serving name: `<project>.<name>`, bare for the default project */
  readonly name: string
  /** the version whose replicas are all ready; else the one that should serve */
  readonly version: number | null
  /** the version that should serve: used while `version` has no replica at all */
  readonly wanted: number | null
  /** ready replicas by version */
  readonly versions: Readonly<Record<string, readonly Replica[]>>
  /** the pipeline that watches this deployment, by the name its API uses; null: predictions are not logged */
  readonly pipeline: string | null
}
export type Routes = Readonly<Record<string, Route>>

const followed = ['hosts', 'attempts', 'deployments', 'pipelines'] as const
type Followed = (typeof followed)[number]
/** The part of the feed's tables that the gateway keeps. */
export type RouteTables = { [T in Followed]: Map<string, FeedTables[T]> }

export function emptyTables(): RouteTables {
  return { hosts: new Map(), attempts: new Map(), deployments: new Map(), pipelines: new Map() }
}

/** Takes one feed message into `tables`; true when something that routes depend on may have changed. */
export function takeMessage(tables: RouteTables, message: FeedMessage): boolean {
  let changed = message.type === 'snapshot'
  for (const name of followed) {
    const table = tables[name] as Map<string, unknown>
    if (message.type === 'snapshot') table.clear()
    for (const [key, row] of Object.entries(message.tables[name] ?? {})) {
      changed = true
      if (row === null) table.delete(key)
      else table.set(key, row)
    }
  }
  return changed
}

export function servingName(project: string, name: string): string {
  return project === 'default' ? name : `${project}.${name}`
}

export function makeRoutes(tables: RouteTables): Routes {
  const byJob = new Map<string, AttemptRow[]>()
  for (const attempt of tables.attempts.values()) {
    if (attempt.state !== 'running' || !attempt.ready) continue
    const list = byJob.get(attempt.job)
    if (list === undefined) byJob.set(attempt.job, [attempt])
    else list.push(attempt)
  }
  const routes: Record<string, Route> = {}
  for (const deployment of tables.deployments.values()) {
    const route = makeRoute(tables, deployment, byJob)
    routes[route.name] = route
  }
  return routes
}

function makeRoute(tables: RouteTables, deployment: DeploymentRow, byJob: Map<string, AttemptRow[]>): Route {
  const slash = deployment.id.indexOf('/')
  const project = slash < 0 ? 'default' : deployment.id.slice(0, slash)
  const versions: Record<string, readonly Replica[]> = {}
  for (const { version, job } of deployment.jobs) {
    const replicas = (byJob.get(job) ?? []).flatMap((attempt) => {
      const address = tables.hosts.get(attempt.host)?.bytesAddress
      return address === undefined || address === '' ? [] : [{ attempt: attempt.id, host: attempt.host, address }]
    })
    versions[version] = replicas.sort((a, b) => (a.attempt < b.attempt ? -1 : 1))
  }
  return {
    name: servingName(project, deployment.name),
    version: deployment.ready ?? deployment.version,
    wanted: deployment.version,
    versions,
    pipeline: watchingPipeline(tables, project, deployment.name),
  }
}

function watchingPipeline(tables: RouteTables, project: string, deployment: string): string | null {
  for (const pipeline of tables.pipelines.values()) {
    if (pipeline.project === project && pipeline.spec.deploy.name === deployment) {
      return servingName(project, pipeline.name)
    }
  }
  return null
}

/**
 * Replicas that may answer a request: those of the version asked for; else of the ready version, and only when that has
 * none, of the version that should serve (both passed their gate).
 */
export function candidates(route: Route, asked: number | null): { version: number; replica: Replica }[] {
  const order = asked === null ? [route.version, route.wanted] : [asked]
  for (const version of order) {
    const replicas = version === null ? [] : (route.versions[version] ?? [])
    if (version !== null && replicas.length > 0) return replicas.map((replica) => ({ version, replica }))
  }
  return []
}
