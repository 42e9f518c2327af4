/** The parts of a safety plan, in the order they are asked (after Stanley and Brown's Safety Planning Intervention, 2012). */
export const PLAN_PARTS = ['signs', 'helps', 'call', 'first'] as const
export type PlanPart = (typeof PLAN_PARTS)[number]

/** The citizen's own words for a hard day: warning signs, what helps, who to call, what to do first. Sealed at rest. */
export interface SafetyPlan extends Partial<Record<PlanPart, string>> {
  /** When it was last offered, a local date: not again for a while. */
  offeredOn?: string
}

/** Is there anything in it to show? */
export const hasPlan = (plan: SafetyPlan | undefined): plan is SafetyPlan =>
  plan !== undefined && PLAN_PARTS.some((part) => plan[part] !== undefined)
