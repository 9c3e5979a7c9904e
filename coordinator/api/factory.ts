/** Models, datasets, pipelines, runs, deployments and events. */
import { RequestError } from '../../shared/errors.ts'
import type { PipelineSpec } from '../../shared/model/pipeline.ts'
import type { PipelineRow } from '../../shared/model/pipeline-rows.ts'
import type { ModelRow } from '../../shared/model/rows.ts'
import { pipelineSpecCheck, validatePipeline } from '../../shared/model/validate-pipeline.ts'
import { day, may, name, need, sha256, shape, shortText, truth, whole } from '../../shared/model/validation.ts'
import { findModel } from '../core/models.ts'
import { findPipeline } from '../core/pipelines/pipelines.ts'
import type { Table } from '../core/table.ts'
import { type Add, type ApiPorts, ask } from './context.ts'
import { byText, newestFirst, pageOf, pageQuery } from './pages.ts'
import { FaultyRequest } from './problems.ts'
import { oneOfQuery, textQuery } from './route.ts'

export function addModelRoutes(add: Add, ports: ApiPorts): void {
  const { state } = ports.door
  const tag = 'models'
  addTable(add, tag, 'models', state.models, byText)
  addTable(add, tag, 'datasets', state.datasets, byText)
  addTable(add, tag, 'deployments', state.deployments, byText)
  add({
    method: 'GET',
    url: '/api/v1/models/:name',
    tag,
    summary: 'A model with its versions, aliases and their history',
    answers: 'The model',
    handle: ({ params }) => findModel(state, params.name as string),
  })
  add({
    method: 'POST',
    url: '/api/v1/models/:name/rollback',
    tag,
    summary: 'Point an alias (champion) back at the version before',
    answers: 'The model',
    body: { alias: may(name(64)) },
    handle: ({ params, body, raw }) =>
      ask<ModelRow>(ports, raw, {
        op: 'rollback',
        model: params.name as string,
        alias: (body.alias as string | undefined) ?? 'champion',
      }),
  })
  add({
    method: 'GET',
    url: '/api/v1/datasets/:name',
    tag,
    summary: 'A dataset with its versions and lineage',
    answers: 'The dataset',
    handle: ({ params }) => {
      const row = state.datasets.get(params.name as string) ?? state.datasets.get(`default/${params.name}`)
      if (row === undefined) throw new RequestError('no-such-dataset', `no dataset '${params.name}'`, { field: 'name' })
      return row
    },
  })
}

export function addPipelineRoutes(add: Add, ports: ApiPorts): void {
  const { state } = ports.door
  const tag = 'pipelines'
  addTable(add, tag, 'pipelines', state.pipelines, byText)
  add({
    method: 'POST',
    url: '/api/v1/pipelines',
    tag,
    summary: 'Submit a pipeline: its first run starts at once',
    status: 201,
    answers: 'The pipeline',
    // checked below, so that paths begin inside the spec
    body: { spec: need({ ...pipelineSpecCheck, run: () => {} }) },
    handle: ({ body, raw }) => {
      const faults = validatePipeline(body.spec)
      if (faults.length > 0) throw new FaultyRequest('bad-pipeline', faults)
      return ask<PipelineRow>(ports, raw, { op: 'submit-pipeline', spec: body.spec as PipelineSpec })
    },
  })
  add({
    method: 'GET',
    url: '/api/v1/pipelines/:name',
    tag,
    summary: 'A pipeline with its monitor, and its months as served',
    answers: 'The pipeline with months',
    handle: ({ params }) => {
      const row = findPipeline(state, params.name as string)
      const months = [...state.months.values()].filter((each) => each.pipeline === row.id)
      return { ...row, months: months.sort((a, b) => byText(a.month, b.month)) }
    },
  })
  addPipelineChanges(add, ports)
  addTable(
    add,
    tag,
    'runs',
    state.runs,
    newestFirst,
    (row, pipeline) => row.pipeline === findPipeline(state, pipeline).id,
  )
  add({
    method: 'GET',
    url: '/api/v1/runs/:id',
    tag,
    summary: 'A run with its stages, gate and report',
    answers: 'The run',
    handle: ({ params }) => {
      const row = state.runs.get(params.id as string)
      if (row === undefined) throw new RequestError('no-such-run', `no run '${params.id}'`, { field: 'id' })
      return row
    },
  })
}

