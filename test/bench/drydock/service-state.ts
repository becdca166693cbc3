import { DescribeServicesCommand, type Service } from '@aws-sdk/client-ecs';
import type { BenchContext } from '../bench.ts';
import { until } from '../until.ts';
import type { Clients } from './clients.ts';

export interface ServiceName {
  readonly cluster: string;
  readonly service: string;
}

export interface StableOptions {
  readonly pollMs?: number;
  readonly deadlineMs?: number;
}

/** Waits until the service has one deployment, which is COMPLETED, with all of its tasks RUNNING. */
export async function untilStable(
  { signal }: BenchContext,
  { ecs }: Clients,
  { cluster, service }: ServiceName,
  { pollMs = 20, deadlineMs = 120_000 }: StableOptions = {},
): Promise<void> {
  await until({ signal, what: `${service} stable`, pollMs, deadlineMs }, async () => {
    const { services } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
    return services?.some(isStable) ? true : undefined;
  });
}

function isStable({ deployments = [], desiredCount, runningCount, pendingCount }: Service): boolean {
  const [primary, ...others] = deployments;
  return (
    others.length === 0 &&
    primary?.rolloutState === 'COMPLETED' &&
    primary.desiredCount === desiredCount &&
    runningCount === desiredCount &&
    pendingCount === 0
  );
}
