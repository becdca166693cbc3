import { newTask } from '../../../src/services/ecs/task/launch/new-task.ts';
import { accountId, type EcsApi, region } from './ecs-api.ts';

/** Inserts a task of the service's latest deployment, or task set, as its scheduler would. Returns its ARN. */
export function launchedServiceTask({ context, subnets, vpcId, clock }: EcsApi, serviceArn: string): string {
  const { services, deployments, taskSets, taskDefinitions, tasks } = context.ecs;
  const service = services.find(serviceArn);
  const [deployment] = [...deployments.listOfService(serviceArn), ...taskSets.listOfService(serviceArn)];
  const definition = taskDefinitions.find(deployment?.spec.taskDefinitionArn ?? '');
  const [subnet] = subnets;
  if (service === undefined || definition === undefined || deployment === undefined || subnet === undefined)
    throw new Error(`There is nothing to launch for ${serviceArn}`);
  const task = newTask({
    scope: { accountId, region },
    cluster: { arn: service.clusterArn, name: service.clusterArn.replace(/^.*\//, '') },
    definition,
    place: {
      availabilityZone: subnet.availabilityZone,
      network: { mode: 'awsvpc', subnetId: subnet.id, vpcId, securityGroups: [] },
    },
    overrides: {},
    startedBy: deployment.id,
    group: `service:${service.name}`,
    serviceArn,
    deploymentId: deployment.id,
    loadBalancers: deployment.spec.loadBalancers,
    tags: [],
    launchType: 'FARGATE',
    enableExecuteCommand: false,
    sidecarPolicies: [],
    nowMs: clock.now(),
  });
  tasks.insert(task);
  return task.arn;
}
