/** The logs of a real host: kept, served and sent, put together. */
import type { Clock, Timers } from '../../../shared/clock.ts'
import type { Backoff } from '../backoff.ts'
import type { Log } from '../log.ts'
import type { AttemptLogs } from './attempt-logs.ts'
import { HostLogs } from './host-logs.ts'
import { LogServer } from './serve-log.ts'
import { makeSendKept, Shipper } from './shipper.ts'

export interface LogsOptions {
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
  readonly backoff: Backoff
  readonly dirOf: (attempt: string) => string
  readonly coordinatorHttp: string
  readonly attemptBytes: number
  readonly hostBytes: number
}

export function openLogs(options: LogsOptions): AttemptLogs {
  const send = makeSendKept(options.coordinatorHttp, options.backoff.signal)
  const shipper = new Shipper({ ...options, send })
  const logs = new HostLogs({ ...options, onChange: (log) => shipper.changed(log) })
  const server = new LogServer(logs, options.clock)
  return {
    watch: (attempt, span) => logs.watch(attempt, span),
    ended: (attempt, span, exit) => logs.ended(attempt, span, exit),
    drop: (attempt) => logs.drop(attempt),
    serve: (attempt, query, answer) => server.serve(attempt, query, answer),
    gauges: () => logs.gauges(),
    close() {
      shipper.close()
      logs.close()
    },
  }
}
