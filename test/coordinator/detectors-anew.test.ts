/** Detectors that begin anew, and detectors of leaks: what they say, and what they leave unsaid because nobody can know it. */
import t from 'tap'
import { Play } from '../fakes/detector-play.ts'

const gpu = { gpu: '3', uuid: 'GPU-3' }
const hot = { 'gpu-temperature-max': 85, 'gpu-temperature-slowdown': 87 }

t.test(
  'detectors of leaks: a manager that starts again is no fault and dries nothing; each tells how many its tray has',
  (t) => {
    const at = { collector: 'c', rack: 'r7' }
    const all = (word: string) => ({
      'leak-detector device=L1 tray=1': word,
      'leak-detector device=L2 tray=1': 'ok',
      'leak-detector device=L3 tray=2': 'ok',
      'leak-detector device=L4 tray=2': 'absent',
    })
    const play = new Play(at).rows(all('ok'), 20, 5_000).rows(all('unavailable'), 11, 5_000).rows(all('ok'), 20, 5_000)
    t.same(play.grades('leak-detector'), [], 'a short while without a value')
    play.rows(all('warning'), 2, 5_000).rows(all('unavailable'), 11, 5_000)
    t.same(play.grades('leak-detector'), ['watch'], 'wet still, as far as is known')
    play.rows(all('unavailable'), 6, 5_000)
    t.same(play.grades('leak-detector'), ['watch', 'watch'], 'faulted')
    play.rows({ ...all('ok'), 'leak-detector device=L3 tray=2': 'critical' }, 2, 5_000)
    const counts = play
      .of('leak-detector')
      .map(({ device, evidence }) => [device, evidence.find(({ signal }) => signal === 'leak-detectors')?.value])
    t.same(counts, [
      ['leak:c/L1', 2],
      ['leak:c/L1', 2],
      ['leak:c/L3', 1],
    ])
    const early = new Play(at).rows({ 'leak-detector device=L1 tray=1': 'warning' }, 1, 5_000)
    t.equal(early.of('leak-detector')[0]?.evidence.length, 1, 'others of its tray may not have been read yet')
    t.end()
  },
)

t.test(
  '[HV4] detectors that begin anew say that a condition has ended where that is certain, and nothing where they forgot',
  (t) => {
    const device = { device: 'mlx5_1', port: '1' }
    const ended = (play: Play, rule: string, of = 'port:mlx5_1/1') => play.detectors.ended(of, rule)?.grade
    const port = new Play(device).rows({ 'port-state': 'DOWN', 'port-rate': 25e9 }, 80, 10_000)
    for (const rule of ['port-down', 'port-slower', 'port-flaps', 'port-link-downed', 'no-rule'])
      t.equal(ended(port, rule), undefined, `${rule}: that it was ever better is forgotten`)
    port.rows({ 'port-state': 'ACTIVE', 'port-rate': 50e9 }, 80, 10_000)
    for (const rule of ['port-down', 'port-slower', 'port-vanished']) t.equal(ended(port, rule), null, rule)
    t.equal(ended(port, 'port-flaps'), undefined, 'its window is longer than it has been seen')
    t.equal(ended(port, 'port-down', 'port:mlx5_2/1'), undefined, 'a device that nobody reads')
    port.rows({ 'port-state': null, 'port-rate': null }, 2, 10_000)
    for (const rule of ['port-down', 'port-slower', 'port-vanished', 'readings-lost'])
      t.equal(ended(port, rule), undefined, `${rule}: no value`)
    const heat = new Play(gpu).rows({ ...hot, 'gpu-temperature': 88 }, 3, 1_000)
    t.equal(ended(heat, 'gpu-temperature', 'gpu:GPU-3'), undefined, 'it may be about to be found again')
    heat.rows({ ...hot, 'gpu-temperature': 60 }, 200, 1_000)
    t.equal(ended(heat, 'gpu-temperature', 'gpu:GPU-3'), null)
    t.equal(ended(heat, 'readings-lost', 'gpu:GPU-3'), null)
    const tray = new Play({ collector: 'c', device: 'L1' })
    for (const word of ['unavailable', 'absent'])
      t.equal(ended(tray.rows({ 'leak-detector': word }, 80, 10_000), 'leak-detector', 'leak:c/L1'), undefined, word)
    t.equal(ended(tray.rows({ 'leak-detector': 'ok' }, 80, 10_000), 'leak-detector', 'leak:c/L1'), null)
    t.end()
  },
)
