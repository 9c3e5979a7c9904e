/** What a simulated host says it is made of; `simulated` is what the API and the console show it by. */
import type { Inventory } from '../../shared/model/reading.ts'

export const simulatedInventory = (of: Omit<Inventory, 'os' | 'arch' | 'cpuModel' | 'simulated'>): Inventory => ({
  os: 'simulated',
  arch: 'simulated',
  cpuModel: 'simulated',
  simulated: true,
  ...of,
})
