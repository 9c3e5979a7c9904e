/** Bounds of what-if, a part of `limits`. */
export const planLimits = {
  planHorizonMs: 24 * 3600_000,
  planHorizonLeastMs: 1_000,
  planHorizonMaxMs: 30 * 24 * 3600_000,
  planSteps: 15_000,
  planSettledSteps: 4_500,
  planPassMs: 3_600_000,
  planJobs: 200,
  plansWaiting: 16,
} as const
