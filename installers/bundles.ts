/**
 * The bundles of each package: one self-contained `.mjs` per program, with native parts beside them in `native/`.
 * Addons are loaded by name from there; nothing is looked up in a `node_modules`, and a test runs the result where none is near.
 */
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..')
/** As Node names it: `x64` or `arm64`. */
export const arch = process.arch

export interface Bundle {
  readonly source: string
  /** Path in the package's folder under /usr/lib/millwright. */
  readonly file: string
}

export const bundles: Readonly<Record<'coordinator' | 'agent', readonly Bundle[]>> = {
  coordinator: [
    { source: 'coordinator/main.ts', file: 'main.mjs' },
    { source: 'coordinator/shell/planner-thread.ts', file: 'planner-thread.mjs' },
    { source: 'coordinator/telemetry/telemetry-thread.ts', file: 'telemetry-thread.mjs' },
    { source: 'coordinator/gateway/main.ts', file: 'gateway.mjs' },
    { source: 'coordinator/cli/main.ts', file: 'cli.mjs' },
  ],
  agent: [
    { source: 'agent/main.ts', file: 'main.mjs' },
    { source: 'agent/work/command-worker.ts', file: 'command-worker.mjs' },
    { source: 'agent/work/checkpoints/child.ts', file: 'checkpoints.mjs' },
    { source: 'agent/work/gpu-test/child.ts', file: 'gpu-test.mjs' },
    { source: 'agent/engines/data/main.ts', file: 'engines/data.mjs' },
    { source: 'agent/engines/model/main.ts', file: 'engines/model.mjs' },
    { source: 'agent/engines/serve/main.ts', file: 'engines/serve.mjs' },
    { source: 'agent/sensors/nvml/child.ts', file: 'sensors/nvml-child.mjs' },
    { source: 'agent/sensors/nvidia-smi/child.ts', file: 'sensors/nvidia-smi-child.mjs' },
  ],
}

/**
 * What Node is started with. The agent has little to do and is to be small: a young generation of 1 MiB is enough for a second of
 * readings (16 MiB is V8's own choice, which it fills before it looks), and one thread for V8's own work. So small a heap is cleared
 * sooner by the agent's own thread than by several that wait for each other (a tenth of the agent's CPU time at 1 Hz).
 */
export const nodeFlags: Readonly<Record<'coordinator' | 'agent', readonly string[]>> = {
  coordinator: [],
  agent: ['--max-semi-space-size=1', '--v8-pool-size=1', '--single-threaded-gc'],
}

/** Native files, from node_modules. ONNX Runtime's library must lie beside its addon (RUNPATH $ORIGIN), DuckDB's too. */
export const natives: Readonly<Record<'coordinator' | 'agent', readonly string[]>> = {
  coordinator: [`classic-level/prebuilds/linux-${arch}/classic-level.node`],
  agent: [
    `classic-level/prebuilds/linux-${arch}/classic-level${arch === 'arm64' ? '.armv8' : ''}.node`,
    `@koromix/koffi-linux-${arch}/linux_${arch}/koffi.node`,
    `onnxruntime-node/bin/napi-v6/linux/${arch}/onnxruntime_binding.node`,
    `onnxruntime-node/bin/napi-v6/linux/${arch}/libonnxruntime.so.1`,
    `@duckdb/node-bindings-linux-${arch}/duckdb.node`,
    `@duckdb/node-bindings-linux-${arch}/libduckdb.so`,
  ],
}

const addon = (name: string) => ({ contents: `module.exports = __nativeRequire('${name}')`, loader: 'js' as const })

/** Replaces each package's own search for its addon. Fails the build where a package no longer looks as it did. */
const nativeParts: Plugin = {
  name: 'native-parts',
  setup(b) {
    b.onLoad({ filter: /classic-level[\\/]binding\.js$/ }, () => addon('classic-level.node'))
    b.onLoad({ filter: /@koromix[\\/]koffi-linux-(x64|arm64)[\\/]index\.js$/ }, () => addon('koffi.node'))
    b.onLoad({ filter: /@duckdb[\\/]node-bindings[\\/]duckdb\.js$/ }, () => addon('duckdb.node'))
    b.onLoad({ filter: /onnxruntime-node[\\/]dist[\\/]binding\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8')
      const search = /require\(`\.\.\/bin\/napi-v6\/[^`]*onnxruntime_binding\.node`\)/
      if (!search.test(text)) throw new Error(`${path} no longer loads its addon as it did: see installers/bundles.ts`)
      return { contents: text.replace(search, "__nativeRequire('onnxruntime_binding.node')"), loader: 'js' }
    })
    // koffi names one package per platform; only this one's is bundled. (Go patterns know no lookahead.)
    b.onResolve({ filter: /^@koromix\/koffi-/ }, ({ path }) =>
      path === `@koromix/koffi-linux-${arch}` ? undefined : { path, external: true },
    )
    // Never loaded in the package: it holds what esbuild makes, and ws does without its optional parts.
    b.onResolve({ filter: /^(esbuild|onnxruntime-web|bufferutil|utf-8-validate)$/ }, ({ path }) => ({
      path,
      external: true,
    }))
  },
}

/** Node finds addons and CommonJS by these; in an ES module they do not exist by themselves. */
function banner(file: string): string {
  const native = posix.join(
    ...file
      .split('/')
      .slice(1)
      .map(() => '..'),
    'native',
  )
  return [
    "import { createRequire as __createRequire } from 'node:module';",
    "import { dirname as __dirnameOf } from 'node:path';",
    "import { fileURLToPath as __pathOf } from 'node:url';",
    'const require = __createRequire(import.meta.url);',
    'const __filename = __pathOf(import.meta.url);',
    'const __dirname = __dirnameOf(__filename);',
    `const __nativeRequire = (name) => require('./${native}/' + name);`,
  ].join('\n')
}

/**
 * One sign beyond ASCII makes Node hold a program's whole text at two bytes a character, for as long as it runs. esbuild
 * escapes those in strings; what is left is in regular expressions, which know the same escapes.
 */
async function writeAscii(path: string): Promise<void> {
  const text = await readFile(path, 'utf8')
  const escaped = text.replace(/[\u0080-\uffff]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
  if (escaped !== text) await writeFile(path, escaped)
}

export const isPresent = ({ source }: Bundle): boolean => existsSync(join(root, source))

/** Returns the files it was made of, as paths from the root. */
export async function makeBundle({ source, file }: Bundle, folder: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [join(root, source)],
    outfile: join(folder, file),
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    minify: true,
    // Stack traces name functions; minified syntax and blanks do not hurt them.
    keepNames: true,
    // The licences travel in a file of their own.
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    define: { 'process.env.NODE_ENV': '"production"' },
    banner: { js: banner(file) },
    // koffi's ES entry hides its addon behind createRequire: it seems bundled and works only while node_modules is near.
    alias: { koffi: join(root, 'node_modules/koffi/index.cjs') },
    plugins: [nativeParts],
  })
  await writeAscii(join(folder, file))
  return Object.keys(metafile.inputs)
}
