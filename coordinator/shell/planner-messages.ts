/** What the loop's thread and the planner's say to each other. */
import type { ErrorCode } from '../../shared/errors.ts'
import type { Plan, PlanSubject } from '../../shared/model/plan.ts'
import type { PlanOptions } from '../core/plan/plan.ts'
import type { Change } from '../core/table.ts'
import type { PlaceRule } from '../core/topology.ts'

export type ToPlanner =
  | { readonly kind: 'topology'; readonly rules: readonly PlaceRule[] }
  | { readonly kind: 'changes'; readonly changes: readonly Change[] }
  | {
      readonly kind: 'plan'
      readonly id: number
      readonly what: PlanSubject
      readonly nowMs: number
      readonly options: PlanOptions
    }

export type FromPlanner =
  | { readonly kind: 'planned'; readonly id: number; readonly plan: Plan }
  | {
      readonly kind: 'refused'
      readonly id: number
      readonly code: ErrorCode
      readonly detail: string
      readonly field: string | undefined
    }
