/** How lines of the kernel log are sorted. The lines are made up, in the formats that the drivers print. */
import t from 'tap'
import type { KernelLine } from '../../agent/sensors/kernel-line.ts'
import { KernelLines } from '../../agent/sensors/kernel-lines.ts'

const parse = (...lines: string[]): KernelLine[] => {
  const parser = new KernelLines()
  return lines.flatMap((line) => parser.parse(line) ?? [])
}
const only = (line: string): KernelLine => {
  const [first, ...more] = parse(line)
  if (first === undefined || more.length > 0) throw new Error(`not one event: ${line}`)
  return first
}

t.test('Xid: address, process, and what its code puts behind it', (t) => {
  const plain = only('NVRM: Xid (PCI:0000:3B:00): 43, pid=77, name=train, Ch 00000010')
  t.match(plain, { class: 'xid', code: 43, device: '0000:3b:00.0', details: { pid: '77', name: 'train' }, fault: true })
  t.same(
    only(
      "NVRM: Xid (PCI:0000:3b:00): 13, pid='<unknown>', name=<unknown>, Graphics SM Warp Exception on (GPC 4, TPC 2, SM 1): Out Of Range Address",
    ).details,
    {
      gpc: '4',
      tpc: '2',
      sm: '1',
    },
  )
  const fault31 =
    'NVRM: Xid (PCI:0000:3b:00): 31, pid=9, name=a b, Ch 00000008, intr 10000000. MMU Fault: ENGINE GRAPHICS GPC3 GPCCLIENT_T1_5 faulted @ 0x7f_1000.'
  t.match(only(fault31).details, { pid: '9', name: 'a b', gpc: '3', tpc: '5' })
  const link = only(
    'NVRM: Xid (PCI:0009:01:00): 149, NETIR_LINK_EVT  Fatal   XC0 i0 Link 12 (0x02a425c6 0x00000003 0x0)',
  )
  t.match(link.details, {
    unit: 'NETIR_LINK_EVT',
    severity: 'fatal',
    link: '12',
    subCode: '42',
    errorStatus: '0x00000003',
  })
  t.equal(link.device, '0009:01:00.0')
  const cut = only('NVRM: Xid (PCI:0009:01:00): 145, RLW_SRC_TRACK Nonfatal XC1 i0')
  t.same(cut.details, { unit: 'RLW_SRC_TRACK', severity: 'nonfatal' }, 'a line that breaks off gives what it has')
  const action = only(
    'NVRM: Xid (PCI:0000:3b:00): 154, GPU recovery action changed from 0x0 (None) to 0x2 (Node Reboot Required)',
  )
  t.match(action.details, { action: 'Node Reboot Required', actionCode: '2' })
  t.match(
    only('NVRM: Xid (PCI:0000:3b:00): 74, pid=1, name=x, NVLink: fatal error detected on link 3(0x0, 0x10000, 0x0)')
      .details,
    {
      link: '3',
      registers: '0x0, 0x10000, 0x0',
    },
  )
  t.match(only('NVRM: Xid (PCI:0000:3b:00): what, pid=1'), { class: 'xid', code: 0 }, 'an Xid without a number is one')
  t.equal(only('NVRM: Xid (3b:00): 14, Channel 00000001').device, '0000:3b:00.0')
  t.end()
})

