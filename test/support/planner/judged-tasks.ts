import type { JudgedTask } from '../../../src/plan/service/strategy/deployment-strategy.ts';
import { serviceTask } from './service-task.ts';

/**
 * Tasks by a letter each, the oldest first: H healthy, S starting, U unhealthy; P healthy, R starting, Q unhealthy, and
 * protected. Their ids are the prefix and a number from 1 on; `before` tasks are older than all of them.
 */
export function judgedTasks(prefix: string, healths: string, before: number): JudgedTask[] {
  return [...healths].map((letter, index) => ({
    task: serviceTask(before + index + 1, { id: `${prefix}${index + 1}` }),
    health: healthOf(letter),
    isProtected: 'PRQ'.includes(letter),
  }));
}

function healthOf(letter: string): JudgedTask['health'] {
  if (letter === 'H' || letter === 'P') return { is: 'healthy' };
  if (letter === 'S' || letter === 'R') return { is: 'starting' };
  return { is: 'unhealthy', reason: 'Task failed container health checks' };
}
