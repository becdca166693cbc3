import type { TaskDefinition } from '@aws-sdk/client-ecs';
import { checkInstance } from '../../../plan/placement/check-instance.ts';
import { readConstraints, readStrategies, type Understood } from '../../../plan/placement/check-placement.ts';
import { closestMatchText } from '../../../plan/placement/closest-match-text.ts';
import type { PlacementFailure, TaskPlacement } from '../../../plan/placement/place-tasks.ts';
import { placeTasks } from '../../../plan/placement/place-tasks.ts';
import { brokenConstraint, type PlacementConstraint } from '../../../plan/placement/placement-constraint.ts';
import { defaultServiceStrategies } from '../../../plan/placement/placement-strategy.ts';
import type { DaemonRoom, ReplicaRoom, StartPlace } from '../../../plan/service/service-view.ts';
import { instanceViews } from '../container-instance/instance-views.ts';
import type { EcsContext } from '../ecs-context.ts';
import type { LaunchNetwork } from '../task/launch/launch-network.ts';
import type { TaskPlace } from '../task/launch/new-task.ts';
import { demandOf, type InstanceLaunch } from '../task/launch/place-on-instances.ts';
import { TaskPlaces } from '../task/launch/task-places.ts';
import type { DeploymentSpec, Service } from './service.ts';

/** What finding places for a service's tasks needs. */
export type ServicePlacement = Pick<EcsContext, 'network' | 'tasks' | 'containerInstances'>;

/**
 * The places of up to `count` further tasks of a service: spread over its subnets, or on its container instances.
 *
 * @param where anywhere unless given
 */
export function servicePlaces(
  context: ServicePlacement,
  service: Service,
  spec: DeploymentSpec,
  definition: TaskDefinition,
  count: number,
  where?: StartPlace,
): TaskPlace[] {
  const network = inZone(networkOf(context, service, spec, definition), where);
  const places = new TaskPlaces(context.network, tasksBySubnet(context, service));
  if (spec.launchType === 'FARGATE') {
    if (network.mode !== 'awsvpc') throw new Error('A definition for Fargate is in the awsvpc mode');
    return Array.from({ length: count }, () => places.onFargate(network));
  }
  const launch = launchOf(service, definition, network, where);
  const arns =
    where?.type === 'instances'
      ? where.arns
      : placementsOf(context, service, launch, count).flatMap((placement) =>
          placement.type === 'placed' ? [placement.instanceArn] : [],
        );
  return arns.flatMap((arn) => {
    const instance = context.containerInstances.find(arn);
    return instance === undefined ? [] : [places.onInstance(network, instance, demandOf(launch))];
  });
}

/** A network with the subnets of that zone alone. */
function inZone(network: LaunchNetwork, where: StartPlace | undefined): LaunchNetwork {
  if (network.mode !== 'awsvpc' || where?.type !== 'zone') return network;
  const near = network.subnets.filter(({ availabilityZone }) => availabilityZone === where.availabilityZone);
  return { ...network, subnets: near };
}

/** How many of up to `count` further tasks the container instances have room for. */
export function replicaRoom(
  context: ServicePlacement,
  service: Service,
  spec: DeploymentSpec,
  definition: TaskDefinition,
  count: number,
): ReplicaRoom {
  const launch = launchOf(service, definition, networkOf(context, service, spec, definition));
  const placements = placementsOf(context, service, launch, count);
  const failed = placements.find((placement) => placement.type === 'failed');
  return {
    type: 'replica',
    placeable: placements.filter(({ type }) => type === 'placed').length,
    why: closestMatchText(failed?.type === 'failed' ? failed.failures : []),
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
    constraintsOf(launch.definition, document),
    strategies.length > 0 ? strategies : defaultServiceStrategies,
    Math.random,
  );
}

function launchOf(
  { name }: Pick<Service, 'name'>,
  definition: TaskDefinition,
  network: LaunchNetwork,
  where?: StartPlace,
): InstanceLaunch {
  const zones = where?.type === 'zone' ? { availabilityZones: [where.availabilityZone] } : {};
  return { definition, network, overrides: {}, group: `service:${name}`, ...zones };
}

/** The instances that are to have a task each of a DAEMON service, and those of them that have no room for it. */
export function daemonRoom(
  context: ServicePlacement,
  service: Pick<Service, 'clusterArn' | 'name' | 'arn' | 'document'>,
  spec: DeploymentSpec,
  definition: TaskDefinition,
): DaemonRoom {
  const demand = demandOf(launchOf(service, definition, networkOf(context, service, spec, definition)));
  const constraints = constraintsOf(definition, service.document);
  const eligible: string[] = [];
  const failures: PlacementFailure[] = [];
  for (const instance of instanceViews(context, service.clusterArn)) {
    const reason = checkInstance(instance, demand);
    const isEligible = reason === undefined || reason.startsWith('RESOURCE:');
    if (!isEligible || brokenConstraint(instance, demand, constraints) !== undefined) continue;
    eligible.push(instance.arn);
    if (reason !== undefined) failures.push({ arn: instance.arn, reason });
  }
  return {
    type: 'daemon',
    eligible,
    full: new Set(failures.map(({ arn }) => arn)),
    why: closestMatchText(failures),
  };
}

function constraintsOf(
  { placementConstraints = [] }: TaskDefinition,
  document: Service['document'],
): readonly PlacementConstraint[] {
  return understood(readConstraints([...placementConstraints, ...document.placementConstraints]));
}

/** What the API let in was understood then. */
function understood<Item>(read: Understood<Item>): readonly Item[] {
  if (read.type === 'broken') throw new Error(read.sentence);
  return read.items;
}

/** Subnets that were deleted since are passed over. */
function networkOf(
  { network }: Pick<ServicePlacement, 'network'>,
  { document: { accountId, region }, arn }: Pick<Service, 'document' | 'arn'>,
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
