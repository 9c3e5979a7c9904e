/** The readings of a coordinator in memory: a test puts series and changes in, queries find them as the real one would. */
import type {
  HeatCell,
  LatestSignals,
  RangeQuery,
  SeriesAnswer,
  SignalChange,
  Telemetry,
} from '../../coordinator/ports.ts'
import { labelTest } from '../../coordinator/telemetry/series-pick.ts'
import type { Point } from '../../shared/model/telemetry.ts'

export interface FakeSeries extends SeriesAnswer {
  readonly points: readonly Point[]
}

export class FakeTelemetry implements Telemetry {
  readonly series: FakeSeries[] = []
  readonly signalChanges: SignalChange[] = []
  readonly signals = new Map<string, LatestSignals>()
  readonly ranges: RangeQuery[] = []
  nowMs = () => 1_000

  frame(): void {}
  gang(): void {}
  async latest(host: string) {
    return this.signals.get(host)
  }
  async range(query: RangeQuery) {
    this.ranges.push(query)
    const { hosts, names, labels, fromMs, toMs, maxSeries } = query
    const found = this.series.filter(
      (each) =>
        hosts.includes(each.host) &&
        (names.length === 0 || names.includes(each.name)) &&
        Object.entries(labels).every(([key, value]) => value.split(',').includes(each.labels[key] ?? '')),
    )
    const cut = found.map(
      ({ points, ...rest }): SeriesAnswer => ({
        ...rest,
        points: points.filter(([atMs]) => atMs >= fromMs && atMs <= toMs),
      }),
    )
    const series = cut.slice(0, maxSeries)
    return { resolution: 'raw' as const, count: series.length, series }
  }
  async heat(name: string, hosts: readonly string[] | null, labels: Readonly<Record<string, string>>) {
    const isWanted = labelTest(labels)
    const cells = this.series.flatMap((each): HeatCell[] => {
      if (!isWanted(each.labels)) return []
      const last = each.points.at(-1)
      if (each.name !== name || last === undefined || (hosts !== null && !hosts.includes(each.host))) return []
      return [
        {
          host: each.host,
          labels: each.labels,
          value: last[1],
          ageMs: this.nowMs() - last[0],
          stale: this.nowMs() - last[0] > 15_000,
        },
      ]
    })
    const byHost = Map.groupBy(cells, ({ host }) => host)
    return (hosts ?? [...byHost.keys()]).flatMap((host) => {
      const known = byHost.get(host)
      return known === undefined ? [] : [{ host, cells: known }]
    })
  }
  async changes(fromMs: number, hosts: readonly string[] | null, most: number) {
    return this.signalChanges
      .filter((each) => each.atMs >= fromMs && (hosts === null || hosts.includes(each.host)))
      .slice(0, most)
  }
  async *metrics() {}
  async stats() {
    return {}
  }
  async close() {}
}
