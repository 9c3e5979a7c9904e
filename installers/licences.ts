/** The licences of what a package holds of others: their texts must travel with it. */
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** `node_modules/a/lib/x.js` → `node_modules/a`; nested ones keep their own. */
export function packageFolder(path: string): string | undefined {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]
}

/** One text with a section per package that any of the files belongs to. `files` are paths from `root`. */
export async function licencesOf(root: string, files: Iterable<string>): Promise<string> {
  const folders = new Set([...files].map(packageFolder).filter((folder) => folder !== undefined))
  const sections: string[] = []
  for (const folder of [...folders].sort()) {
    const at = join(root, folder)
    if (!existsSync(join(at, 'package.json'))) continue
    const { name, version, license } = JSON.parse(await readFile(join(at, 'package.json'), 'utf8')) as Record<
      string,
      unknown
    >
    const names = (await readdir(at))
      .filter((file) => /^(licen[cs]e|copying|notice|thirdpartynotices)/i.test(file))
      .sort()
    const texts = await Promise.all(names.map((file) => readFile(join(at, file), 'utf8').catch(() => '')))
    sections.push(
      [`${'='.repeat(78)}\n${name} ${version} (${license})\n`, ...texts.map((text) => text.trim())].join('\n'),
    )
  }
  return `Parts by others in this package, with their licences.\n\n${sections.join('\n\n')}\n`
}
