/** Pipeline specs from outside: every fault with its path and what would be right. */
import { limits } from '../limits.ts'
import type { PipelineSpec } from './pipeline.ts'
import {
  day,
  type Fault,
  fault,
  guess,
  list,
  mapOf,
  may,
  millis,
  name,
  need,
  number,
  oneOf,
  pattern,
  positive,
  projectName,
  type Segment,
  sha256,
  shape,
  show,
  text,
  truth,
  whole,
} from './validation.ts'

type Whole = Record<string, unknown>

/** Names a gate rule may use: those of EvaluationReport. */
const plain = ['rows', 'baseRate', 'auc', 'logLoss', 'ne', 'ece', 'bias']
export const gateMetrics: readonly string[] = [
  ...plain,
  ...plain.map((each) => `perturbed.${each}`),
  ...plain.map((each) => `reweighted.${each}`),
  ...['p50Ms', 'p99Ms', 'rowsPerSecond'].map((each) => `latency.${each}`),
  'nextWindowScorePsi',
]

const column = text('a column name', 128)
const featureName = pattern(/^[A-Za-z_][A-Za-z0-9_]*$/, "a feature name (letters, digits, '_')", 128)
const sql = text('an SQL expression', 8 * 1024)
const columnTypes = ['timestamp', 'integer', 'number', 'string', 'boolean']

/** A bound of a column: a number, or a text for timestamps. */
const bound = {
  what: 'a number, or a text for a timestamp column',
  schema: { type: ['number', 'string'] },
  run(value: unknown, at: readonly Segment[], faults: Fault[]): void {
    if (typeof value !== 'number' && typeof value !== 'string')
      faults.push(fault(at, `must be a number, or a text for a timestamp column; got ${show(value)}`))
  },
}

const expectation = shape(
  {
    type: need(oneOf(columnTypes)),
    nullable: may(truth),
    min: may(bound),
    max: may(bound),
    oneOf: may(list(text('a text'), 1, 4_096, 'a list of allowed texts')),
    matches: may(text('a regular expression', 1_024)),
  },
  checkExpectation,
)

function checkExpectation(value: Whole, at: readonly Segment[], faults: Fault[]): void {
  for (const key of ['min', 'max'] as const) {
    const wants = value.type === 'timestamp' ? 'string' : 'number'
    if (value[key] === undefined) continue
    if (value.type === 'string' || value.type === 'boolean')
      faults.push(
        fault([...at, key], `cannot be used with type ${value.type}; it is for timestamp, integer and number`),
      )
    else if (typeof value[key] !== wants) {
      const right = wants === 'number' ? 'a number' : 'a text like "2001-01-01"'
      faults.push(fault([...at, key], `must be ${right} for type ${value.type}; got ${show(value[key])}`))
    }
  }
  const { min, max } = value as { min?: number | string; max?: number | string }
  if (min !== undefined && max !== undefined && typeof min === typeof max && min > max)
    faults.push(fault([...at, 'min'], `must not be above max (${show(max)}); got ${show(min)}`))
  for (const key of ['oneOf', 'matches'])
    if (value[key] !== undefined && value.type !== 'string')
      faults.push(fault([...at, key], `is for columns of type string; this one is ${show(value.type)}`))
  if (typeof value.matches === 'string' && !isRegExp(value.matches))
    faults.push(fault([...at, 'matches'], `must be a regular expression; got ${show(value.matches)}`))
}

/** RE2 (the data engine) takes leading flags like (?i); JavaScript does not. */
function isRegExp(source: string): boolean {
  try {
    return new RegExp(source.replace(/^\(\?[imsU]+\)/, '')).source !== ''
  } catch {
    return false
  }
}

const artifact = shape({ sha256: need(sha256), bytes: need(whole(0)) })
const intake = shape(
  {
    source: need(
      shape({
        file: need(text('the path of the source file')),
        format: need(oneOf(['parquet', 'csv', 'json'])),
        artifact: may(artifact),
        rows: may(whole(1)),
      }),
    ),
    columns: need(mapOf(expectation, column, 1)),
    unique: may(list(column, 1, 128)),
    maxQuarantined: need(number(0, 1, 'a share of rows from 0 to 1')),
    time: need(column),
    shards: need(whole(1, limits.waveInputs)),
    features: need(mapOf(sql, featureName, 1)),
    label: need(sql),
  },
  checkIntake,
)

function checkIntake(value: Whole, at: readonly Segment[], faults: Fault[]): void {
  const columns = value.columns as Record<string, { type?: string }>
  mustBeIn(value.time as string, columns, [...at, 'time'], 'intake.columns', faults)
  const type = columns[value.time as string]?.type
  if (type !== undefined && type !== 'timestamp')
    faults.push(fault([...at, 'time'], `must name a column of type timestamp; '${value.time}' is ${type}`))
  for (const [i, each] of ((value.unique ?? []) as string[]).entries())
    mustBeIn(each, columns, [...at, 'unique', i], 'intake.columns', faults)
  for (const reserved of ['label', 'event_time'])
    if (Object.hasOwn(value.features as object, reserved))
      faults.push(fault([...at, 'features', reserved], 'is a reserved name; choose another'))
}