t.test('a GPU that has fallen off the bus, in each spelling', (t) => {
  const fell = (...lines: string[]) => parse(...lines).filter((one) => one.class === 'gpu-fell-off-bus')
  t.match(fell('NVRM: GPU 0000:3b:00.0: GPU has fallen off the bus.'), [{ device: '0000:3b:00.0' }])
  t.match(fell('NVRM: GPU at PCI:0000:3b:00.0: x', 'NVRM: GPU 3b:00.0: GPU has fallen off the bus.'), [
    { device: '0000:3b:00.0' },
  ])
  t.match(parse('NVRM: Xid (PCI:0000:3b:00): 79, pid=5, name=x, GPU has fallen off the bus.'), [
    { class: 'xid', code: 79, device: '0000:3b:00.0' },
  ])
  t.equal(parse('NVRM: Xid (PCI:0000:01:00): 79, pid=1234, name=python, GPU has fallen off the bus.').length, 1)
  t.match(
    only('NVRM: Xid (PCI:0000:3b:00): 45, pid=5, name=x, GPU has fallen off the bus.'),
    { class: 'gpu-fell-off-bus', code: 45, device: '0000:3b:00.0', details: { pid: '5', name: 'x' } },
    'the words count where another number comes with them',
  )
  const several = [
    'NVRM: The NVIDIA GPU 0000:b4:00.0',
    'NVRM: (PCI ID: 10de:2330) installed in this system has',
    'NVRM: fallen off the bus and is not responding to commands.',
  ]
  t.match(fell(...several), [{ device: '0000:b4:00.0' }], 'a message of three lines')
  t.match(
    fell(several[0]!, 'NVRM: something else', several[2]!),
    [{ device: '' }],
    'only of lines that follow each other',
  )
  t.end()
})

t.test('SXid, NVLink, GSP and what else NVRM says', (t) => {
  t.match(only('nvidia-nvswitch2: SXid (PCI:0000:06:00.0): 20009, Non-fatal, Link 04 RX Short Error Rate'), {
    class: 'sxid',
    code: 20009,
    device: '0000:06:00.0',
    details: { switch: 'nvidia-nvswitch2', severity: 'non-fatal', link: '4' },
  })
  t.match(only('nvidia-nvswitch0: SXid (PCI:0000:06:00.0): 24007, Fatal, Link 30 sourcetrack timeout error').details, {
    severity: 'fatal',
  })
  t.match(only('NVRM: knvlinkUpdateLinkState_IMPL: failed to read link 3'), { class: 'nvlink', fault: true })
  t.match(only('NVRM: _kgspLogXid119: GSP timed out'), { class: 'gsp', fault: true })
  t.match(only('NVRM: nvAssertFailedNoLog: Assertion failed: 0 @ kern_bus.c:12'), { class: 'nvrm', fault: true })
  t.match(only('NVRM: GPU 0000:3b:00.0: RmInitAdapter failed! (0x26:0x65:1426)'), {
    class: 'nvrm',
    device: '0000:3b:00.0',
    fault: true,
  })
  for (const quiet of [
    'NVRM: loading NVIDIA UNIX x86_64 Kernel Module  550.54.15',
    'NVRM:     -1    4124 GSP_LOCKDOWN_NOTICE   0x0000000000000000 0x0000000000000000',
    'NVRM: GPU4 RPC history (CPU -> GSP):',
  ])
    t.equal(only(quiet).fault, false, quiet)
  t.end()
})

t.test('network cards: dead, ill, and only talking', (t) => {
  const says = (line: string) => {
    const one = only(`mlx5_core 0000:41:00.0${line}`)
    return [one.class, one.details.kind, one.fault, one.device]
  }
  const at = '0000:41:00.0'
  t.same(says(': wait_func:1195:(pid 7): 2RST_QP(0x50a) timeout. Will cause a leak of a command resource'), [
    'mlx5-dead',
    'command-timeout',
    true,
    at,
  ])
  t.same(says(": poll_health:174:(pid 0): device's health compromised - reached miss count"), [
    'mlx5-dead',
    'miss-count',
    true,
    at,
  ])
  t.same(says(': print_health_info:458:(pid 0): synd 0x8: unrecoverable hardware error'), [
    'mlx5-dead',
    'hardware-error',
    true,
    at,
  ])
  t.same(says(': mlx5_pcie_event:299: Detected insufficient power on the PCIe slot (27W).'), [
    'mlx5',
    'insufficient-power',
    true,
    at,
  ])
  t.same(says(' ens1np0: TX timeout detected'), ['mlx5', 'transmit-timeout', true, at])
  t.equal(only('mlx5_core 0000:41:00.0 ens1np0: TX timeout detected').details.interface, 'ens1np0')
  t.same(says(' ens1np0: Link up'), ['mlx5', undefined, false, at])
  t.end()
})

