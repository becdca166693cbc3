import type { Clock } from '../../src/clock.ts';
import { chooseSubnet } from '../../src/plan/choose-subnet.ts';
import { distributeTasks } from '../../src/plan/distribute-tasks.ts';
import { planService } from '../../src/plan/service/plan-service.ts';
import type { ServiceTask, ServiceView, TaskTarget } from '../../src/plan/service/service-view.ts';
import type { SidecarPolicy } from '../../src/plan/sidecar-policies.ts';
import type { Timing } from '../../src/plan/timing.ts';
import { serviceRevisionArn } from '../../src/services/ecs/arn.ts';
import type { Deployment, Service, ServiceDocument } from '../../src/services/ecs/service/service.ts';
import type { AlarmSource } from '../../src/services/ecs/service-deployment/alarm-source.ts';
import type { ServiceRevisionStore } from '../../src/services/ecs/service-deployment/service-revision-store.ts';
import { taskHealth } from '../../src/services/ecs/task/container-health.ts';
import { newTask } from '../../src/services/ecs/task/new-task.ts';
import type { Task, TaskLoadBalancer } from '../../src/services/ecs/task/task.ts';
import type { State } from '../../src/state/state.ts';
import { applyServiceAction, type ServicePlanTarget } from './apply-service-plan.ts';
import type { TaskDefinitions } from './task-world.ts';

/** All that scheduling a service needs. */
export interface ServiceWorld extends Omit<ServicePlanTarget, 'launch'> {
  readonly state: State;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly definitions: TaskDefinitions;
  readonly serviceRevisions: ServiceRevisionStore;
  /** Where alarms' states come from that deployments watch, if there are any. */
  readonly alarmSource?: AlarmSource;
  readonly sidecarPolicies: readonly SidecarPolicy[];
  readonly subnets: {
    find(
      id: string,
    ): { readonly id: string; readonly vpcId: string; readonly availabilityZone: string } | undefined;
    defaultSecurityGroup(vpcId: string): string | undefined;
  };
  readonly targetHealth: (target: TaskLoadBalancer, address: string) => TaskTarget['health'];
  readonly tag: (
    resourceArn: string,
    tags: readonly { readonly key: string; readonly value: string }[],
  ) => void;
  readonly tagsOf: (resourceArn: string) => readonly { readonly key: string; readonly value: string }[];
}

/**
 * Plans one service and carries the plan out, in one transaction: between the look and the act nothing changes.
 *
 * @returns when to plan again though nothing changes
 */
export function workOnService(world: ServiceWorld, serviceArn: string): number | undefined {
  return world.state.transaction((): number | undefined => {
    const service = world.services.find(serviceArn);
    if (service === undefined || service.status === 'INACTIVE') return undefined;
    const deployments = world.deployments.listOfService(serviceArn);
    const nowMs = world.clock.now();
    const tasks = world.tasks.listOfService(serviceArn);
    noteDigests(world, service, deployments, tasks);
    const plan = planService(viewOf(world, service, service.status, deployments, tasks), nowMs);
    const target: ServicePlanTarget = { ...world, launch: (...args) => launch(world, ...args) };
    for (const action of plan.actions) applyServiceAction(target, service, deployments, action, nowMs);
    world.tasks.concludeStopped(serviceArn);
    return plan.wakeAtMs;
  });
}

function viewOf(
  world: ServiceWorld,
  { name, desiredCount, document, memory, arn }: Service,
  status: ServiceView['status'],
  deployments: readonly Deployment[],
  tasks: readonly Task[],
): ServiceView {
  return {
    name,
    status,
    desiredCount,
    memory,
    deployments,
    serviceDeployments: world.serviceDeployments.listRunning(arn),
    settings: document.deploymentConfiguration,
    alarms: watchedAlarms(world, document),
    healthCheckGracePeriodMs: (document.healthCheckGracePeriodSeconds ?? 0) * 1000,
    timing: world.timing,
    tasks: tasks.map((task) => serviceTask(world, task)),
  };
}

/** Alarms that there are, of those that the service's deployments are to watch. */
function watchedAlarms({ alarmSource }: ServiceWorld, document: ServiceDocument): ServiceView['alarms'] {
  const { alarms } = document.deploymentConfiguration;
  if (alarmSource === undefined || alarms?.enable !== true) return [];
  return alarms.alarmNames.flatMap((name) => {
    const state = alarmSource.stateOf(document, name);
    return state === undefined ? [] : [{ name, state }];
  });
}

