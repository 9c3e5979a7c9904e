/** How a simulated host answers checks: by the state that its script has put it in. */
import { type CheckLine, type CheckParts, line } from '../work/checks/checks.ts'
import type { SimulatedGpu, SimulatedGpus } from './gpus.ts'

export function simulatedChecks(gpus: SimulatedGpus): CheckParts {
  let ended: readonly string[] = []
  const of = (wanted: readonly string[]): SimulatedGpu[] => gpus.all.filter(({ uuid }) => wanted.includes(uuid))
  return {
    look: async (wanted) => {
      const absent = of(wanted).filter(({ lost }) => lost)
      const count = `${gpus.list().length} on the host`
      const there = line(
        'GPUs',
        absent.length === 0,
        absent.length === 0 ? count : `${count}; ${absent.length} not there`,
      )
      return [there, ...gpus.all.filter(({ lost }) => !lost).map(looked)]
    },
    load: async (wanted) =>
      of(wanted).map(({ uuid, hotC, eccPerS }) =>
        line(`load ${uuid}`, hotC === null && eccPerS === 0, hotC === null ? 'simulated' : `at ${hotC} °C`),
      ),
    memory: {
      load: () => ended,
      save: (checks) => {
        ended = checks
      },
    },
  }
}

const looked = ({ index, silent }: SimulatedGpu): CheckLine =>
  line(`GPU ${index}`, !silent, silent ? 'its driver does not answer' : 'simulated')
