/** Models, pipelines and runs. */

import type { PipelineRow, RunRow } from '../../../shared/model/pipeline-rows.ts'
import type { ModelRow, ModelVersion } from '../../../shared/model/rows.ts'
import { part } from '../client.ts'
import { type Call, type Command, exits, flag, printJson } from '../io.ts'
import { duration, fields, figure, table, when } from '../render.ts'

async function models(call: Call): Promise<number> {
  const rows = await call.client.all<ModelRow>('/api/v1/models')
  if (call.json) printJson(call, rows)
  else if (rows.length === 0) call.io.out('No models yet. A pipeline makes one: millwright submit pipeline.yaml\n')
  else {
    const cells = rows.map((row) => {
      const champion = row.versions.find((each) => each.version === row.aliases.champion)
      return [
        row.id,
        row.versions.length,
        aliasesText(row),
        figure(champion?.metrics?.auc),
        figure(champion?.metrics?.ne),
      ]
    })
    call.io.out(table(['MODEL', 'VERSIONS', 'ALIASES', 'CHAMPION AUC', 'CHAMPION NE'], cells, call.io.columns()))
  }
  return exits.ok
}

function aliasesText({ aliases }: ModelRow): string {
  const found = Object.entries(aliases)
  return found.length === 0
    ? 'none: nothing has passed its gate'
    : found.map(([name, version]) => `${name}=${version}`).join(' ')
}

async function model(call: Call): Promise<number> {
  const row = await call.client.get<ModelRow>(`/api/v1/models/${part(call.args[0] as string)}`)
  if (call.json) {
    printJson(call, row)
    return exits.ok
  }
  const named = (version: number): string =>
    Object.entries(row.aliases)
      .flatMap(([alias, at]) => (at === version ? [alias] : []))
      .join(' ')
  const cells = [...row.versions]
    .reverse()
    .map((each: ModelVersion) => [
      each.version,
      named(each.version) === '' ? each.state : `${each.state} (${named(each.version)})`,
      when(each.createdMs),
      figure(each.metrics?.auc),
      figure(each.metrics?.ne),
      figure(each.metrics?.ece),
      `${each.lineage.from} to ${each.lineage.to}`,
      each.lineage.run,
    ])
  call.io.out(`${row.id}: ${aliasesText(row)}\n\n`)
  call.io.out(table(['VERSION', 'STATE', 'MADE', 'AUC', 'NE', 'ECE', 'TRAINED ON', 'RUN'], cells, call.io.columns()))
  if (row.aliasHistory.length > 0) call.io.out('\n')
  for (const each of [...row.aliasHistory].reverse())
    call.io.out(
      `${when(each.atMs)}  ${each.alias}: ${each.was ?? 'none'} -> ${each.version ?? 'none'} by ${each.by}: ${each.reason}\n`,
    )
  return exits.ok
}

async function rollback(call: Call): Promise<number> {
  const alias = flag(call, 'alias') ?? 'champion'
  const row = await call.client.post<ModelRow>(`/api/v1/models/${part(call.args[0] as string)}/rollback`, { alias })
  if (call.json) printJson(call, row)
  else call.io.out(`${row.name}@${alias} is version ${row.aliases[alias] ?? 'none'} again\n`)
  return exits.ok
}

async function pipelines(call: Call): Promise<number> {
  const rows = await call.client.all<PipelineRow>('/api/v1/pipelines')
  if (call.json) printJson(call, rows)
  else if (rows.length === 0) call.io.out('No pipelines yet. Submit one: millwright submit pipeline.yaml\n')
  else {
    const cells = rows.map(({ id, run, monitor, spec }) => [
      id,
      run ?? 'none running',
      monitor.lastWindow ?? 'nothing judged yet',
      `${figure(monitor.cusum.ne)} / ${spec.monitor.performance.threshold}`,
      monitor.episode === null ? 'no' : `since ${monitor.episode.openedWindow}: ${monitor.episode.cause}`,
      `${monitor.retrains} of ${spec.retrain.budget}`,
    ])
    call.io.out(table(['PIPELINE', 'RUN', 'LAST WINDOW', 'CUSUM NE', 'DRIFT', 'RETRAINS'], cells, call.io.columns()))
  }
  return exits.ok
}

