/** Job and pipeline files (YAML or JSON), checked as they are read. */
import { validateJob } from '../../shared/model/validate-job.ts'
import { validatePipeline } from '../../shared/model/validate-pipeline.ts'
import type { Segment } from '../../shared/model/validation.ts'
import { CommandError } from './io.ts'
import { placeAll, readYamlFile, type YamlFile } from './yaml-file.ts'

export interface SpecFile extends YamlFile {
  readonly kind: 'job' | 'pipeline'
}

export async function readSpecFile(given: string, cwd: string): Promise<SpecFile> {
  const file = await readYamlFile(
    given,
    cwd,
    'must hold a job (name, kind, run, …) or a pipeline (name, intake, train, …)',
  )
  const kind = ['intake', 'train', 'gate', 'monitor'].some((key) => key in file.value) ? 'pipeline' : 'job'
  const faults = kind === 'pipeline' ? validatePipeline(file.value) : validateJob(file.value)
  if (faults.length > 0) throw new CommandError(placeAll(file, faults))
  return { ...file, kind }
}

/** "gate[0].metric" → ['gate', 0, 'metric']. */
export function segmentsOf(path: string): Segment[] {
  const found: Segment[] = []
  for (const match of path.matchAll(/\[(\d+)\]|([^.[\]]+)/g))
    found.push(match[1] === undefined ? (match[2] as string) : Number(match[1]))
  return found
}
