/** The registry: integer versions, aliases with their history, one-call rollback (promise 7). */
import { limits } from '../../shared/limits.ts'
import type { ModelRow, ModelVersion } from '../../shared/model/rows.ts'
import { type Context, note, Refusal } from './context.ts'
import { deployVersion } from './services.ts'
import type { State } from './state.ts'

export function findModel(state: State, name: string): ModelRow {
  const model = state.models.get(name) ?? state.models.get(`default/${name}`)
  if (model === undefined)
    throw new Refusal('no-such-model', `no model '${name}': \`millwright models\` lists them`, 'model')
  return model
}

/** Adds a version; versions without an alias beyond limits.versionsKept go, oldest first. */
export function addVersion(ctx: Context, project: string, name: string, fields: Omit<ModelVersion, 'version'>): number {
  const { state } = ctx
  const id = `${project}/${name}`
  const before = state.models.get(id) ?? {
    v: 1 as const,
    id,
    name,
    project,
    versions: [],
    aliases: {},
    aliasHistory: [],
  }
  const version = (before.versions.at(-1)?.version ?? 0) + 1
  const aliased = new Set(Object.values(before.aliases))
  let versions: readonly ModelVersion[] = [...before.versions, { version, ...fields }]
  while (versions.length > limits.versionsKept) {
    const oldest = versions.find((each) => !aliased.has(each.version))
    if (oldest === undefined) break
    versions = versions.filter((each) => each !== oldest)
  }
  state.models.put(id, { ...before, versions })
  return version
}

export function setVersionState(
  ctx: Context,
  id: string,
  version: number,
  state: ModelVersion['state'],
  metrics: ModelVersion['metrics'],
): void {
  const model = ctx.state.models.must(id)
  ctx.state.models.patch(id, {
    versions: model.versions.map((each) =>
      each.version === version ? { ...each, state, metrics: metrics ?? each.metrics } : each,
    ),
  })
}

/** Moves an alias; the history keeps the last 200 moves. Deployments that follow the alias follow. */
export function moveAlias(ctx: Context, id: string, alias: string, version: number, by: string, reason: string): void {
  const { state, nowMs } = ctx
  const model = state.models.must(id)
  const was = model.aliases[alias] ?? null
  const entry = { alias, version, was, atMs: nowMs, by, reason }
  state.models.patch(id, {
    aliases: { ...model.aliases, [alias]: version },
    aliasHistory: [...model.aliasHistory, entry].slice(-limits.aliasMovesKept),
  })
  note(
    ctx,
    'notice',
    'alias-moved',
    `${model.name}@${alias}: ${was === null ? '' : `version ${was} → `}version ${version} (${reason})`,
    { model: id },
  )
  for (const deployment of [...state.deployments.values()])
    if (deployment.model === id && deployment.alias === alias) deployVersion(ctx, deployment.id, version)
}

/** Back to the version the alias pointed to before the last move forward. */
export function rollback(ctx: Context, name: string, alias: string, by: string): ModelRow {
  const model = findModel(ctx.state, name)
  const now = model.aliases[alias]
  if (now === undefined)
    throw new Refusal(
      'nothing-to-roll-back',
      `model '${model.name}' has no alias '${alias}'; it has ${Object.keys(model.aliases).join(', ') || 'none'}`,
      'alias',
    )
  const last = [...model.aliasHistory]
    .reverse()
    .find((each) => each.alias === alias && each.version === now && each.was !== null)
  const target = last?.was ?? null
  if (target === null || !model.versions.some((each) => each.version === target))
    throw new Refusal(
      'nothing-to-roll-back',
      `'${model.name}@${alias}' is version ${now} and was no kept version before`,
      'alias',
    )
  moveAlias(ctx, model.id, alias, target, by, `rolled back from version ${now}`)
  return ctx.state.models.must(model.id)
}
