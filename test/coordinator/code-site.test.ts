/** The whole way on a real coordinator and a real agent: a directory with a secret is submitted, runs, and leaves the secret nowhere. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { WebSocket } from 'ws'
import type { AttemptRow, EventRow, HostRow } from '../../shared/model/rows.ts'
import { type Site, startSite } from '../fakes/site.ts'

const root = join(import.meta.dirname, '../..')

async function cli(site: Site, args: readonly string[], stdin = ''): Promise<{ code: number; out: string }> {
  const argv = [join(root, 'coordinator/cli/main.ts'), ...args, '--coordinator', `http://${site.address}`]
  const cut = args.indexOf('--')
  if (cut >= 0)
    argv.splice(1, argv.length, ...args.slice(0, cut), '--coordinator', `http://${site.address}`, ...args.slice(cut))
  const child = spawn(process.execPath, argv, { cwd: site.dir, stdio: ['pipe', 'pipe', 'pipe'] })
  let out = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      out += chunk.toString()
    })
  child.stdin.end(stdin)
  const [code] = (await once(child, 'close')) as [number]
  return { code, out }
}

/** Every file below a folder, as bytes. */
function filesIn(folder: string): { path: string; bytes: Buffer }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, bytes: readFileSync(path) }))
}

async function feedText(site: Site): Promise<string> {
  const socket = new WebSocket(`ws://${site.address}/api/v1/feed`)
  const [data] = (await once(socket, 'message')) as [Buffer]
  socket.terminate()
  return data.toString()
}

const value = 'c0rrect-h0rse-b4ttery-staple'

