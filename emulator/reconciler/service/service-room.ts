import type { ServiceView } from '../../../src/plan/service/service-view.ts';
import type { Deployment, Service } from '../../../src/services/ecs/service/service.ts';
import {
  daemonRoom,
  replicaRoom,
  type ServicePlacement,
} from '../../../src/services/ecs/service/service-places.ts';
import type { Task } from '../../../src/services/ecs/task/task.ts';
import type { TaskDefinitions } from '../task-world.ts';

/** All that finding out takes what container instances have room for. */
export interface RoomWorld extends ServicePlacement {
  readonly definitions: TaskDefinitions;
}

/** What the container instances have room for, for the PRIMARY deployment of a service; undefined on Fargate. */
export function serviceRoom(
  world: RoomWorld,
  service: Service,
  deployments: readonly Deployment[],
  tasks: readonly Task[],
): ServiceView['room'] {
  const primary = deployments.find(({ status }) => status === 'PRIMARY');
  if (primary === undefined || primary.spec.launchType === 'FARGATE') return undefined;
  const definition = world.definitions.find(primary.spec.taskDefinitionArn);
  if (definition === undefined)
    throw new Error(`${primary.spec.taskDefinitionArn} of ${service.arn} is gone`);
  if (service.document.schedulingStrategy === 'DAEMON')
    return daemonRoom(world, service, primary.spec, definition);
  const live = tasks.filter(({ desiredStatus }) => desiredStatus === 'RUNNING').length;
  const { maximumPercent } = service.document.deploymentConfiguration;
  const most = Math.floor((service.desiredCount * maximumPercent) / 100);
  return replicaRoom(world, service, primary.spec, definition, Math.max(0, most - live));
}

/** The zones that a service's tasks are to be spread over evenly; undefined where AWS does not rebalance them. */
export function balancedZones(
  { network, containerInstances }: RoomWorld,
  { document, clusterArn }: Service,
  deployments: readonly Deployment[],
): readonly string[] | undefined {
  const primary = deployments.find(({ status }) => status === 'PRIMARY');
  const [first] = document.placementStrategy;
  const isSpread =
    first === undefined || (first.type === 'spread' && first.field === 'attribute:ecs.availability-zone');
  if (document.availabilityZoneRebalancing !== 'ENABLED' || primary === undefined || !isSpread)
    return undefined;
  const { accountId, region } = document;
  const zones =
    primary.spec.launchType === 'FARGATE'
      ? (primary.spec.networkConfiguration?.awsvpcConfiguration?.subnets ?? []).map(
          (id) => network.subnet(accountId, region, id)?.availabilityZone,
        )
      : containerInstances
          .listRegistered(clusterArn)
          .filter(({ status }) => status === 'ACTIVE')
          .map((instance) => instance.document.availabilityZone);
  return [...new Set(zones.filter((zone) => zone !== undefined))];
}
