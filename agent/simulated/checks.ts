/** How a simulated host answers checks: by the state that its script has put it in. */
import type { CheckParts } from '../work/checks/checks.ts'
import { line } from '../work/checks/checks.ts'
import type { SimulatedGpus } from './gpus.ts'

export function simulatedChecks(gpus: SimulatedGpus): CheckParts {
  let ended: readonly string[] = []
  return {
    look: async (wanted) => {
      const absent = wanted.filter((uuid) => !gpus.present(uuid))
      const count = `${gpus.list().length} on the host`
      return [
        line('GPUs', absent.length === 0, absent.length === 0 ? count : `${count}; not there: ${absent.join(', ')}`),
      ]
    },
    load: async (wanted) => wanted.map((uuid) => line(`load ${uuid}`, gpus.present(uuid), 'simulated')),
    memory: {
      load: () => ended,
      save: (checks) => {
        ended = checks
      },
    },
  }
}
