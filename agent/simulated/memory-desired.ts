/** The newest desired state of a simulated host, which outlives its agent and is synced at once, as the real one is. */
import { type DesiredMemory, desiredMemory, noneYet } from '../link/desired-memory.ts'

export const memoryDesired = (): DesiredMemory => desiredMemory(noneYet, () => {})
