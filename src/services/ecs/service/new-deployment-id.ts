import { randomInt } from 'node:crypto';

/** The id of a deployment or a task set: `ecs-svc/` and nineteen digits, the first of them not zero. */
export function newDeploymentId(): string {
  const rest = Array.from({ length: 3 }, () => String(randomInt(1_000_000)).padStart(6, '0')).join('');
  return `ecs-svc/${randomInt(1, 10)}${rest}`;
}
