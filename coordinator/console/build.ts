/**
 * Bundles the console into memory. In development that happens at the coordinator's start; a package carries the files in
 * `prebuilt/` (written by the packager from this same call) and needs no bundler.
 */
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'

export interface ConsoleFile {
  readonly type: string
  readonly body: string | Uint8Array
}
export interface ConsoleBuild {
  /** by path under `/`; `index.html` is the page itself */
  readonly files: Record<string, ConsoleFile>
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
}

export async function buildConsole(folder: string = import.meta.dirname): Promise<ConsoleBuild> {
  const prebuilt = join(folder, 'prebuilt')
  return existsSync(join(prebuilt, 'index.html')) ? readPrebuilt(prebuilt) : bundle(folder)
}

async function readPrebuilt(folder: string): Promise<ConsoleBuild> {
  const files: Record<string, ConsoleFile> = {}
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const type = types[extname(entry.name)] ?? 'application/octet-stream'
    files[path.slice(folder.length + 1)] = { type, body: await readFile(path) }
  }
  return { files }
}

async function bundle(folder: string): Promise<ConsoleBuild> {
  const { build } = await import('esbuild')
  const result = await build({
    entryPoints: { app: join(folder, 'app.tsx'), style: join(folder, 'style.css') },
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    outdir: 'assets',
    logLevel: 'silent',
  })
  const files: Record<string, ConsoleFile> = {
    'index.html': { type: types['.html'] as string, body: await readFile(join(folder, 'index.html'), 'utf8') },
  }
  for (const { path, contents } of result.outputFiles) {
    const name = path.slice(path.lastIndexOf('/') + 1)
    files[`assets/${name}`] = { type: types[extname(name)] ?? 'application/octet-stream', body: contents }
  }
  return { files }
}