t.test('the host: machine checks, memory, disks, buses', (t) => {
  const is = (text: string, expected: object) => t.match(only(text), { fault: true, ...expected }, text)
  is('Out of memory: Killed process 4711 (python3) total-vm:9kB, anon-rss:8kB', {
    class: 'oom-kill',
    details: { pid: '4711', name: 'python3', scope: 'host' },
  })
  is('Memory cgroup out of memory: Killed process 12 (x y) total-vm:1kB', {
    class: 'oom-kill',
    details: { scope: 'cgroup', name: 'x y' },
  })
  is('mce: [Hardware Error]: CPU 3: Machine Check: 0 Bank 7: cc00008000010090', { class: 'mce', details: { cpu: '3' } })
  is('EDAC MC1: 2 CE memory read error on CPU_SrcID#0_MC#1_Chan#0_DIMM#0', {
    class: 'mce',
    device: 'mc1',
    details: { severity: 'corrected' },
  })
  is('{1}[Hardware Error]: event severity: fatal', { class: 'mce', details: { severity: 'uncorrected' } })
  is('EXT4-fs error (device sda2): ext4_lookup:1855: inode #2: comm ls: deleted inode', {
    class: 'filesystem',
    device: 'sda2',
    details: { kind: 'error' },
  })
  is('EXT4-fs (sda2): Remounting filesystem read-only', {
    class: 'filesystem',
    device: 'sda2',
    details: { kind: 'read-only' },
  })
  is('XFS (dm-1): Corruption detected. Unmount and run xfs_repair', { class: 'filesystem', device: 'dm-1' })
  is('BTRFS error (device sdb: state EA): error writing primary super block', { class: 'filesystem' })
  is('Buffer I/O error on dev sdc1, logical block 0, async page read', {
    class: 'filesystem',
    device: 'sdc1',
    details: { kind: 'input-output' },
  })
  is('I/O error, dev nvme0n1, sector 99 op 0x0:(READ)', { class: 'nvme', device: 'nvme0n1' })
  is('nvme nvme1: I/O 12 (I/O Cmd) QID 4 timeout, aborting', {
    class: 'nvme',
    device: 'nvme1',
    details: { kind: 'controller' },
  })
  is('nfs: server store-3 not responding, still trying', {
    class: 'filesystem',
    device: 'store-3',
    details: { kind: 'server-silent' },
  })
  is('pcieport 0000:00:01.1: AER: Uncorrected (Fatal) error received: 0000:01:00.0', {
    class: 'pcie',
    device: '0000:00:01.1',
    details: { severity: 'fatal' },
  })
  is('nvidia 0000:3b:00.0: PCIe Bus Error: severity=Corrected, type=Physical Layer, (Receiver ID)', {
    class: 'pcie',
    device: '0000:3b:00.0',
    details: { severity: 'corrected' },
  })
  is('pcieport 0000:00:02.0: DPC: containment event, status:0x1f01', { class: 'pcie', details: { severity: 'fatal' } })
  for (const quiet of [
    'EXT4-fs (sda2): mounted filesystem with ordered data mode',
    'usb 1-1: new high-speed USB device number 2',
    'pcieport 0000:00:01.1: AER: enabled with IRQ 26',
    'nvme nvme0: 8/0/0 default/read/poll queues',
    'audit: type=1400 apparmor="DENIED"',
  ])
    t.same(
      parse(quiet).filter(({ fault }) => fault),
      [],
      quiet,
    )
  t.match(only('[Sun Feb 23 16:24:24 2025] NVRM: Xid (PCI:0000:3b:00): 48, x'), {
    text: 'NVRM: Xid (PCI:0000:3b:00): 48, x',
  })
  t.equal(only(`[ 12.5] NVRM: Xid (PCI:0000:3b:00): 48, ${'x'.repeat(9_000)}`).text.length, 512)
  t.end()
})
