/** Every host as a tile, by rack: what is wrong stands out by mark and colour, what is not heard is hatched. */
import { hostMarks } from '../../../shared/model/words.ts'
import { duration } from '../format.ts'
import { type TileKind, tileCounts, tileKinds, tileMarks, tilesByRack } from '../health.ts'
import type { HostSummary } from '../summaries.ts'

export function HostGrid({ hosts, nowMs, stale }: { hosts: readonly HostSummary[]; nowMs: number; stale: boolean }) {
  const racks = tilesByRack(hosts, stale)
  const counts = tileCounts(racks)
  return (
    <>
      <Legend counts={counts} />
      <div class="racks">
        {racks.map(({ rack, hosts: mine }) => (
          <div key={rack} class="rack">
            <div class="rack-name">{rack === '' ? 'rack unknown' : rack}</div>
            <div class="tiles">
              {mine.map(({ summary, kind }) => (
                <a
                  key={summary.host.id}
                  class={`tile ${kind}`}
                  href={`#/host/${summary.host.id}`}
                  title={titleOf(summary, kind, nowMs)}
                  aria-label={titleOf(summary, kind, nowMs)}
                >
                  {tileMarks[kind].mark}
                </a>
              ))}
            </div>
          </div>
        ))}
      </div>
    </>
  )
}

function titleOf({ host, liveness, lastSeenMs }: HostSummary, kind: TileKind, nowMs: number): string {
  const seen = lastSeenMs === null ? 'never heard' : `heard ${duration(nowMs - lastSeenMs)} ago`
  const marks = hostMarks(host, nowMs)
    .filter(({ word }) => word !== 'simulated')
    .map(({ word, detail }) => `${word}: ${detail}`)
  return [`${host.name}: ${tileMarks[kind].word}`, `${liveness}, ${seen}`, ...marks].join('\n')
}

function Legend({ counts }: { counts: Readonly<Record<TileKind, number>> }) {
  return (
    <p class="legend">
      {tileKinds.map((kind) =>
        counts[kind] === 0 ? null : (
          <span key={kind}>
            <span class={`tile ${kind}`}>{tileMarks[kind].mark}</span> {counts[kind]} {tileMarks[kind].word}
          </span>
        ),
      )}
    </p>
  )
}