/** `given` must be a key of `known`, the map called `where`. */
function mustBeIn(given: string, known: object, at: readonly Segment[], where: string, faults: Fault[]): void {
  if (Object.hasOwn(known, given)) return
  const names = Object.keys(known)
  const help = guess(given, names, '') || `it has ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', …' : ''}`
  faults.push(fault(at, `is not in ${where}: '${given}'; ${help}`))
}

const modelFeature = shape(
  { kind: need(oneOf(['category', 'number'])), maxCategories: may(whole(2, 100_000)) },
  (value, at, faults) => {
    if (value.kind === 'number' && value.maxCategories !== undefined)
      faults.push(fault([...at, 'maxCategories'], 'is for kind category; a number has no categories'))
  },
)
const train = shape({
  window: need(
    shape({ from: need(day), to: need(day) }, (value, at, faults) => {
      if ((value.from as string) >= (value.to as string))
        faults.push(fault([...at, 'to'], `must be after from (${value.from}); got ${show(value.to)}`))
    }),
  ),
  features: need(mapOf(modelFeature, featureName, 1)),
  hidden: need(whole(1, 4_096)),
  workers: need(whole(1, limits.waveInputs)),
  rounds: need(whole(1, limits.wavesPerJob / 2)),
  roundMs: need(millis(100, 3600_000)),
  epochs: need(positive(10_000)),
  batch: need(whole(1, 65_536)),
  learningRate: need(positive(10)),
  outer: need(shape({ learningRate: need(positive(10)), momentum: need(number(0, 0.999)) })),
  seed: need(whole(0, 2 ** 32 - 1)),
})
const evaluate = shape({
  holdOutDays: need(whole(1, 3_650)),
  latency: need(shape({ rows: need(whole(1, limits.inferRows)), requests: need(whole(1, 100_000)) })),
  robustness: need(shape({ perturb: need(mapOf(number(0, 1_000), featureName)) })),
})
const rule = shape(
  {
    metric: need(oneOf(gateMetrics)),
    min: may(number(-1e12, 1e12, 'a number')),
    max: may(number(-1e12, 1e12, 'a number')),
    maxWorseThanChampion: may(number(0, 1e12, 'a number of at least 0')),
  },
  checkRule,
)

function checkRule(value: Whole, at: readonly Segment[], faults: Fault[]): void {
  const { metric, min, max, maxWorseThanChampion } = value as {
    metric: string
    min?: number
    max?: number
    maxWorseThanChampion?: number
  }
  if (min === undefined && max === undefined && maxWorseThanChampion === undefined)
    faults.push(fault(at, 'has no limit; give min, max or maxWorseThanChampion'))
  if (min !== undefined && max !== undefined && min > max)
    faults.push(fault([...at, 'min'], `must not be above max (${max}); got ${min}`))
  if (maxWorseThanChampion !== undefined && !plain.includes(metric))
    faults.push(fault([...at, 'maxWorseThanChampion'], `is for ${plain.join(', ')}; the champion has no '${metric}'`))
}

const monitor = shape({
  performance: need(shape({ slack: need(number(0, 100)), threshold: need(positive(1_000)), minRows: need(whole(1)) })),
  data: need(shape({ confidence: need(oneOf([0.95, 0.99, 0.999])), columns: need(list(featureName, 0, 256)) })),
})
const retrain = shape({
  mode: need(oneOf(['warm', 'cumulative'])),
  coolDownDays: need(whole(0, 3_650)),
  budget: need(whole(0, 10_000)),
  rounds: may(whole(1, limits.wavesPerJob / 2)),
  epochs: may(positive(10_000)),
})

export const pipelineSpecCheck = shape(
  {
    name: need(name(64)),
    project: may(projectName),
    intake: need(intake),
    train: need(train),
    evaluate: need(evaluate),
    gate: need(list(rule, 1, 64, 'a list of 1 to 64 rules like {metric: auc, min: 0.65}')),
    deploy: need(shape({ name: need(name(64)), replicas: need(whole(1, 64)) })),
    monitor: need(monitor),
    retrain: need(retrain),
  },
  (value, at, faults) => checkAcross(value as unknown as PipelineSpec, at, faults),
)

function checkAcross(spec: PipelineSpec, at: readonly Segment[], faults: Fault[]): void {
  const { features } = spec.intake
  for (const each of Object.keys(spec.train.features))
    mustBeIn(each, features, [...at, 'train', 'features', each], 'intake.features', faults)
  for (const each of Object.keys(spec.evaluate.robustness.perturb))
    mustBeIn(each, spec.train.features, [...at, 'evaluate', 'robustness', 'perturb', each], 'train.features', faults)
  for (const [i, each] of spec.monitor.data.columns.entries())
    mustBeIn(each, features, [...at, 'monitor', 'data', 'columns', i], 'intake.features', faults)
  const days = (Date.parse(spec.train.window.to) - Date.parse(spec.train.window.from)) / (24 * 3600_000)
  if (spec.evaluate.holdOutDays >= days)
    faults.push(
      fault(
        [...at, 'evaluate', 'holdOutDays'],
        `must be less than the training window's ${days} days; got ${spec.evaluate.holdOutDays}`,
      ),
    )
}

export function validatePipeline(value: unknown): readonly Fault[] {
  const faults: Fault[] = []
  pipelineSpecCheck.run(value, [], faults)
  return faults
}
