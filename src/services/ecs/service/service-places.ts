import type { TaskDefinition } from '@aws-sdk/client-ecs';
import { readConstraints, readStrategies, type Understood } from '../../../plan/placement/check-placement.ts';
import type { PlacementFailure, TaskPlacement } from '../../../plan/placement/place-tasks.ts';
import { placeTasks } from '../../../plan/placement/place-tasks.ts';
import { defaultServiceStrategies } from '../../../plan/placement/placement-strategy.ts';
import { instanceViews } from '../container-instance/instance-views.ts';
import type { EcsContext } from '../ecs-context.ts';
import type { LaunchNetwork } from '../task/launch/launch-network.ts';
import type { TaskPlace } from '../task/launch/new-task.ts';
import { demandOf, type InstanceLaunch } from '../task/launch/place-on-instances.ts';
import { TaskPlaces } from '../task/launch/task-places.ts';
import type { DeploymentSpec, Service } from './service.ts';

/** What finding places for a service's tasks needs. */
export type ServicePlacement = Pick<EcsContext, 'network' | 'tasks' | 'containerInstances'>;

/** How many further tasks of a service find a place now. */
export interface Placeable {
  readonly count: number;
  /** Why one more finds none: a failure for each ACTIVE container instance. */
  readonly failures: readonly PlacementFailure[];
}

/** The places of up to `count` further tasks of a service: spread over its subnets, or on its container instances. */
export function servicePlaces(
  context: ServicePlacement,
  service: Service,
  spec: DeploymentSpec,
  definition: TaskDefinition,
  count: number,
): TaskPlace[] {
  const network = networkOf(context, service, spec, definition);
  const places = new TaskPlaces(context.network, tasksBySubnet(context, service));
  if (spec.launchType === 'FARGATE') {
    if (network.mode !== 'awsvpc') throw new Error('A definition for Fargate is in the awsvpc mode');
    return Array.from({ length: count }, () => places.onFargate(network));
  }
  const launch = launchOf(service, definition, network);
  return placementsOf(context, service, launch, count).flatMap((placement) => {
    const instance =
      placement.type === 'placed' ? context.containerInstances.find(placement.instanceArn) : undefined;
    return instance === undefined ? [] : [places.onInstance(network, instance, demandOf(launch))];
  });
}

/** How many of up to `count` further tasks the container instances have room for. */
export function placeableOnInstances(
  context: ServicePlacement,
  service: Service,
  spec: DeploymentSpec,
  definition: TaskDefinition,
  count: number,
): Placeable {
  const launch = launchOf(service, definition, networkOf(context, service, spec, definition));
  const placements = placementsOf(context, service, launch, count);
  const failed = placements.find((placement) => placement.type === 'failed');
  return {
    count: placements.filter(({ type }) => type === 'placed').length,
    failures: failed?.type === 'failed' ? failed.failures : [],
  };
}

function placementsOf(
  context: ServicePlacement,
  { clusterArn, document }: Service,
  launch: InstanceLaunch,
  count: number,
): TaskPlacement[] {
  const strategies = understood(readStrategies(document.placementStrategy));
  return placeTasks(
    instanceViews(context, clusterArn),
    demandOf(launch),
    count,
    understood(
      readConstraints([...(launch.definition.placementConstraints ?? []), ...document.placementConstraints]),
    ),
    strategies.length > 0 ? strategies : defaultServiceStrategies,
    Math.random,
  );
}

function launchOf({ name }: Service, definition: TaskDefinition, network: LaunchNetwork): InstanceLaunch {
  return { definition, network, overrides: {}, group: `service:${name}` };
}

/** What the API let in was understood then. */
function understood<Item>(read: Understood<Item>): readonly Item[] {
  if (read.type === 'broken') throw new Error(read.sentence);
  return read.items;
}

/** Subnets that were deleted since are passed over. */
function networkOf(
  { network }: Pick<ServicePlacement, 'network'>,
  { document: { accountId, region }, arn }: Service,
  { networkConfiguration }: DeploymentSpec,
  { networkMode = 'bridge' }: TaskDefinition,
): LaunchNetwork {
  if (networkMode !== 'awsvpc') return { mode: networkMode };
  const asked = networkConfiguration?.awsvpcConfiguration;
  const subnets = (asked?.subnets ?? []).flatMap((id) => network.subnet(accountId, region, id) ?? []);
  if (subnets.length === 0) throw new Error(`None of the subnets of ${arn} exists`);
  return { mode: 'awsvpc', subnets, securityGroups: asked?.securityGroups ?? [] };
}

function tasksBySubnet({ tasks }: Pick<ServicePlacement, 'tasks'>, { arn }: Service): Map<string, number> {
  const held = new Map<string, number>();
  for (const { desiredStatus, spec } of tasks.listOfService(arn))
    if (desiredStatus === 'RUNNING' && spec.network.mode === 'awsvpc')
      held.set(spec.network.subnetId, (held.get(spec.network.subnetId) ?? 0) + 1);
  return held;
}
