/**
 * The live page in the coordinator's bundle: the development checkout makes it when the coordinator starts; the package has
 * no bundler, so the module that makes it is replaced by one that holds what it made.
 */
import { pathToFileURL } from 'node:url'
import type { Plugin } from 'esbuild'

interface ConsoleFiles {
  readonly files: Readonly<Record<string, { readonly type: string; readonly body: string | Uint8Array }>>
}

/** Source text of a module with the same `buildConsole`. Texts stay texts; bytes travel as base64. */
export function frozenConsole(made: ConsoleFiles): string {
  const entries = Object.entries(made.files).map(([path, { type, body }]) => {
    const literal =
      typeof body === 'string'
        ? JSON.stringify(body)
        : `Buffer.from(${JSON.stringify(Buffer.from(body).toString('base64'))}, 'base64')`
    return `${JSON.stringify(path)}: { type: ${JSON.stringify(type)}, body: ${literal} }`
  })
  return `export const buildConsole = async () => ({ files: { ${entries.join(', ')} } })\n`
}

export const consolePart: Plugin = {
  name: 'console',
  setup(b) {
    b.onLoad({ filter: /coordinator[\\/]console[\\/]build\.ts$/ }, async ({ path }) => {
      const source = (await import(pathToFileURL(path).href)) as { buildConsole(): Promise<ConsoleFiles> }
      return { contents: frozenConsole(await source.buildConsole()), loader: 'js' }
    })
  },
}
