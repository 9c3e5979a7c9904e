/** Names that checkpoints have in the folders of PyTorch, Lightning, DeepSpeed, Megatron, NeMo, Hugging Face and Orbax; `README.md` lists them. */

const extensions = /\.(pt|pth|ckpt|bin|safetensors|tar|distcp)$/
const patterns = [
  // step_100, step-100, step100, global_step100 (DeepSpeed), checkpoint-100 (Hugging Face), ckpt_100, iter_0000100 (Megatron)
  /^(?:global[_-]?step|step|checkpoint|ckpt|iter|iteration)[_=-]?(\d{1,12})$/i,
  // epoch=3-step=100 (Lightning), model--loss=0.1-step=100-consumed_samples=6400.0 (NeMo)
  /(?:^|[-_])step[=_-](\d{1,12})(?:$|[-_])/i,
  // Orbax
  /^(\d{1,12})$/,
]

/** The step that a name tells; undefined: it is no checkpoint's. */
export function stepOf(name: string): number | undefined {
  if (isTemporary(name)) return undefined
  const stem = name.replace(extensions, '')
  for (const pattern of patterns) {
    const match = pattern.exec(stem)
    if (match !== null) return Number(match[1])
  }
  return undefined
}

/** Names of what is being written: hidden, `.tmp`, `.part`, `.incomplete`, `tmp-…`, Orbax’s own, and NeMo’s marks. */
export function isTemporary(name: string): boolean {
  return /^\.|^tmp[-_.]|\.(tmp|part|partial|incomplete|writing)$|\.orbax-checkpoint-tmp|-unfinished$/i.test(name)
}

/** Files in a folder that say that all of it is written; `.metadata` is what torch.distributed.checkpoint writes last. */
export const completeMarks: readonly string[] = ['.complete', 'complete', '.done', 'done', '_SUCCESS', '.metadata']

/** NeMo puts this beside a checkpoint while it writes it. */
export const unfinishedMark = (name: string): string => `${name.replace(extensions, '')}-unfinished`

/** Files that name the newest whole checkpoint, written after it: DeepSpeed's and others' `latest`, Megatron's. */
export const latestFiles: readonly string[] = ['latest', 'latest_checkpointed_iteration.txt']
