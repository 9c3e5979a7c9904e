/** Puts the gateway's parts together; `main.ts` and the tests start it. */
import { mkdir } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { steadyClock } from '../../shared/clock.ts'
import { limits } from '../../shared/limits.ts'
import type { FeedMessage } from '../../shared/model/feed.ts'
import { Balancer } from './balancer.ts'
import type { GatewayConfig } from './config.ts'
import { type FeedFollower, followFeed } from './feed-follower.ts'
import { Forwarder } from './forwarder.ts'
import { PredictionLog } from './prediction-log.ts'
import { RouteCache, writeAtomically } from './route-cache.ts'
import { emptyTables, makeRoutes, takeMessage } from './routes.ts'
import { SegmentUploader } from './segment-upload.ts'
import { makeServer } from './server.ts'
import { Stats } from './stats.ts'

/** Times a test shortens. */
export interface GatewayTimes {
  readonly waitMs?: number
  readonly ejectMs?: number
  readonly idleMs?: number
  readonly graceMs?: number
  readonly tickMs?: number
  readonly retryMaxMs?: number
  readonly segmentBytes?: number
}
export interface Gateway {
  /** `host:port` in use */
  readonly address: string
  close(): Promise<void>
}

export async function startGateway(
  config: GatewayConfig,
  log: (line: string) => void,
  times: GatewayTimes = {},
): Promise<Gateway> {
  const { nowMs } = steadyClock()
  await mkdir(config.stateDir, { recursive: true })
  const routing = await startRouting(config, log, nowMs, times)
  const { uploader, predictionLog } = await startPredictions(config, log, nowMs, times, routing)
  const stats = new Stats()
  const forwarder = new Forwarder({
    balancer: routing.balancer,
    nowMs,
    onRetry: () => stats.retries++,
    ...(times.waitMs && { waitMs: times.waitMs }),
  })
  const app = makeServer({ ...routing, forwarder, log: predictionLog, stats, nowMs })
  await app.listen({ host: config.host, port: config.port })
  const ticker = setInterval(() => predictionLog.tick(), times.tickMs ?? 25)
  const feed = routing.follow(() => uploader.kick())
  uploader.kick()
  const bound = app.server.address() as AddressInfo
  const address = `${bound.family === 'IPv6' ? `[${bound.address}]` : bound.address}:${bound.port}`
  await writeAtomically(join(config.stateDir, 'address'), `${address}\n`)
  const close = async (): Promise<void> => {
    feed.close()
    await app.close() // answers what it has taken
    clearInterval(ticker)
    await predictionLog.close()
    await uploader.close()
    await forwarder.close()
    await routing.close()
  }
  let closing: Promise<void> | null = null
  return {
    address,
    close() {
      closing ??= close()
      return closing
    },
  }
}

interface Routing {
  readonly balancer: Balancer
  readonly hasRoutes: () => boolean
  readonly connected: () => boolean
  /** follows the feed; `onNews` after routes changed and after each new connection */
  follow(onNews: () => void): FeedFollower
  close(): Promise<void>
}

/** The route table: from the cache at once, from the feed from then on. */
async function startRouting(
  config: GatewayConfig,
  log: (line: string) => void,
  nowMs: () => number,
  times: GatewayTimes,
): Promise<Routing> {
  const cache = new RouteCache(config.stateDir)
  const cached = await cache.load()
  let hasRoutes = cached !== null
  let connected = false
  const balancer = new Balancer(cached ?? {}, { nowMs, ...(times.ejectMs && { ejectMs: times.ejectMs }) })
  const tables = emptyTables()
  const onMessage = (message: FeedMessage): boolean => {
    if (!takeMessage(tables, message)) return false
    const routes = makeRoutes(tables)
    const same = hasRoutes && JSON.stringify(routes) === JSON.stringify(balancer.routes)
    hasRoutes = true
    if (same) return false
    balancer.setRoutes(routes)
    cache.save(routes).catch((error: Error) => log(`route cache: ${error.message}`))
    return true
  }
  const onState = (now: boolean, reason: string): void => {
    if (now !== connected) log(now ? 'feed connected' : `feed lost (${reason}): serving the last known routes`)
    connected = now
  }
  return {
    balancer,
    hasRoutes: () => hasRoutes,
    connected: () => connected,
    close: () => cache.close(),
    follow: (onNews) =>
      followFeed({
        coordinator: config.coordinator,
        onState,
        onMessage: (message) => {
          if (onMessage(message) || message.type === 'snapshot') onNews()
        },
      }),
  }
}

async function startPredictions(
  config: GatewayConfig,
  log: (line: string) => void,
  nowMs: () => number,
  times: GatewayTimes,
  routing: Routing,
): Promise<{ uploader: SegmentUploader; predictionLog: PredictionLog }> {
  const dir = join(config.stateDir, 'predictions')
  const uploader = new SegmentUploader({
    dir,
    coordinator: config.coordinator,
    pipelineOf: (model) => routing.balancer.route(model)?.pipeline ?? null,
    log,
    ...(times.retryMaxMs && { retryMaxMs: times.retryMaxMs }),
  })
  const predictionLog = new PredictionLog({
    dir,
    nowMs,
    segmentBytes: times.segmentBytes ?? limits.predictionSegmentBytes,
    onClosed: () => uploader.kick(),
    onError: (error) => log(`prediction log: ${error instanceof Error ? error.message : String(error)}`),
    ...(times.idleMs && { idleMs: times.idleMs }),
    ...(times.graceMs && { graceMs: times.graceMs }),
  })
  await predictionLog.recover()
  return { uploader, predictionLog }
}