t.test(
  '[CI1] [CI2] [CI4] a submitted directory runs with its secret, and the secret is nowhere but in its file (S22)',
  async (t) => {
    const site = await startSite([])
    t.teardown(() => site.close())
    const scripts = join(site.dir, 'site')
    mkdirSync(scripts)
    const script = (name: string, text: string): string => {
      writeFileSync(join(scripts, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 })
      return join(scripts, name)
    }
    const config = join(site.dir, 'agent.json')
    const work = {
      prolog: script('prolog', `env >>${scripts}/env; [ ! -e ${scripts}/broken ] || { echo no scratch disk; exit 7; }`),
      epilog: script('epilog', 'echo cleaned; exit 2'),
    }
    writeFileSync(config, JSON.stringify({ work }))
    const agent = [
      join(root, 'agent/main.ts'),
      'run',
      '--coordinator',
      `ws://${site.address}`,
      '--state-dir',
      join(site.dir, 'h1'),
    ]
    site.start('h1', [...agent, '--name', 'h1', '--slots', '4', '--sensor-off', 'kernel-log', '--config', config])
    const hosts = async () =>
      (await site.api<{ rows: (HostRow & { liveness: string })[] }>('GET', '/api/v1/hosts')).rows
    await site.until('the host is connected', async () =>
      (await hosts()).some(({ liveness }) => liveness === 'connected'),
    )

    const code = join(site.dir, 'code')
    mkdirSync(join(code, 'bin'), { recursive: true })
    writeFileSync(join(code, '.millwrightignore'), 'big\n')
    writeFileSync(join(code, 'big'), 'not wanted')
    writeFileSync(
      join(code, 'bin/run'),
      `#!/bin/sh
test ! -e big || exit 9
stat -c %a "$MILLWRIGHT_SECRETS/token" "$MILLWRIGHT_SECRETS"
printf '{"digest":"%s"}' "$(sha256sum "$MILLWRIGHT_SECRETS/token" | cut -d' ' -f1)" >"$MILLWRIGHT_RESULT"
`,
      { mode: 0o755 },
    )
    const said: string[] = []
    const run = async (args: readonly string[], stdin = ''): Promise<string> => {
      const { code: status, out } = await cli(site, args, stdin)
      said.push(out)
      return `${status} ${out}`
    }
    t.match(await run(['secret', 'set', 'token'], `${value}\n`), /^0 secret token/)
    const submit = ['submit', '--name', 'train', '--dir', 'code', '--secret', 'token', '--wait', '--', './bin/run']
    t.match(await run(submit), /^0 code \(2 files\).*uploading[\s\S]*train succeeded/)
    t.match(await run(submit), /already with the coordinator[\s\S]*train succeeded/)
    const results = await site.api<{ results: { output: { result: { digest: string } } }[] }>(
      'GET',
      '/api/v1/jobs/train/results',
    )
    t.equal(results.results[0]?.output.result.digest, createHash('sha256').update(value).digest('hex'))
    const attempts = await site.attempts('train')
    const attempt = await site.until('its end is told', async () =>
      (await site.attempts('train')).find(({ exit }) => exit !== null),
    )
    t.match(attempt.exit, { prolog: { code: 0 }, epilog: { code: 2, said: 'cleaned' } })
    t.match(await run(['logs', 'train']), /400\n500\n/)
    const ofScripts = readFileSync(join(scripts, 'env'), 'utf8')
    t.match(ofScripts, /MILLWRIGHT_ATTEMPT=a-1-/)
    t.notMatch(ofScripts, /MILLWRIGHT_SECRETS/)
    t.match(
      (await site.api<{ rows: EventRow[] }>('GET', '/api/v1/events')).rows.map(({ text }) => text).join('\n'),
      /h1: the epilog after a-1-\d+ failed: status 2: cleaned/,
    )

    await t.test('the value is in no feed, answer, row, log or output', async (t) => {
      const urls = [
        'jobs',
        'jobs/train',
        'jobs/train/attempts',
        `attempts/${attempt.id}`,
        'why/train',
        'events',
        'hosts',
        'hosts/h1',
        'secrets',
        'status',
        'jobs/train/results',
      ]
      for (const url of urls) said.push(JSON.stringify(await site.api('GET', `/api/v1/${url}`)))
      for (const url of ['metrics', 'metrics/hosts'])
        said.push(await (await fetch(`http://${site.address}/${url}`)).text())
      said.push(await feedText(site))
      for (const args of [['job', 'train'], ['why', 'train'], ['events'], ['host', 'h1'], ['secret', 'list']])
        await run(args)
      const forms = [value, Buffer.from(value).toString('base64')]
      for (const form of forms) t.notOk(said.join('\n').includes(form))
      const where = filesIn(site.dir).filter(({ bytes }) => forms.some((form) => bytes.includes(form)))
      t.same(
        where.map(({ path }) => path),
        [join(site.dir, 'coordinator/secrets/default/token')],
      )
      t.equal(statSync(join(site.dir, 'coordinator/secrets/default/token')).mode & 0o777, 0o600)
      for (const { id } of attempts) t.notOk(existsSync(join(site.dir, 'h1/attempts', id, 'secrets')))
    })

    await t.test(
      '[CI5] [CI7] what a host lacks, or its prolog refuses, is a launch that failed, with the reason',
      async (t) => {
        const shared = join(site.dir, 'shared')
        mkdirSync(shared)
        t.match(
          await run([
            'submit',
            '--name',
            'there',
            '--workdir',
            shared,
            '--wait',
            '--',
            'sh',
            '-c',
            'pwd >"$MILLWRIGHT_DIR/pwd"; test "$PWD" = "$0"',
            shared,
          ]),
          /there succeeded/,
        )
        const failure = async (name: string): Promise<AttemptRow | undefined> =>
          (await site.attempts(name)).find(({ exit }) => exit?.reason === 'launch-failed')
        await run(['submit', '--name', 'gone', '--workdir', join(site.dir, 'nowhere'), '--', 'true'])
        const gone = await site.until('it could not be started', () => failure('gone'))
        t.match(gone.exit?.lastLines, [/workdir .*nowhere is not on this host: ENOENT/])
        await run(['cancel', 'gone'])
        writeFileSync(join(scripts, 'broken'), '')
        await run(['uncordon', 'h1'])
        await run(['submit', '--name', 'refused', '--', 'true'])
        const refused = await site.until('the prolog has refused it', () => failure('refused'))
        t.match(refused.exit, {
          prolog: { code: 7 },
          epilog: { code: 2 },
          lastLines: ["the site's prolog ended with status 7: no scratch disk"],
        })
        t.match(await run(['why', 'refused']), /no scratch disk/)
        await run(['cancel', 'refused'])
      },
    )

    await t.test('[CI8] [CI10] the host is let go, removed, and refused when it comes back', async (t) => {
      const host = async () => (await hosts())[0]
      t.match(await run(['host', 'release-gpus', 'h1']), /^1 .*is not drained/)
      await run(['drain', 'h1', '--reason', 'new driver', '--mode', 'now', '--yes'])
      await site.until('it is empty', async () => (await host())?.drain?.doneMs)
      await run(['host', 'release-gpus', 'h1'])
      await site.until('it has let go', async () => (await host())?.gpuRelease?.state !== 'asked')
      t.ok(existsSync(join(site.dir, 'h1/gpus-released')))
      await run(['host', 'release-gpus', 'h1', '--resume'])
      await site.until('it reads its GPUs again', async () => (await host())?.gpuRelease === undefined)
      t.notOk(existsSync(join(site.dir, 'h1/gpus-released')))
      t.match(await run(['host', 'remove', 'h1']), /^0 h1 \([0-9a-f]{32}\) is removed/)
      t.same(await hosts(), [])
      const log = (): string => readFileSync(join(site.dir, 'h1.log'), 'utf8')
      await site.until('its agent is refused', async () =>
        /coordinator refused this agent.*host-removed.*readmit/.test(log()),
      )
      const [{ id } = { id: '' }] = (await site.api<{ rows: { id: string }[] }>('GET', '/api/v1/removed-hosts')).rows
      t.match(await run(['host', 'readmit', id]), /may join again/)
      await site.until('it has joined again', async () =>
        (await hosts()).some(({ liveness }) => liveness === 'connected'),
      )
    })
  },
)
