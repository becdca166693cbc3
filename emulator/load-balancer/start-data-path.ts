import type { Disposal } from '../disposal.ts';
import { SystemClock } from '../system-clock.ts';
import type { DataPath } from './data-path.ts';
import type { LoadBalancersOptions } from './load-balancers.ts';
import { WorkerDataPath } from './worker/worker-data-path.ts';

export interface DataPathParts extends Pick<LoadBalancersOptions, 'clock' | 'timing' | 'log' | 'reports'> {
  /** Where access logs are kept; undefined where they cannot be. */
  readonly accessLogDir: string | undefined;
}

/**
 * The data path by the machine's own time: in a thread of its own. A clock that somebody holds does not reach into another
 * thread, so it gets one in this thread; `stack` ends what that one writes to.
 */
export async function startDataPath(parts: DataPathParts, stack: Disposal): Promise<DataPath> {
  const { accessLogDir, ...options } = parts;
  if (options.clock instanceof SystemClock) return new WorkerDataPath(parts);
  const { LoadBalancers } = await import('./load-balancers.ts');
  const { openAccessLogs } = await import('./access-log/open-access-logs.ts');
  const accessLogs = openAccessLogs(accessLogDir, options);
  if (accessLogs !== undefined) stack.use(accessLogs);
  return new LoadBalancers({ ...options, accessLogs });
}
