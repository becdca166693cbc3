import type {
  ServiceDeployment,
  ServiceDeploymentProgress,
} from '../../../src/services/ecs/service-deployment/service-deployment.ts';

/** The service deployment that makes `ecs-svc/<number>` in the place of the deployments named: by itself in progress. */
export function serviceDeployment(
  number: number,
  facts: Partial<Omit<ServiceDeployment, 'progress'>> & {
    readonly progress?: Partial<ServiceDeploymentProgress>;
  } = {},
): ServiceDeployment {
  return {
    arn: `service-deployment/web/${number}`,
    serviceArn: 'service/web',
    deploymentId: `ecs-svc/${number}`,
    createdAtMs: number,
    sourceDeploymentIds: [],
    ...facts,
    progress: {
      status: 'IN_PROGRESS',
      updatedAtMs: number,
      startedAtMs: number,
      failureCount: 0,
      alarms: 'not-looked-at',
      triggeredAlarmNames: [],
      ...facts.progress,
    },
  };
}
