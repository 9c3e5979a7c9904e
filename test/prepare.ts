/**
 * `tap` is installed with its TypeScript plugin built in, which we switch off (Node reads the types itself). It would rebuild itself at
 * its first run, but that run fails with the plugin it has already loaded: so it is rebuilt here, once after each install.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const built = join(root, 'node_modules/@tapjs/test/test-built/dist/esm/index.js')

if (!existsSync(built) || readFileSync(built, 'utf8').includes('@tapjs/typescript')) {
  const done = spawnSync(process.execPath, [join(root, 'node_modules/.bin/tap'), 'build'], {
    cwd: root,
    encoding: 'utf8',
  })
  if (done.status !== 0) {
    process.stderr.write(`tap build: ${done.stdout}${done.stderr}\n`)
    process.exit(1)
  }
}
