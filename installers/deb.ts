/** Makes a `.deb` from a folder that holds the files as they are to lie on the host. */
import { execFile } from 'node:child_process'
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Deb {
  readonly name: string
  readonly version: string
  /** As Node names it. */
  readonly arch: string
  readonly depends: string
  readonly summary: string
  readonly description: readonly string[]
  readonly units: readonly string[]
  readonly conffiles: readonly string[]
  /** Folder with `<part>.postinst`, … and `units.…`. */
  readonly scripts: string
  readonly part: string
}

const debianArch: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }

export const debFileName = ({ name, version, arch }: Pick<Deb, 'name' | 'version' | 'arch'>): string =>
  `${name}_${version}_${debianArch[arch]}.deb`

async function bytesUnder(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const sizes = entries.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath, entry.name)))
  return (await Promise.all(sizes)).reduce((total, { size }) => total + size, 0)
}

function control(deb: Deb, installedBytes: number): string {
  return `${[
    `Package: ${deb.name}`,
    `Version: ${deb.version}`,
    `Architecture: ${debianArch[deb.arch]}`,
    'Maintainer: The Millwright authors <millwright@localhost>',
    `Installed-Size: ${Math.ceil(installedBytes / 1024)}`,
    `Depends: ${deb.depends}`,
    'Section: admin',
    'Priority: optional',
    `Description: ${deb.summary}`,
    ...deb.description.map((line) => ` ${line}`),
  ].join('\n')}\n`
}

/** A part's own text and the text about units, in the order each script needs. */
async function maintainerScripts(deb: Deb): Promise<Record<string, string>> {
  const text = async (name: string): Promise<string> => {
    const raw = await readFile(join(deb.scripts, name), 'utf8')
    return raw.replaceAll('@UNITS@', deb.units.join(' '))
  }
  return {
    postinst: (await text(`${deb.part}.postinst`)) + (await text('units.postinst')),
    prerm: await text(`${deb.part}.prerm`),
    postrm: (await text('units.postrm')) + (await text(`${deb.part}.postrm`)),
  }
}

async function compression(): Promise<string[]> {
  const { stdout } = await run('dpkg-deb', ['--help'])
  return /zstd/.test(stdout) ? ['-Zzstd', '-z9'] : ['-Zgzip', '-z1']
}

/** Returns the path of the package. `tree` gains its DEBIAN folder. */
export async function makeDeb(deb: Deb, tree: string, outFolder: string): Promise<string> {
  const folder = join(tree, 'DEBIAN')
  const installedBytes = await bytesUnder(tree)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'control'), control(deb, installedBytes))
  await writeFile(join(folder, 'conffiles'), deb.conffiles.map((path) => `${path}\n`).join(''))
  for (const [name, content] of Object.entries(await maintainerScripts(deb))) {
    await writeFile(join(folder, name), content)
    await chmod(join(folder, name), 0o755)
  }
  const file = join(outFolder, debFileName(deb))
  await mkdir(dirname(file), { recursive: true })
  await run('dpkg-deb', ['--root-owner-group', ...(await compression()), '--build', tree, file])
  return file
}
