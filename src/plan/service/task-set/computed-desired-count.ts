/**
 * How many of a service's desired tasks a task set is to have. Model, `computedDesiredCount`: "multiplying the service's
 * desiredCount by the task set's scale percentage. The result is always rounded up."
 */
export function computedDesiredCount(desiredCount: number, scalePercent: number): number {
  // What binary fractions add to a whole number must not be rounded up: 3000 × 1.1 % are 33.
  return Math.ceil(Number(((desiredCount * scalePercent) / 100).toFixed(6)));
}
