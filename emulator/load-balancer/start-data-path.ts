import { SystemClock } from '../system-clock.ts';
import type { DataPath } from './data-path.ts';
import type { LoadBalancersOptions } from './load-balancers.ts';
import { WorkerDataPath } from './worker/worker-data-path.ts';

/**
 * The data path by the machine's own time: in a thread of its own. A clock that somebody holds does not reach into another
 * thread, so it gets one in this thread.
 */
export async function startDataPath(
  options: Pick<LoadBalancersOptions, 'clock' | 'timing' | 'log' | 'reports'>,
): Promise<DataPath> {
  if (options.clock instanceof SystemClock) return new WorkerDataPath(options);
  const { LoadBalancers } = await import('./load-balancers.ts');
  return new LoadBalancers(options);
}
