import type { KeyValuePair } from '@aws-sdk/client-ecs';
import type { LaunchTypeCounts } from './cluster-store.ts';

const none = { running: 0, pending: 0, activeServices: 0, drainingServices: 0 };

/** A cluster's counts by launch type under the names and in the order in which DescribeClusters answers them. */
export function clusterStatistics(counts: readonly LaunchTypeCounts[]): KeyValuePair[] {
  const of = (launchType: string) => counts.find((each) => each.launchType === launchType) ?? none;
  const ec2 = of('EC2');
  const fargate = of('FARGATE');
  const external = of('EXTERNAL');
  const managed = of('MANAGED_INSTANCES');
  const values = {
    runningEC2TasksCount: ec2.running,
    runningFargateTasksCount: fargate.running,
    pendingEC2TasksCount: ec2.pending,
    pendingFargateTasksCount: fargate.pending,
    runningExternalTasksCount: external.running,
    pendingExternalTasksCount: external.pending,
    runningManagedInstancesTasksCount: managed.running,
    pendingManagedInstancesTasksCount: managed.pending,
    activeEC2ServiceCount: ec2.activeServices,
    activeFargateServiceCount: fargate.activeServices,
    drainingEC2ServiceCount: ec2.drainingServices,
    drainingFargateServiceCount: fargate.drainingServices,
    activeExternalServiceCount: external.activeServices,
    drainingExternalServiceCount: external.drainingServices,
    activeManagedInstancesServiceCount: managed.activeServices,
    drainingManagedInstancesServiceCount: managed.drainingServices,
  };
  return Object.entries(values).map(([name, value]) => ({ name, value: String(value) }));
}
