/** The console in a real browser (Debian's Chromium): what a person sees, what a button does, and that nothing fails or loads from elsewhere. */
import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { makeApi } from '../../coordinator/api/api.ts'
import { buildConsole } from '../../coordinator/console/build.ts'
import { reoffer } from '../../coordinator/core/holdings.ts'
import { type FakeCoordinator, makeFakeCoordinator } from '../fakes/fake-door.ts'
import { putFault } from '../fakes/health-rows.ts'
import type { Check } from './part.ts'

export const name = 'console'
const executablePath = '/usr/bin/chromium'
const hosts = 1_000
const gpusEach = 8

export const missing = (): string | undefined => (existsSync(executablePath) ? undefined : `no ${executablePath}`)

export async function run(check: Check): Promise<void> {
  const fake = makeFakeCoordinator()
  fake.clock.ms = Date.now()
  const api = await makeApi({ ...fake, console: await buildConsole(), version: '0.0.0' })
  api.server.on('upgrade', (request, socket, head) => api.handleFeedUpgrade(request, socket, head))
  const address = await api.listen('127.0.0.1', 0)
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    const { page, failures } = await openPage(browser, check)
    await page.goto(`http://${address}/`)
    await emptyState(check, page)
    addFleet(fake)
    await alerts(check, page, fake)
    await hostPage(check, page, address)
    await heatMap(check, page, address)
    await narrow(check, page, address)
    check.equal(failures, [], 'nothing failed in the page and nothing was asked for elsewhere')
    await silence(check, page, fake, api)
  } finally {
    await browser.close()
    await api.close().catch(() => {})
  }
}

async function openPage(browser: Browser, check: Check): Promise<{ page: Page; failures: string[] }> {
  const page = await browser.newPage({ viewport: { width: 1_400, height: 1_000 } })
  page.setDefaultTimeout(20_000)
  const failures: string[] = []
  page.on('pageerror', (error) => failures.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') failures.push(message.text())
  })
  page.on('request', (request) => {
    if (!/^(http|ws):\/\/127\.0\.0\.1:/.test(request.url()) && !request.url().startsWith('data:'))
      failures.push(request.url())
  })
  check.note(`Chromium ${browser.version()}`)
  return { page, failures }
}

async function emptyState(check: Check, page: Page): Promise<void> {
  await page.getByText('No alert fires.').waitFor()
  await page.getByText('No host has joined.').waitFor()
  await page.getByText('Nothing changed in the last 10 minutes.').waitFor()
  check.ok(true, 'an empty site is told in words')
}

function addFleet(fake: FakeCoordinator): void {
  const { state } = fake
  for (let i = 0; i < hosts; i++) {
    const id = `sim-${i}`
    fake.host(id, 8)
    const { inventory } = state.hosts.must(id)
    const gpus = Array.from({ length: gpusEach }, (_, index) => ({
      index,
      uuid: `GPU-${i}-${index}`,
      name: 'H100',
      memoryBytes: 80e9,
    }))
    state.hosts.patch(id, { inventory: { ...inventory, gpus }, topology: { rack: `r${Math.floor(i / 16)}` } })
    reoffer(state, id)
    for (const { index, uuid } of i === 5 ? [] : gpus)
      fake.telemetry.series.push({
        host: id,
        sensor: 'nvml',
        name: 'gpu-temperature',
        unit: '°C',
        kind: 'gauge',
        labels: { gpu: String(index), uuid },
        points: [
          [fake.clock.ms - 20_000, 50 + index],
          [fake.clock.ms, 51 + index],
        ],
      })
  }
  const reading = { kind: 'value', value: 51, hostClockMs: fake.clock.ms } as const
  const signal = { sensor: 'nvml', name: 'gpu-temperature', unit: '°C', source: 'NVML', ageMs: 300, stale: false }
  fake.signals.set('sim-7', {
    receivedMs: fake.clock.ms,
    signals: [
      { ...signal, labels: { gpu: '0', uuid: 'GPU-7-0' }, reading },
      {
        ...signal,
        labels: { gpu: '1', uuid: 'GPU-7-1' },
        reading: { kind: 'gap', reason: 'no answer in 5 s', sinceMs: 1 },
      },
    ],
  })
  state.liveness.put('sim-9', { host: 'sim-9', state: 'unreachable', lastSeenMs: fake.clock.ms - 60_000 })
  putFault(fake, { host: 'sim-7', device: 'gpu:GPU-7-1', grade: 'stop', sinceMs: fake.clock.ms - 5_000 })
}

async function alerts(check: Check, page: Page, fake: FakeCoordinator): Promise<void> {
  const card = page.locator('article.alert')
  await card.getByText('gpu/margin on node-a').waitFor()
  check.ok(true, 'an alert comes by the feed')
  await card.getByRole('button', { name: 'Acknowledge' }).click()
  await card.getByPlaceholder('note (optional)').fill('on it')
  check.equal(fake.state.alerts.get('l-1-2')?.acknowledged ?? null, null, 'nothing is done before it is confirmed')
  await card.getByRole('button', { name: 'Yes, acknowledge' }).click()
  await card.getByText('Acknowledge: done').waitFor()
  await card.getByText('acknowledged by local: on it').waitFor()
  check.equal(fake.state.alerts.get('l-1-2')?.acknowledged?.note, 'on it', 'a button does what it says')
  check.equal(await page.locator('.racks a.tile').count(), hosts, 'every host is a tile')
  check.equal(await page.locator('.racks a.tile.stop').textContent(), '×', 'the stopped one is marked')
  check.equal(await page.locator('.racks a.tile.unknown').count(), 1, 'the silent one is not drawn as well')
}

async function hostPage(check: Check, page: Page, address: string): Promise<void> {
  await page.goto(`http://${address}/#/host/sim-7`)
  await page.getByText('GPU 1 thermal margin').first().waitFor()
  await page.locator('.chart canvas').first().waitFor()
  const gap = page.locator('td.gap .hatch')
  await gap.waitFor()
  check.equal(await gap.textContent(), '?', 'a gap is a question mark')
  check.ok(((await page.locator('td.gap').getAttribute('title')) ?? '').includes('no answer in 5 s'), 'and says why')
}

async function heatMap(check: Check, page: Page, address: string): Promise<void> {
  await page.goto(`http://${address}/#/heat`)
  await page.getByText(`${hosts * gpusEach} GPUs, newest readings`).waitFor()
  await page.getByText(`${gpusEach} unknown or stale`).waitFor()
  check.equal(await page.locator('.rack canvas').count(), Math.ceil(hosts / 16), 'a map of each rack')
  await page
    .locator('.rack canvas')
    .first()
    .hover({ position: { x: 6, y: 5 * 12 + 6 } })
  await page.getByText('sim-5 (rack r0), GPU 0: unknown').waitFor()
  check.ok(true, 'GPUs of which nothing was heard are there, as unknown')
}

async function narrow(check: Check, page: Page, address: string): Promise<void> {
  await page.setViewportSize({ width: 390, height: 800 })
  await page.goto(`http://${address}/`)
  await page.locator('article.alert').waitFor()
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  check.equal(wide, 0, 'a narrow screen is not scrolled sideways')
}

/** The coordinator goes: what is shown is old, and says so. */
async function silence(
  check: Check,
  page: Page,
  fake: FakeCoordinator,
  api: { close(): Promise<void> },
): Promise<void> {
  fake.publish()
  await api.close()
  await page.getByText('STALE: everything below is old').waitFor()
  const well = await page.locator('.racks a.tile.well').count()
  check.equal(well, 0, 'no host is drawn as well while the coordinator is silent')
}
