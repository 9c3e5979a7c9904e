/** The agent as its package has it: bundles and native parts, without types to strip and modules to find. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { bundles, makeBundle, natives, root } from '../../../installers/bundles.ts'

/** Returns the path of its program. The engines are left out. */
export async function packageAgent(dir: string): Promise<string> {
  for (const bundle of bundles.agent) if (!bundle.source.includes('/engines/')) await makeBundle(bundle, dir)
  mkdirSync(join(dir, 'native'), { recursive: true })
  for (const file of natives.agent.filter((name) => /classic-level|koffi/.test(name)))
    copyFileSync(join(root, 'node_modules', file), join(dir, 'native', basename(file).replace('.armv8.', '.')))
  writeFileSync(join(dir, 'package.json'), JSON.stringify({ version: 'bench' }))
  return join(dir, 'main.mjs')
}
