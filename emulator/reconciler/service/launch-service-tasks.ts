import type { Clock } from '../../../src/clock.ts';
import { distributeTasks } from '../../../src/plan/distribute-tasks.ts';
import type { StartPlace } from '../../../src/plan/service/service-view.ts';
import type { SidecarPolicy } from '../../../src/plan/sidecar-policies.ts';
import { lastPart } from '../../../src/services/ecs/arn.ts';
import type { Deployment, Service } from '../../../src/services/ecs/service/service.ts';
import { type ServicePlacement, servicePlaces } from '../../../src/services/ecs/service/service-places.ts';
import { newTask } from '../../../src/services/ecs/task/launch/new-task.ts';
import type { TaskStore } from '../../../src/services/ecs/task/task-store.ts';
import type { TaskDefinitions } from '../task-world.ts';

/** All that launching a service's tasks needs. */
export interface LaunchWorld extends ServicePlacement {
  readonly clock: Clock;
  readonly tasks: TaskStore;
  readonly definitions: TaskDefinitions;
  readonly sidecarPolicies: readonly SidecarPolicy[];
  readonly tag: (resourceArn: string, tags: readonly Tag[]) => void;
  readonly tagsOf: (resourceArn: string) => readonly Tag[];
}

interface Tag {
  readonly key: string;
  readonly value: string;
}

/** A deployment, or a task set. */
export type LaunchedDeployment = Pick<Deployment, 'id' | 'spec'>;

/**
 * Inserts tasks of a deployment, wherever there is a place for them; the task machine takes it from there. Returns
 * their ids: fewer than `count` where container instances have no room.
 */
export function launchServiceTasks(
  world: LaunchWorld,
  service: Service,
  deployment: LaunchedDeployment,
  count: number,
  where?: StartPlace,
): string[] {
  const { taskDefinitionArn, launchType, platformVersion, loadBalancers } = deployment.spec;
  const definition = world.definitions.find(taskDefinitionArn);
  if (definition === undefined) throw new Error(`${taskDefinitionArn} of ${service.arn} is gone`);
  const places = servicePlaces(world, service, deployment.spec, definition, count, where);
  const providers = capacityProviders(world, service, deployment, places.length);
  return places.map((place, index) => {
    const task = newTask({
      scope: { accountId: service.document.accountId, region: service.document.region },
      cluster: { arn: service.clusterArn, name: lastPart(service.clusterArn) },
      definition,
      place,
      overrides: {},
      startedBy: deployment.id,
      group: `service:${service.name}`,
      serviceArn: service.arn,
      deploymentId: deployment.id,
      loadBalancers,
      volumeConfigurations: deployment.spec.volumeConfigurations,
      tags: taskTags(world, service, taskDefinitionArn),
      launchType,
      capacityProviderName: providers[index],
      platformVersion,
      enableExecuteCommand: service.document.enableExecuteCommand,
      sidecarPolicies: world.sidecarPolicies,
      nowMs: world.clock.now(),
    });
    world.tasks.insert(task);
    world.tag(task.arn, task.spec.tags);
    return lastPart(task.arn);
  });
}

/** Who provides for each of the tasks; nobody where the deployment has no strategy. */
function capacityProviders(
  world: LaunchWorld,
  { arn }: Service,
  { id, spec }: LaunchedDeployment,
  count: number,
) {
  if (spec.capacityProviderStrategy === undefined) return [];
  const held = new Map<string, number>();
  for (const { deploymentId, desiredStatus, spec: task } of world.tasks.listOfService(arn))
    if (deploymentId === id && desiredStatus === 'RUNNING' && task.capacityProviderName !== undefined)
      held.set(task.capacityProviderName, (held.get(task.capacityProviderName) ?? 0) + 1);
  return distributeTasks(spec.capacityProviderStrategy, held, count);
}

function taskTags(world: LaunchWorld, service: Service, taskDefinitionArn: string): Tag[] {
  const { propagateTags, enableECSManagedTags } = service.document;
  const source = { SERVICE: service.arn, TASK_DEFINITION: taskDefinitionArn, NONE: undefined }[propagateTags];
  const managed = [
    { key: 'aws:ecs:clusterName', value: lastPart(service.clusterArn) },
    { key: 'aws:ecs:serviceName', value: service.name },
  ];
  return [...(source === undefined ? [] : world.tagsOf(source)), ...(enableECSManagedTags ? managed : [])];
}