const window = {
  window: need(day),
  artifact: need(shape({ sha256: need(sha256), bytes: need(whole(0)) })),
  rows: need(whole(0)),
}
interface Window {
  readonly window: string
  readonly artifact: { sha256: string; bytes: number }
  readonly rows: number
}

function addPipelineChanges(add: Add, ports: ApiPorts): void {
  const tag = 'pipelines'
  const answers = 'The pipeline'
  add({
    method: 'POST',
    url: '/api/v1/pipelines/:name/segments',
    tag,
    answers,
    summary: "A piece of the prediction log of one window; final: the window's last",
    body: { ...window, final: need(truth) },
    handle: async ({ params, body, raw }) => {
      const { window, artifact, rows, final } = body as unknown as Window & { final: boolean }
      await mustHave(ports, artifact.sha256)
      const pipeline = params.name as string
      return ask<object>(ports, raw, { op: 'add-segment', pipeline, window, artifact, rows, final })
    },
  })
  add({
    method: 'POST',
    url: '/api/v1/pipelines/:name/labels',
    tag,
    answers,
    summary: 'The true labels of one window',
    body: window,
    handle: async ({ params, body, raw }) => {
      const { window, artifact, rows } = body as unknown as Window
      await mustHave(ports, artifact.sha256)
      return ask<object>(ports, raw, { op: 'add-labels', pipeline: params.name as string, window, artifact, rows })
    },
  })
  add({
    method: 'POST',
    url: '/api/v1/pipelines/:name/retrain',
    tag,
    answers,
    summary: 'Retrain now; the gate decides as always',
    body: { cause: may(shortText) },
    handle: ({ params, body, raw }) =>
      ask<PipelineRow>(ports, raw, {
        op: 'retrain',
        pipeline: params.name as string,
        cause: (body.cause as string | undefined) ?? 'asked for',
      }),
  })
}

async function mustHave(ports: ApiPorts, digest: string): Promise<void> {
  if ((await ports.artifacts.has(digest)) === undefined)
    throw new RequestError(
      'no-such-artifact',
      `no artifact ${digest}: upload it first with PUT /api/v1/artifacts/${digest}`,
      {
        field: 'artifact.sha256',
      },
    )
}

export function addEventRoutes(add: Add, ports: ApiPorts): void {
  const { events } = ports.door.state
  add({
    method: 'GET',
    url: '/api/v1/events',
    tag: 'events',
    summary: 'What happened, newest first',
    answers: '{rows, cursor}',
    query: { ...pageQuery, level: oneOfQuery(['info', 'notice', 'warning', 'critical']) },
    handle: ({ query }) => {
      const wanted = [...events.entries()].filter(([, row]) => query.level === undefined || row.level === query.level)
      return pageOf('events', wanted, newestFirst, query)
    },
  })
}

function addTable<Row extends object>(
  add: Add,
  tag: string,
  list: string,
  table: Table<Row>,
  compare: (a: string, b: string) => number,
  ofPipeline?: (row: Row, pipeline: string) => boolean,
): void {
  add({
    method: 'GET',
    url: `/api/v1/${list}`,
    tag,
    summary: `All ${list}`,
    answers: '{rows, cursor}',
    query: { ...pageQuery, ...(ofPipeline === undefined ? {} : { pipeline: textQuery }) },
    handle: ({ query }) => {
      const { pipeline } = query
      const rows = [...table.entries()]
      const wanted = pipeline === undefined ? rows : rows.filter(([, row]) => ofPipeline?.(row, pipeline))
      return pageOf(list, wanted, compare, query)
    },
  })
}
