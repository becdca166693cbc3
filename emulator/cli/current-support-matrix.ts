import { pino } from 'pino';
import { supportMatrix, supportOf } from '../../src/aws/support-matrix.ts';
import { defaultTiming } from '../../src/plan/timing.ts';
import { buildContext } from '../context.ts';
import { openData } from '../data-directory/data-directory.ts';
import { servicesOf } from '../services-of.ts';
import { SystemClock } from '../system-clock.ts';

/** Where the page stands in the repository. */
export const supportMatrixPath = 'docs/support-matrix.md';

/** The support matrix of this very Drydock. */
export async function currentSupportMatrix(): Promise<string> {
  const data = openData(undefined);
  const log = pino({ level: 'silent' });
  const clock = new SystemClock();
  const context = buildContext({ data, clock, timing: defaultTiming, log, occupiedCidrs: [] });
  const supports = servicesOf(context).map(async (service) => supportOf(service, await service.loadSdk()));
  const page = supportMatrix(await Promise.all(supports));
  data.state[Symbol.dispose]();
  return page;
}