/** A revision shows the digests of the images that its tasks were seen to run. */
function noteDigests(
  { serviceRevisions }: ServiceWorld,
  { arn }: Service,
  deployments: readonly Deployment[],
  tasks: readonly Task[],
): void {
  for (const { id } of deployments) {
    const seen = new Map<string, string>();
    for (const { deploymentId, observed } of tasks)
      if (deploymentId === id)
        for (const [name, { imageDigest }] of Object.entries(observed.containers))
          if (imageDigest !== undefined && !seen.has(name)) seen.set(name, imageDigest);
    if (seen.size > 0) serviceRevisions.addDigests(serviceRevisionArn(arn, id), seen);
  }
}

function serviceTask(world: ServiceWorld, task: Task): ServiceTask {
  const address = task.observed.networkInterface?.address;
  return {
    arn: task.arn,
    id: task.id,
    sequence: task.sequence,
    deploymentId: task.deploymentId ?? '',
    availabilityZone: task.spec.network.availabilityZone,
    desiredStatus: task.desiredStatus,
    lastStatus: task.lastStatus,
    startedAtMs: task.observed.startedAtMs,
    stoppedAtMs: task.stoppedAtMs,
    stop: task.stop,
    protectedUntilMs: task.protectedUntilMs,
    containerHealth: taskHealth(task) ?? 'none',
    targets: task.spec.loadBalancers.map((target) => ({
      ...target,
      health: address === undefined ? { state: 'pending' } : world.targetHealth(target, address),
    })),
    targetState: task.observed.targets,
    announced: task.announced,
  };
}

/** Inserts tasks of a deployment, spread over the service's subnets; the task machine takes it from there. */
function launch(world: ServiceWorld, service: Service, deployment: Deployment, count: number): string[] {
  const { taskDefinitionArn, networkConfiguration, launchType, platformVersion, loadBalancers } =
    deployment.spec;
  const providers = capacityProviders(world, service, deployment, count);
  const definition = world.definitions.find(taskDefinitionArn);
  if (definition === undefined) throw new Error(`${taskDefinitionArn} of ${service.arn} is gone`);
  const asked = networkConfiguration?.awsvpcConfiguration;
  const subnets = (asked?.subnets ?? []).flatMap((id) => world.subnets.find(id) ?? []);
  const inSubnet = new Map<string, number>();
  for (const task of world.tasks.listOfService(service.arn))
    if (task.desiredStatus === 'RUNNING')
      inSubnet.set(task.spec.network.subnetId, (inSubnet.get(task.spec.network.subnetId) ?? 0) + 1);
  return Array.from({ length: count }, (_, index) => {
    const subnet = chooseSubnet(subnets, inSubnet);
    if (subnet === undefined) throw new Error(`None of the subnets of ${service.arn} exists`);
    inSubnet.set(subnet.id, (inSubnet.get(subnet.id) ?? 0) + 1);
    const defaultGroup = world.subnets.defaultSecurityGroup(subnet.vpcId);
    const groups = asked?.securityGroups ?? [];
    const task = newTask({
      scope: { accountId: service.document.accountId, region: service.document.region },
      cluster: {
        arn: service.clusterArn,
        name: service.clusterArn.slice(service.clusterArn.lastIndexOf('/') + 1),
      },
      definition,
      subnet,
      securityGroups: groups.length > 0 || defaultGroup === undefined ? groups : [defaultGroup],
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
    return task.arn.slice(task.arn.lastIndexOf('/') + 1);
  });
}

/** Who provides for each of the tasks; nobody where the deployment has no strategy. */
function capacityProviders(world: ServiceWorld, { arn }: Service, { id, spec }: Deployment, count: number) {
  if (spec.capacityProviderStrategy === undefined) return [];
  const held = new Map<string, number>();
  for (const { deploymentId, desiredStatus, spec: task } of world.tasks.listOfService(arn))
    if (deploymentId === id && desiredStatus === 'RUNNING' && task.capacityProviderName !== undefined)
      held.set(task.capacityProviderName, (held.get(task.capacityProviderName) ?? 0) + 1);
  return distributeTasks(spec.capacityProviderStrategy, held, count);
}

function taskTags(world: ServiceWorld, service: Service, taskDefinitionArn: string) {
  const { propagateTags, enableECSManagedTags } = service.document;
  const source = { SERVICE: service.arn, TASK_DEFINITION: taskDefinitionArn, NONE: undefined }[propagateTags];
  const managed = [
    { key: 'aws:ecs:clusterName', value: service.clusterArn.slice(service.clusterArn.lastIndexOf('/') + 1) },
    { key: 'aws:ecs:serviceName', value: service.name },
  ];
  return [...(source === undefined ? [] : world.tagsOf(source)), ...(enableECSManagedTags ? managed : [])];
}
