import {
  DescribeServicesCommand,
  DescribeTasksCommand,
  ListTasksCommand,
  type Service,
  type Task,
} from '@aws-sdk/client-ecs';
import { DescribeTargetHealthCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ListenersAnswer } from '../local-routes.ts';
import type { DemoClients } from './demo-clients.ts';
import { shop } from './shop.ts';
import { until } from './until.ts';

export async function describeShop({ ecs }: DemoClients): Promise<Service> {
  const { services: [service] = [] } = await ecs.send(
    new DescribeServicesCommand({ cluster: shop.cluster, services: [shop.service] }),
  );
  if (service === undefined) throw new Error('The service is gone.');
  return service;
}

export async function describeTasks(
  { ecs }: DemoClients,
  desiredStatus: 'RUNNING' | 'STOPPED' = 'RUNNING',
): Promise<Task[]> {
  const { taskArns = [] } = await ecs.send(
    new ListTasksCommand({ cluster: shop.cluster, serviceName: shop.service, desiredStatus }),
  );
  if (taskArns.length === 0) return [];
  const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster: shop.cluster, tasks: taskArns }));
  return tasks;
}

/** What `aws ecs wait services-stable` waits for, and that the rollout is over. */
export function untilStable(clients: DemoClients): Promise<Service> {
  return until('the service is stable', async () => {
    const service = await describeShop(clients);
    const [primary, ...others] = service.deployments ?? [];
    const isStable =
      others.length === 0 &&
      primary?.rolloutState === 'COMPLETED' &&
      service.runningCount === service.desiredCount &&
      primary.desiredCount === service.desiredCount;
    return isStable ? service : undefined;
  });
}

/** The addresses of the healthy targets. */
export async function healthyTargets({ elbv2 }: DemoClients, targetGroupArn: string): Promise<string[]> {
  const { TargetHealthDescriptions = [] } = await elbv2.send(
    new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn }),
  );
  return TargetHealthDescriptions.filter(({ TargetHealth }) => TargetHealth?.State === 'healthy').flatMap(
    ({ Target }) => Target?.Id ?? [],
  );
}

/** Resolves with their addresses once so many targets are healthy, and no target is anything else. */
export function untilAllHealthy(
  { elbv2 }: DemoClients,
  targetGroupArn: string,
  count: number,
): Promise<string[]> {
  return until(`the target group has ${count} targets, all healthy`, async () => {
    const { TargetHealthDescriptions = [] } = await elbv2.send(
      new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn }),
    );
    const areHealthy = TargetHealthDescriptions.every(
      ({ TargetHealth }) => TargetHealth?.State === 'healthy',
    );
    return areHealthy && TargetHealthDescriptions.length === count
      ? TargetHealthDescriptions.flatMap(({ Target }) => Target?.Id ?? [])
      : undefined;
  });
}

export function taskId({ taskArn = '' }: Task): string {
  return taskArn.slice(taskArn.lastIndexOf('/') + 1);
}

export function addressOf({ containers }: Task): string | undefined {
  return containers?.[0]?.networkInterfaces?.[0]?.privateIpv4Address;
}

/** The listener asks for a port; where that is taken Drydock uses the next free one and says which. */
export function listenerPort(endpoint: string, listenerArn: string): Promise<number> {
  return until('the listener listens', async () => {
    const answer = await fetch(`${endpoint}/_drydock/listeners`);
    const { listeners }: ListenersAnswer = JSON.parse(await answer.text());
    const bound = listeners.find((each) => each.listenerArn === listenerArn)?.bound;
    return bound?.state === 'listening' ? bound.port : undefined;
  });
}
