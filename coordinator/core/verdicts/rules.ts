/** All rules of the detectors, in the order in which they are listed to people. README.md lists them too. */
import { fabricRules } from './rules-fabric.ts'
import { facilityRules } from './rules-facility.ts'
import { gpuRules } from './rules-gpu.ts'
import { gpuLinkRules } from './rules-gpu-links.ts'
import { hostRules } from './rules-host.ts'
import type { Rule } from './rules-row.ts'

export const rules: readonly Rule[] = [...gpuRules, ...gpuLinkRules, ...fabricRules, ...hostRules, ...facilityRules]
