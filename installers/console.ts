/** Puts the live page into the coordinator's package as finished files: the package has no bundler to make it with. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { buildConsole } from '../coordinator/console/build.ts'

/** `lib` is the folder of the coordinator's bundle, which looks for `prebuilt/` beside itself. */
export async function prebuildConsole(lib: string): Promise<void> {
  const { files } = await buildConsole()
  for (const [path, { body }] of Object.entries(files)) {
    const file = join(lib, 'prebuilt', path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, body)
  }
}
