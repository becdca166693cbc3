import type { ServiceView } from '../../../src/plan/service/service-view.ts';
import { deployment } from './deployment.ts';
import { deploymentSettings } from './deployment-settings.ts';
import { serviceTask } from './service-task.ts';

/** The service `web` with two healthy tasks of its one deployment, as it is meant to be. */
export function serviceView(facts: Partial<ServiceView> = {}): ServiceView {
  return {
    name: 'web',
    status: 'ACTIVE',
    desiredCount: 2,
    settings: deploymentSettings(),
    serviceDeployments: [],
    alarms: [],
    healthCheckGracePeriodMs: 0,
    deployments: [
      deployment(1, 'PRIMARY', {
        rolloutState: 'COMPLETED',
        rolloutStateReason: 'ECS deployment ecs-svc/1 completed.',
        desiredCount: 2,
      }),
    ],
    tasks: [serviceTask(1), serviceTask(2)],
    memory: { steady: true, said: [] },
    timing: { speed: 1, awsTiming: false },
    ...facts,
  };
}
