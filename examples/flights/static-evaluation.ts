/** Scores the first version of this start, left alone, over the replayed months: the table's `static` column. */
import type { EvaluateParams, EvaluationReport, Metrics } from '../../shared/model/engines.ts'
import type { JobSpec, Json } from '../../shared/model/job.ts'
import type { JobRow } from '../../shared/model/rows.ts'
import type { Api } from './api.ts'
import type { FactoryFeed, Tables } from './factory-feed.ts'

const parts = 4

export interface StaticWindow {
  readonly pipeline: string
  readonly version: number
  readonly from: string
  readonly to: string
}

export function staticJob(tables: Tables, { pipeline, version, from, to }: StaticWindow): JobSpec {
  const model = tables.models.get(pipeline)?.versions.find((each) => each.version === version)
  if (model === undefined) throw new Error(`version ${version} of ${pipeline} is not in the registry`)
  const { dataset, datasetVersion } = model.lineage
  const data = tables.datasets.get(dataset)?.versions.find((each) => each.version === datasetVersion)
  if (data === undefined) throw new Error(`version ${datasetVersion} of dataset ${dataset} is not kept any more`)
  const params: EvaluateParams = {
    task: 'evaluate',
    model: model.artifact,
    files: data.files.filter((file) => file.to >= from && file.from < to),
    from,
    to,
    groupBy: 'month',
  }
  const items = Array.from({ length: parts }, (_, part) => ({ part, of: parts }))
  return {
    name: 'flights-static',
    kind: 'batch',
    run: { kind: 'engine', engine: 'model' },
    params: params as unknown as Json,
    workers: { max: parts, perHost: 1 },
    shards: {
      waves: [
        { name: 'score', items },
        { name: 'reduce', count: 1 },
      ],
    },
    policy: { graceMs: 5_000 },
  }
}

export async function evaluateStatic(
  api: Api,
  feed: FactoryFeed,
  window: StaticWindow,
  key: string,
): Promise<Readonly<Record<string, Metrics>>> {
  const submitted = await api.post<JobRow>('/jobs', { spec: staticJob(feed.tables, window) }, key)
  const job = await feed.until(({ jobs }) => {
    const row = jobs.get(submitted.id)
    return row !== undefined && row.state !== 'queued' && row.state !== 'running' && row
  }, 'the January model’s evaluation')
  if (job.state !== 'succeeded') throw new Error(`the January model’s evaluation ${job.state}: ${job.reason}`)
  const { results } = await api.get<{ results: { output: { result: EvaluationReport } }[] }>(
    `/jobs/${job.id}/results?wave=reduce`,
  )
  const report = results[0]?.output.result
  if (report === undefined) throw new Error(`job ${job.id} has no result of its reduce wave`)
  return report.groups
}