async function runs(call: Call): Promise<number> {
  const pipeline = flag(call, 'pipeline')
  const rows = await call.client.all<RunRow>(
    `/api/v1/runs${pipeline === undefined ? '' : `?pipeline=${part(pipeline)}`}`,
    200,
  )
  if (call.json) printJson(call, rows)
  else if (rows.length === 0) call.io.out('No runs yet.\n')
  else {
    const cells = rows.map((row) => [
      row.id,
      row.pipeline,
      row.kind,
      row.state,
      row.stages.find((each) => each.state === 'running' || each.state === 'failed')?.name ?? '',
      duration((row.endedMs ?? call.io.nowMs()) - row.startedMs),
      row.error === null ? row.cause : `${row.error.path} ${row.error.message}`,
    ])
    call.io.out(table(['RUN', 'PIPELINE', 'KIND', 'STATE', 'STAGE', 'TIME', 'CAUSE'], cells, call.io.columns()))
  }
  return exits.ok
}

async function run(call: Call): Promise<number> {
  const row = await call.client.get<RunRow>(`/api/v1/runs/${part(call.args[0] as string)}`)
  if (call.json) printJson(call, row)
  else call.io.out(runText(row, call.io.nowMs(), call.io.columns()))
  return exits.ok
}

export function runText(row: RunRow, nowMs: number, columns: number): string {
  const head = fields([
    ['run', row.id],
    ['pipeline', row.pipeline],
    ['kind', row.kind],
    ['cause', row.cause],
    ['state', row.state],
    [
      'window',
      row.window === null
        ? 'unknown yet'
        : `${row.window.from} to ${row.window.to}, held out from ${row.window.holdOutFrom}`,
    ],
    ['model', row.model === null ? 'none yet' : `version ${row.model}`],
    ...(row.error === null ? [] : [['error', `${row.error.path} ${row.error.message}`] as const]),
  ])
  const stages = row.stages.map((each) => [
    each.name,
    each.state,
    each.startedMs === null ? '' : duration((each.endedMs ?? nowMs) - each.startedMs),
    each.job ?? '',
    each.summary,
  ])
  return `${head}\n${table(['STAGE', 'STATE', 'TIME', 'JOB', 'SUMMARY'], stages, columns)}${gateText(row, columns)}`
}

export function gateText({ gate }: RunRow, columns: number): string {
  if (gate.length === 0) return '\nThe gate has not judged yet.\n'
  const cells = gate.map((each) => [
    each.verdict.toUpperCase(),
    each.rule,
    figure(each.value),
    figure(each.limit),
    figure(each.champion),
    each.why,
  ])
  return `\n${table(['GATE', 'RULE', 'VALUE', 'LIMIT', 'CHAMPION', 'WHY'], cells, columns)}`
}

export const factoryCommands: readonly Command[] = [
  { name: 'models', summary: 'List models with their aliases', usage: '', args: [0, 0], run: models },
  { name: 'model', summary: "A model's versions and alias history", usage: 'NAME', args: [1, 1], run: model },
  {
    name: 'rollback',
    summary: 'Point champion back at the version before',
    usage: 'NAME',
    args: [1, 1],
    flags: [{ name: 'alias', value: 'ALIAS', help: 'another alias (default champion)' }],
    run: rollback,
  },
  { name: 'pipelines', summary: 'List pipelines with their monitors', usage: '', args: [0, 0], run: pipelines },
  {
    name: 'runs',
    summary: 'List runs of pipelines, newest first',
    usage: '[--pipeline NAME]',
    args: [0, 0],
    flags: [{ name: 'pipeline', value: 'NAME', help: 'of one pipeline' }],
    run: runs,
  },
  { name: 'run', summary: "A run's stages and gate", usage: 'ID', args: [1, 1], run },
]
