/** The page of a job's log in a real browser: what has come, what comes, search on the host, one rank, and a host that is gone. */
import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { makeApi } from '../../coordinator/api/api.ts'
import { buildConsole } from '../../coordinator/console/build.ts'
import { makeFakeCoordinator } from '../fakes/fake-door.ts'
import { LogHost } from '../fakes/log-host.ts'
import { LogRig } from '../fakes/log-rig.ts'
import type { Check } from './part.ts'

export const name = 'console-log'
const executablePath = '/usr/bin/chromium'

export const missing = (): string | undefined => (existsSync(executablePath) ? undefined : `no ${executablePath}`)

export async function run(check: Check): Promise<void> {
  const ends: (() => unknown)[] = []
  const rig = new LogRig({ teardown: (end) => void ends.push(end) }, 2)
  const host = await new LogHost(rig).listen()
  ends.push(() => host.close())
  const fake = makeFakeCoordinator()
  fake.clock.ms = Date.now()
  const api = await makeApi({ ...fake, console: await buildConsole(), version: '0.0.0' })
  api.server.on('upgrade', (request, socket, head) => api.handleFeedUpgrade(request, socket, head))
  const address = await api.listen('127.0.0.1', 0)
  ends.push(() => api.close())
  fake.host('node-a', 2, host.address)
  const body = {
    spec: {
      name: 'train',
      kind: 'gang',
      run: { kind: 'command', argv: ['true'] },
      gang: { hosts: 1, ranksPerHost: 2 },
    },
  }
  await api.app.inject({ method: 'POST', url: '/api/v1/jobs', payload: body })
  fake.door.post({ kind: 'ticked', lateMs: 0 })
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  ends.push(() => browser.close())
  try {
    const page = await browser.newPage()
    page.setDefaultTimeout(20_000)
    await page.goto(`http://${address}/#/`)
    await page.getByRole('link', { name: 'log', exact: true }).click()
    await page.getByText('It has printed nothing.').or(page.getByText('It has not run yet')).waitFor()
    check.ok(true, 'an empty log is told in words')
    rig.write('step 1 loss 2.5\n', 0)
    rig.write('step 1 loss 2.4\n', 1)
    await rig.look()
    await page.getByText('step 1 loss 2.4').waitFor()
    check.equal(await page.locator('ol.log li').count(), 2, 'what comes is shown')
    await page.getByLabel('search').fill('2.5')
    await page.getByRole('button', { name: 'search on the hosts' }).click()
    await page.getByText('step 1 loss 2.4').waitFor({ state: 'detached' })
    await page.getByText('step 1 loss 2.5').waitFor()
    check.equal(await page.locator('ol.log li').count(), 1, 'only lines with the text')
    await page.getByLabel('search').fill('')
    await page.getByRole('button', { name: 'search on the hosts' }).click()
    // both are there again before one of them is wished away
    await page.getByText('step 1 loss 2.4').waitFor()
    await page.getByLabel('rank').fill('1')
    await page.getByLabel('rank').press('Tab')
    await page.getByText('step 1 loss 2.5').waitFor({ state: 'detached' })
    await page.getByText('step 1 loss 2.4').waitFor()
    check.equal(await page.locator('ol.log li').count(), 1, 'only one rank')
    host.close()
    await page.getByText('node-a does not answer for the log of').first().waitFor()
    check.ok(true, 'a host that is gone is told, with what is left')
  } finally {
    for (const end of ends.reverse()) await Promise.resolve(end()).catch(() => {})
  }
}
