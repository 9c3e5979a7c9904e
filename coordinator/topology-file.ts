/** The topology file: where hosts stand, for sites whose switches do not tell their agents. Read once at the start, strictly. */
import { topologyLevels } from '../shared/model/job.ts'
import { type Fault, fault, mapOf, may, need, pattern, type Segment, shape, text } from '../shared/model/validation.ts'
import { CommandError } from './cli/io.ts'
import { placeAll, readYamlFile } from './cli/yaml-file.ts'
import { type PlaceRule, patternFault } from './core/topology.ts'

const place = shape(Object.fromEntries(topologyLevels.map((level) => [level, may(text('a name', 128))])))
const hosts = mapOf(
  place,
  pattern(/^[A-Za-z0-9*][A-Za-z0-9._*-]*$/, 'a host name, a range like gpu-001..gpu-016, or a name with *'),
  1,
  100_000,
)
const file = shape({ hosts: need(hosts) }, patterns)

function patterns(value: Record<string, unknown>, at: readonly Segment[], faults: Fault[]): void {
  for (const key of Object.keys(value.hosts as object)) {
    const wrong = patternFault(key)
    if (wrong !== '') faults.push(fault([...at, 'hosts', key], `: ${wrong}`))
  }
}

/** Rejects with an error that names the place in the file. */
export async function readTopology(given: string, cwd: string): Promise<readonly PlaceRule[]> {
  const yaml = await readYamlFile(given, cwd, 'must hold hosts: {NAME: {site, row, rack, leaf, nvlink}}')
  const faults: Fault[] = []
  file.run(yaml.value, [], faults)
  if (faults.length > 0) throw new CommandError(placeAll(yaml, faults))
  const found = yaml.value.hosts as Readonly<Record<string, PlaceRule['place']>>
  return Object.entries(found).map(([pattern, place]) => ({ pattern, place }))
}
