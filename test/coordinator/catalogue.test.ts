/** The catalogue of kernel events: every Xid has a row, NVIDIA's action is the default, unknown is watched, repeats show hardware. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { KernelLines } from '../../agent/sensors/kernel-lines.ts'
import {
  catalogueVersion,
  judgeKernelEvent,
  type Overrides,
  overridden,
} from '../../coordinator/core/verdicts/catalogue.ts'
import { kernelLines } from '../../coordinator/core/verdicts/catalogue-kernel.ts'
import { noRepeats, noteRepeat } from '../../coordinator/core/verdicts/catalogue-repeats.ts'
import { xidCatalogue, xidCatalogueVersion } from '../../coordinator/core/verdicts/xid-catalogue.ts'
import { grades, type KernelEvent, type KernelEventClass, kernelEventClasses } from '../../shared/model/health.ts'
import { capturesAt } from '../fakes/captures.ts'

const event = (kind: KernelEventClass, code: number, text: string, more: Partial<KernelEvent> = {}): KernelEvent => ({
  class: kind,
  code,
  device: '0000:18:00.0',
  uuid: '',
  text,
  hostMs: 1_000,
  count: 1,
  details: {},
  ...more,
})

const xid = (code: number, rest = ''): KernelEvent =>
  event('xid', code, `NVRM: Xid (PCI:0000:18:00): ${code}${rest === '' ? '' : `, ${rest}`}`, { uuid: 'GPU-1' })

const judge = (it: KernelEvent, overrides: Overrides = {}): [string, string | null, string] | null => {
  const judged = judgeKernelEvent(it, overrides)
  return judged === null ? null : [judged.rule, judged.grade, judged.repair]
}

t.test('the Xid table is whole', (t) => {
  t.equal(xidCatalogue.size, 173)
  const actions =
    /^(CHECK_MECHANICALS|CHECK_UVM|CONTACT_SUPPORT|IGNORE|INSPECT|RESET_GPU|RESTART_APP|RESTART_BM|RESTART_VM|UPDATE_SWFW|WORKFLOW_NVLINK5_ERR|WORKFLOW_NVLINK_ERR|WORKFLOW_XID_45|WORKFLOW_XID_48|XID_154)$/
  for (let code = 1; code <= 173; code++) {
    const row = xidCatalogue.get(code)!
    t.ok(grades.includes(row.grade), `${code} grade`)
    t.match(row.immediate, actions, `${code} action`)
    t.match(row.source, /^(nvidia|guidelines|ours)$/, `${code} source`)
    t.ok(row.text.length > 3 && row.mnemonic.length > 3, `${code} words`)
    t.equal(
      row.immediate === 'INSPECT',
      row.immediate === 'INSPECT' && row.source === 'ours',
      `${code}: INSPECT is ours only`,
    )
  }
  t.match(catalogueVersion, xidCatalogueVersion)
  t.end()
})

t.test('[DT1] NVIDIA names the repair of an Xid, we its grade', (t) => {
  const cases: [number, string, string][] = [
    [13, 'watch', 'restart-app'],
    [31, 'watch', 'restart-app'],
    [43, 'watch', 'none'],
    [45, 'watch', 'none'],
    [46, 'stop', 'reset-gpu'],
    [48, 'degrade', 'reset-gpu'],
    [54, 'degrade', 'inspect'],
    [62, 'stop', 'reset-gpu'],
    [63, 'watch', 'none'],
    [64, 'degrade', 'reset-gpu'],
    [74, 'degrade', 'reset-gpu'],
    [79, 'stop', 'reboot-host'],
    [92, 'watch', 'none'],
    [94, 'watch', 'restart-app'],
    [95, 'stop', 'reset-gpu'],
    [109, 'degrade', 'reset-gpu'],
    [119, 'degrade', 'reset-gpu'],
    [120, 'degrade', 'reset-gpu'],
    [136, 'degrade', 'reset-gpu'],
    [140, 'stop', 'reset-gpu'],
    [143, 'stop', 'reset-gpu'],
    [151, 'degrade', 'reboot-host'],
    [155, 'degrade', 'reset-gpu'],
    [156, 'degrade', 'reset-gpu'],
    [158, 'stop', 'reset-gpu'],
    [160, 'watch', 'none'],
    [163, 'watch', 'contact-support'],
    [167, 'degrade', 'inspect'],
  ]
  for (const [code, grade, repair] of cases) t.same(judge(xid(code)), [`xid/${code}`, grade, repair], `Xid ${code}`)
  const judged = judgeKernelEvent(xid(79), {})!
  t.equal(judged.device, 'gpu:GPU-1')
  t.match(judged.text, /^Xid 79: The GPU does not answer on PCIe/)
  t.match(judged.evidence[0]!.limit, /RESTART_BM, then CONTACT_SUPPORT \(nvidia\)/)
  t.equal(judged.ruleVersion, catalogueVersion)
  t.end()
})

t.test('[DT2] what nobody knows is watched and told, never fatal', (t) => {
  for (const code of [0, 174, 999, 99_999]) t.same(judge(xid(code)), [`xid/${code}`, 'watch', 'contact-support'])
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.string(), (code, text) => {
      const judged = judgeKernelEvent(event('xid', code, text), {})!
      return xidCatalogue.has(code) || (judged.grade === 'watch' && judged.repair === 'contact-support')
    }),
  )
  t.end()
})

t.test('a GPU that left the bus is Xid 79, however the line says it', (t) => {
  const line = event('gpu-fell-off-bus', 0, 'NVRM: GPU 0000:18:00.0: GPU has fallen off the bus.')
  t.same(judge(line), ['xid/79', 'stop', 'reboot-host'])
  t.equal(judgeKernelEvent(line, {})!.device, 'pci:0000:18:00.0', 'the address stands in where the GPU is not known')
  t.same(judge(xid(79, 'pid=1234, GPU has fallen off the bus.')), ['xid/79', 'stop', 'reboot-host'])
  t.end()
})

t.test('Xid 154 brings its own action', (t) => {
  const changed = (to: string): KernelEvent => xid(154, `GPU recovery action changed from 0x0 (None) to 0x1 (${to})`)
  t.same(judge(changed('GPU Reset Required')), ['xid/154', 'degrade', 'reset-gpu'])
  t.same(judge(changed('Node Reboot Required')), ['xid/154', 'degrade', 'reboot-host'])
  t.same(judge(changed('Drain P2P')), ['xid/154', 'degrade', 'reset-gpu'])
  t.same(judge(changed('Drain and Reset')), ['xid/154', 'degrade', 'reset-gpu'])
  t.same(judge(xid(154, 'GPU recovery action changed from 0x1 (GPU Reset Required) to 0x0 (None)')), [
    'xid/154',
    'watch',
    'none',
  ])
  t.same(judge(changed('Something New')), ['xid/154', 'watch', 'contact-support'])
  t.same(judge(xid(154, 'GPU recovery actio')), ['xid/154', 'watch', 'contact-support'], 'a cut line')
  t.end()
})

t.test('NVLink 5 errors are judged by unit, sub-code and status', (t) => {
  const cases: [number, string, string, string][] = [
    [144, 'SAW_MVB Nonfatal XC0 i0 Link 00 (0x00000001 0x00000008 0x0 0x0)', 'watch', 'none'],
    [144, 'SAW_MVB Fatal XC0 i0 Link 00 (0x00000001 0x00000010 0x0 0x0)', 'degrade', 'reset-gpu'],
    [145, 'RLW_REMAP Nonfatal XC1 i0 Link 10 (0x00000004 0x00000002 0x0 0x0)', 'watch', 'restart-app'],
    [145, 'RLW_REMAP Fatal XC1 i0 Link 10 (0x00000082 0x00000040 0x0 0x0)', 'degrade', 'reset-gpu'],
    [145, 'RLW_REMAP Nonfatal XC1 i0 Link 10 (0x00000004 0x00000100 0x0 0x0)', 'watch', 'none'],
    [
      145,
      'pid=11, name=ray::Worker, RLW_SRC_TRACK Nonfatal XC1 i0 Link 03 (0x040868e2 0x00000008 0x0)',
      'watch',
      'restart-app',
    ],
    [145, 'RLW_SRC_TRACK Fatal XC0 i0 Link 0 (0x00000007 0x00000001 0x0)', 'degrade', 'reset-gpu'],
    [145, 'RLW_SRC_TRACK Fatal XC0 i0 Link 0 (0x00000007 0x00000018 0x0)', 'degrade', 'reset-gpu'],
    [145, 'RLW_RXPIPE Nonfatal XC0 i0 Link 13 (0x0409a0c2 0x00000008 0x1)', 'watch', 'none'],
    [146, 'TLW_RX/TLW_RX_PIPE0 Nonfatal XC0 i0 Link 00 (0x0000000a 0x00000004 0x0)', 'degrade', 'reset-gpu'],
    [148, 'NVLPW_CTRL/NVLPW Nonfatal XC0 i0 Link 00 (0x0000000f 0x80000000 0x0)', 'watch', 'none'],
    [149, 'NETIR_LINK_EVT Fatal XC0 i0 Link 08 (0x004505c6 0x00000000 0x0)', 'degrade', 'reset-gpu'],
    [149, 'NETIR_LINK_EVT Fatal XC0 i0 Link 08 (0x026001c6 0x00000000 0x0)', 'watch', 'none'],
    [149, 'NETIR_BER_EVENT Nonfatal XC0 i0 Link 01 (0x00082226 0x00000001 0x0)', 'watch', 'none'],
    [149, 'NETIR_MFDE_EVENT Fatal XC0 i0 Link 00 (0x00000014 0x00000003 0x0)', 'watch', 'none'],
    [149, 'NETIR_MFDE_EVENT Fatal XC0 i0 Link 00 (0x00000014 0x00000001 0x0)', 'degrade', 'reset-gpu'],
    [149, 'NETIR Fatal XC0 i0 Link -1 (0x000fe406', 'degrade', 'reset-gpu'],
    [150, 'MSE_WATCHDOG Fatal XC0 i0 Link 00 (0x00000000 0x00000000 0x0 0x0)', 'degrade', 'reset-gpu'],
    [147, 'NEW_UNIT Nonfatal XC0 i0 Link 00 (0x1 0x1)', 'watch', 'none'],
    [145, 'a line of another driver', 'degrade', 'reset-gpu'],
  ]
  for (const [code, rest, grade, repair] of cases) t.same(judge(xid(code, rest)), [`xid/${code}`, grade, repair], rest)
  const cable = judgeKernelEvent(xid(149, 'NETIR_LINK_EVT Fatal XC0 i0 Link 08 (0x004505c6 0x00000000 0x0)'), {})!
  t.match(cable.text, /link 08\); look at the connector/)
  t.end()
})

const classCases: [KernelEventClass, string, string, string, string][] = [
  [
    'sxid',
    'nvidia-nvswitch0: SXid (PCI:0000:05:00.0): 20034, Fatal, Link 30 LTSSM Fault Up',
    'sxid/20034',
    'degrade',
    'reset-gpu',
  ],
  [
    'sxid',
    'nvidia-nvswitch3: SXid (PCI:0000:05:00.0): 20034, Non-fatal, Link 32 egress',
    'sxid/20034',
    'watch',
    'none',
  ],
  [
    'sxid',
    'nvidia-nvswitch0: SXid (PCI:0004:00:00.0): 20034, SOE HALT data[0]',
    'sxid/20034',
    'watch',
    'contact-support',
  ],
  ['nvlink', 'NVRM: knvlinkDiscoverPostRxDetLinks_GH100: failed', 'nvlink', 'watch', 'contact-support'],
  ['gsp', 'NVRM: GPU4 RPC event history (CPU <- GSP):', 'gsp', 'watch', 'contact-support'],
  ['nvrm', 'NVRM: something', 'nvrm', 'watch', 'none'],
  [
    'mlx5-dead',
    "mlx5_core 0000:d2:00.0: poll_health: device's health compromised",
    'mlx5-dead',
    'degrade',
    'reboot-host',
  ],
  [
    'mlx5',
    'mlx5_core 0000:5c:00.0: Detected insufficient power on the PCIe slot (27W).',
    'mlx5/slot-power',
    'watch',
    'inspect',
  ],
  ['mlx5', 'mlx5_core 0000:65:00.0 ens15np0: TX timeout detected', 'mlx5', 'watch', 'none'],
  ['mce', 'mce: [Hardware Error]: Machine check: Uncorrected error', 'mce', 'degrade', 'inspect'],
  ['mce', 'mce: [Hardware Error]: Corrected error, no action required.', 'mce/corrected', 'watch', 'none'],
  ['mce', 'mce: [Hardware Error]: Machine check events logged', 'mce/corrected', 'watch', 'none'],
  ['oom-kill', 'Out of memory: Killed process 4 (python3)', 'oom-kill', 'watch', 'restart-app'],
  ['filesystem', 'EXT4-fs (nvme0n1p2): Remounting filesystem read-only', 'filesystem', 'degrade', 'inspect'],
  ['filesystem', 'EXT4-fs error (device nvme0n1p2): bad block', 'filesystem/error', 'watch', 'inspect'],
  ['nvme', 'nvme nvme0: Removing after probe failure status: -19', 'nvme', 'degrade', 'replace'],
  ['nvme', 'nvme nvme0: I/O 12 QID 4 timeout, aborting', 'nvme/error', 'watch', 'inspect'],
  ['pcie', 'pcieport 0000:00:01.0: PCIe Bus Error: severity=Uncorrected (Fatal)', 'pcie', 'degrade', 'inspect'],
  ['pcie', 'pcieport 0000:00:01.0: PCIe Bus Error: severity=Uncorrected (Non-Fatal)', 'pcie/error', 'watch', 'inspect'],
  ['pcie', 'pcieport 0000:00:01.0: AER: Corrected error received', 'pcie/corrected', 'watch', 'none'],
  ['lost-lines', '17 lines were lost', 'lost-lines', 'watch', 'none'],
]

t.test('NVLink errors up to Hopper are judged by the bits of their registers', (t) => {
  const line = (...registers: string[]): KernelEvent => {
    const all = Array.from({ length: 7 }, (_, i) => registers[i] ?? '0x0').join(', ')
    return xid(74, `pid='<unknown>', name=<unknown>, NVLink: fatal error detected on link 14(${all})`)
  }
  const cases: [string[], string, string][] = [
    [['0x10'], 'degrade', 'reset-gpu'],
    [['0x200000'], 'degrade', 'inspect'],
    [['0x100'], 'degrade', 'inspect'],
    [['0x100', '0x0', '0x1'], 'degrade', 'reset-gpu'],
    [['0x0', '0x0', '0x2000'], 'degrade', 'contact-support'],
    [['0x0', '0x0', '0x10000'], 'degrade', 'reset-gpu'],
    [['0x0', '0x0', '0x0', '0x10000'], 'watch', 'contact-support'],
    [['0x0', '0x0', '0x0', '0x50000'], 'degrade', 'reset-gpu'],
    [['0x0', '0x0', '0x0', '0x0', '0x100000'], 'watch', 'none'],
    [['0x40800001'], 'watch', 'none'],
    [['0x0', '0xffffffff'], 'degrade', 'reset-gpu'],
  ]
  for (const [registers, grade, repair] of cases)
    t.same(judge(line(...registers)), ['xid/74', grade, repair], registers.join())
  t.match(judgeKernelEvent(line('0x10'), {})!.text, /\(link 14\): parity or ECC/)
  t.end()
})

t.test('every other class is judged by its words', (t) => {
  const cases = classCases
  for (const [kind, text, rule, grade, repair] of cases)
    t.same(judge(event(kind, 20_034, text)), [rule, grade, repair], text)
  t.equal(judge(event('mlx5', 0, 'mlx5_core: ACCESS_REG(0x805) op_mod(0x0) failed')), null, 'reading a counter made it')
  const judged = new Set(cases.map(([kind]) => kind))
  const all = kernelEventClasses.filter((kind) => kind !== 'xid' && kind !== 'gpu-fell-off-bus')
  t.same(
    all.filter((kind) => !judged.has(kind)),
    [],
    'every class has a case',
  )
  for (const kind of all)
    t.equal(kernelLines[kind].at(-1)!.pattern, undefined, `${kind}: the last row takes what is left`)
  const devices = (kind: KernelEventClass, device: string): string =>
    judgeKernelEvent(event(kind, 1, 'x', { device }), {})!.device
  t.equal(devices('sxid', '0000:05:00.0'), 'nvswitch:0000:05:00.0')
  t.equal(devices('mlx5-dead', '0000:d2:00.0'), 'nic:0000:d2:00.0')
  t.equal(devices('nvme', 'nvme0'), 'disk:nvme0')
  t.equal(devices('pcie', '0000:00:01.0'), 'pci:0000:00:01.0')
  t.equal(devices('mce', ''), 'host')
  t.equal(devices('oom-kill', '0000:00:01.0'), 'host')
  t.end()
})

t.test('[DT3] an operator overrides any rule, and the text says so', (t) => {
  t.same(judge(xid(94), { 'xid/94': { grade: 'degrade', repair: 'reset-gpu' } }), ['xid/94', 'degrade', 'reset-gpu'])
  t.same(judge(xid(94), { 'xid/94': { repair: 'reset-gpu' } }), ['xid/94', 'watch', 'reset-gpu'])
  t.same(judge(xid(94), { 'xid/95': { grade: 'stop' } }), ['xid/94', 'watch', 'restart-app'])
  t.match(
    judgeKernelEvent(xid(94), { 'xid/94': { grade: 'stop' } })!.text,
    /overridden by an operator; the rule says watch, restart-app/,
  )
  const over = { ...judgeKernelEvent(xid(94), {})!, grade: null }
  t.equal(overridden(over, { 'xid/94': { grade: 'stop' } }).grade, null, 'what is over stays over')
  t.match(judgeKernelEvent({ ...xid(13), count: 40 }, {})!.text, /40 times/)
  t.end()
})

t.test('[DT4] what comes again after two reboots, or keeps to one corner of the chip, is hardware', (t) => {
  const see = (memory: typeof noRepeats, it: KernelEvent, boot: string, nowMs: number) =>
    noteRepeat(memory, it, judgeKernelEvent(it, {})!, boot, nowMs)
  let seen = see(noRepeats, xid(119), 'a', 0)
  seen = see(seen.memory, xid(119), 'a', 1)
  t.equal(seen.judged.repair, 'reset-gpu', 'again in the same boot')
  seen = see(seen.memory, xid(119), 'b', 2)
  t.equal(seen.judged.repair, 'reset-gpu')
  seen = see(seen.memory, xid(119), 'c', 3)
  t.equal(seen.judged.repair, 'inspect')
  t.match(seen.judged.text, /again after 2 reboots/)
  t.equal(
    see(seen.memory, xid(119), 'd', 15 * 24 * 3600_000).judged.repair,
    'reset-gpu',
    'two weeks later it begins anew',
  )
  t.equal(see(seen.memory, xid(62), 'c', 4).judged.repair, 'reset-gpu', 'another code starts anew')

  const corner = (gpc: number): KernelEvent =>
    xid(13, `pid='<unknown>', Graphics SM Warp Exception on (GPC ${gpc}, TPC 4, SM 0): Out Of Range Address`)
  const hourMs = 3600_000
  let app = see(noRepeats, corner(1), 'a', 0)
  for (let i = 1; i < 50; i++) app = see(app.memory, corner(1), 'a', i)
  t.equal(app.judged.repair, 'restart-app', 'one crash, many lines')
  app = see(app.memory, corner(2), 'a', hourMs)
  app = see(app.memory, corner(1), 'a', hourMs)
  t.equal(app.judged.repair, 'restart-app')
  app = see(app.memory, corner(1), 'a', 2 * hourMs)
  t.equal(app.judged.repair, 'inspect')
  t.match(app.judged.text, /3 times at GPC 1, TPC 4/)
  t.equal(app.judged.grade, 'watch')
  t.equal(see(app.memory, corner(1), 'a', 30 * hourMs).judged.repair, 'restart-app', 'a day later it starts anew')
  for (let boot = 0; boot < 5; boot++) app = see(app.memory, xid(94), `${boot}`, 31 * hourMs)
  t.equal(app.judged.repair, 'restart-app', 'an application may fail in every boot')
  let many = noRepeats
  for (let code = 0; code < 500; code++) many = see(many, { ...xid(119), uuid: `GPU-${code}` }, 'a', code).memory
  t.ok(many.length <= 64, 'the memory is bounded')
  t.end()
})

const captures = capturesAt()
const skip = captures === undefined ? 'no captures: set MILLWRIGHT_CAPTURES' : false
const rowsOf = (...path: string[]): string[] =>
  readFileSync(join(captures!, ...path), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)

t.test('our table says what the catalogue that peers were compared with says', { skip }, (t) => {
  const rows = rowsOf('xid', 'xid_catalog_compared.csv')
  t.equal(rows.length, xidCatalogue.size)
  for (const row of rows) {
    const [code, mnemonic, ...rest] = row.replace(/"[^"]*"/, '').split(',')
    const { immediate, source, ...ours } = xidCatalogue.get(Number(code))!
    if (source !== 'ours') t.equal(immediate, rest[1], `${code}: immediate action`)
    else t.equal(rest[1], '', `${code}: NVIDIA says nothing`)
    if (mnemonic !== '') t.ok(mnemonic!.startsWith(ours.mnemonic), `${code}: ${mnemonic}`)
  }
  t.end()
})

t.test(
  'every line of the kernel-log set that tells of a fault is judged, and stops only what cannot go on',
  { skip },
  (t) => {
    const lines = new KernelLines()
    const stops = new Set<string>()
    for (const row of rowsOf('kernel-log', 'lines.tsv')) {
      const parsed = lines.parse(row.split('\t')[4] ?? '')
      if (parsed?.fault !== true) continue
      const { fault: _, ...one } = parsed
      const judged = judgeKernelEvent({ ...one, uuid: '', hostMs: 0, count: 1 }, {})
      if (judged === null) t.match(one.text, /ACCESS_REG/)
      else if (judged.grade === 'stop') stops.add(judged.rule)
    }
    t.same([...stops].sort(), ['xid/46', 'xid/79'])
    t.end()
  },
)
