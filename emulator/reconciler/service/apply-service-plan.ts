import { rebalanceStartedText, startedText } from '../../../src/plan/service/event-texts.ts';
import type { ServiceAction, StartPlace } from '../../../src/plan/service/service-view.ts';
import type { DeploymentStore } from '../../../src/services/ecs/service/deployment-store.ts';
import type { Deployment, Service } from '../../../src/services/ecs/service/service.ts';
import type { ServiceEventStore } from '../../../src/services/ecs/service/service-event-store.ts';
import type { ServiceStore } from '../../../src/services/ecs/service/service-store.ts';
import type { ServiceDeploymentStore } from '../../../src/services/ecs/service-deployment/service-deployment-store.ts';
import type { TaskStore } from '../../../src/services/ecs/task/task-store.ts';
import type { LaunchedDeployment } from './launch-service-tasks.ts';

export interface ServicePlanTarget {
  readonly services: ServiceStore;
  readonly deployments: DeploymentStore;
  readonly serviceDeployments: ServiceDeploymentStore;
  readonly serviceEvents: ServiceEventStore;
  readonly tasks: TaskStore;
  /** Inserts up to that many tasks of a deployment, as far as they find a place; returns their ids. */
  launch(
    service: Service,
    deployment: LaunchedDeployment,
    count: number,
    where: StartPlace | undefined,
  ): readonly string[];
}

/** Carries out one action of a service's plan, inside the transaction in which it was planned. It decides nothing. */
export function applyServiceAction(
  target: ServicePlanTarget,
  service: Service,
  deployments: readonly Deployment[],
  action: ServiceAction,
  nowMs: number,
): void {
  const { services, tasks, serviceEvents } = target;
  switch (action.type) {
    case 'start-tasks': {
      const deployment = find(deployments, action.deploymentId);
      const ids = target.launch(service, deployment, action.count, action.where);
      if (ids.length > 0)
        serviceEvents.add(
          service.arn,
          action.where?.type === 'zone'
            ? rebalanceStartedText(service.name, action.where.availabilityZone, ids)
            : startedText(service.name, ids, action.replacedUnhealthy),
          nowMs,
        );
      return;
    }
    case 'stop-tasks':
      for (const arn of action.taskArns)
        tasks.decideStop(
          { arn, serviceArn: service.arn },
          { code: 'ServiceSchedulerInitiated', reason: action.reason, atMs: nowMs },
        );
      return;
    case 'add-event':
      return serviceEvents.add(service.arn, action.message, nowMs);
    case 'announce':
      return tasks.announce(action.taskArn, action.announcement);
    case 'set-progress':
      return target.deployments.setProgress(action.deploymentId, action.progress);
    case 'roll-back': {
      const deployment = find(deployments, action.deploymentId);
      target.deployments.promote(deployment);
      return services.setBack(service, deployment.spec);
    }
    case 'set-service-deployment':
      return target.serviceDeployments.setProgress(action.arn, action.progress);
    case 'remove-deployment':
      return target.deployments.remove(action.deploymentId);
    case 'set-inactive':
      return services.setStatus(service.arn, 'INACTIVE');
    case 'remember':
      return services.remember(service.arn, action.memory);
  }
}

function find(deployments: readonly Deployment[], id: string): Deployment {
  const deployment = deployments.find((each) => each.id === id);
  if (deployment === undefined) throw new Error(`The plan names ${id}, which the service does not have`);
  return deployment;
}
