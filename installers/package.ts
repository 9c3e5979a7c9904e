/**
 * `npm run package`: builds the Debian packages of coordinator and agent into `dist/`, each with its own Node and native parts.
 *
 *   --out DIR         where to (default dist)
 *   --only PART       only `coordinator` or `agent`
 *   --allow-missing   leave out programs whose source is not there, and say so (for work on the packager itself)
 */
import { execFile } from 'node:child_process'
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { arch, bundles, isPresent, makeBundle, natives, nodeFlags, root } from './bundles.ts'
import { prebuildConsole } from './console.ts'
import { makeDeb } from './deb.ts'
import { licencesOf } from './licences.ts'

const run = promisify(execFile)
type Part = 'coordinator' | 'agent'

const parts = {
  coordinator: {
    summary: 'coordinator of a Millwright AI factory',
    description: [
      'Places work, keeps its state on disk, and serves the API, the live page and the',
      'inference gateway.',
    ],
    units: ['millwright-coordinator.service', 'millwright-gateway.service'],
    slices: [],
    conffiles: ['coordinator.conf', 'gateway.conf'],
    wrapper: { name: 'millwright', bundle: 'cli.mjs' },
    docs: [
      'coordinator/cli/README.md',
      'coordinator/core/verdicts/README.md',
      'examples/grafana/README.md',
      'examples/grafana/millwright-fleet.json',
      'examples/pytorch/README.md',
      'examples/pytorch/millwright.py',
      'examples/pytorch/train_ddp.py',
    ],
    depends: 'libc6 (>= 2.28), libstdc++6, libgcc-s1, passwd',
  },
  agent: {
    summary: 'agent of a Millwright AI factory',
    description: ["Reads a host's health and runs its share of the work."],
    units: ['millwright-agent.service'],
    slices: ['millwright-work.slice'],
    conffiles: ['agent.json'],
    wrapper: { name: 'millwright-agent', bundle: 'main.mjs' },
    docs: [
      'agent/README.md',
      'agent/work/README.md',
      'agent/work/checkpoints/README.md',
      'agent/sensors/README.md',
      'agent/sensors/COLLECTORS.md',
      'examples/collectors/agent.json',
    ],
    depends: 'libc6 (>= 2.28), libstdc++6, libgcc-s1, passwd, util-linux',
  },
} as const

async function put(from: string, to: string, mode = 0o644): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  await copyFile(from, to)
  await chmod(to, mode)
}

async function putText(to: string, text: string, mode = 0o644): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  await writeFile(to, text)
  await chmod(to, mode)
}

/** Everything under /usr/lib/millwright/<part>: bundles, native parts, Node. Returns the files it all comes from. */
async function putPrograms(part: Part, lib: string, allowMissing: boolean): Promise<string[]> {
  const present = bundles[part].filter(isPresent)
  const missing = bundles[part].filter((bundle) => !isPresent(bundle))
  if (missing.length > 0 && !allowMissing)
    throw new Error(`no source: ${missing.map(({ source }) => source).join(', ')}`)
  for (const { source } of missing) process.stderr.write(`package: left out, no source: ${source}\n`)
  const made = await Promise.all(present.map((bundle) => makeBundle(bundle, lib)))
  for (const file of natives[part]) {
    // Every loader asks for the addon by its plain name.
    const name = basename(file).replace('.armv8.', '.')
    await put(join(root, 'node_modules', file), join(lib, 'native', name))
  }
  const node = join(lib, 'bin/node')
  await put(join(root, `node_modules/node-linux-${arch}/bin/node`), node, 0o755)
  await run('strip', ['-s', node])
  return [...made.flat(), ...natives[part].map((file) => `node_modules/${file}`)]
}

async function buildPart(part: Part, version: string, out: string, allowMissing: boolean): Promise<string> {
  const { wrapper, units, slices, conffiles, docs, ...texts } = parts[part]
  const name = `millwright-${part}`
  const tree = await mkdtemp(join(tmpdir(), `${name}-`))
  try {
    await chmod(tree, 0o755)
    const lib = join(tree, 'usr/lib/millwright', part)
    const sources = await putPrograms(part, lib, allowMissing)
    if (part === 'coordinator') await prebuildConsole(lib)
    await putText(join(lib, 'package.json'), `${JSON.stringify({ name, version, type: 'module' })}\n`)
    const node = `/usr/lib/millwright/${part}/bin/node`
    // a simulated fleet is not an agent that is to be small
    const flags = nodeFlags[part].length === 0 ? '' : `[ "$1" = simulate ] || flags="${nodeFlags[part].join(' ')}"\n`
    const program = `#!/bin/sh\n${flags}exec ${node} \${flags:-} /usr/lib/millwright/${part}/${wrapper.bundle} "$@"\n`
    await putText(join(tree, 'usr/bin', wrapper.name), program, 0o755)
    for (const unit of [...units, ...slices])
      await put(join(root, 'systemd', unit), join(tree, 'usr/lib/systemd/system', unit))
    for (const file of conffiles) await put(join(root, 'installers/etc', file), join(tree, 'etc/millwright', file))
    const doc = join(tree, 'usr/share/doc', name)
    // In their folders, as their links to each other want it.
    for (const file of ['README.md', ...docs]) await put(join(root, file), join(doc, file))
    await put(join(root, 'LICENSE'), join(doc, 'copyright'))
    await putText(join(doc, 'third-party.txt'), await licencesOf(root, sources))
    await put(join(root, 'node_modules', `node-linux-${arch}`, 'LICENSE'), join(doc, 'copyright.node')).catch(
      () => undefined,
    )
    const scripts = join(root, 'installers/debian')
    const paths = conffiles.map((file) => `/etc/millwright/${file}`)
    return await makeDeb({ ...texts, name, version, arch, units, conffiles: paths, scripts, part }, tree, out)
  } finally {
    await rm(tree, { recursive: true, force: true })
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      out: { type: 'string', default: 'dist' },
      only: { type: 'string' },
      'allow-missing': { type: 'boolean', default: false },
    },
  })
  const chosen = (['coordinator', 'agent'] as const).filter((part) => values.only === undefined || values.only === part)
  if (chosen.length === 0) throw new Error(`--only ${values.only}: there are coordinator and agent`)
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
  for (const part of chosen) {
    const started = performance.now()
    const file = await buildPart(part, version, resolve(values.out), values['allow-missing'])
    const megabytes = ((await stat(file)).size / 1e6).toFixed(1)
    process.stdout.write(`${file}  ${megabytes} MB  ${((performance.now() - started) / 1000).toFixed(1)} s\n`)
  }
}

await main()
