import {
  CreateClusterCommand,
  CreateServiceCommand,
  type NetworkConfiguration,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { sampleImage } from '../../../fixtures/build-sample-image.ts';
import type { Clients } from './clients.ts';
import { defaultSubnets } from './default-subnets.ts';

const appPort = 8080;

/** The sample app as a service behind a load balancer. */
export interface SampleService {
  readonly cluster: string;
  readonly service: string;
  readonly family: string;
  readonly listenerArn: string;
}

export interface SampleServiceOptions {
  readonly desiredCount: number;
  readonly healthCheckGracePeriodSeconds?: number;
}

export async function createSampleService(
  clients: Clients,
  options: SampleServiceOptions,
): Promise<SampleService> {
  const { ecs } = clients;
  const { subnetIds, vpcId } = await defaultSubnets(clients);
  const { targetGroupArn, listenerArn } = await createLoadBalancer(clients, subnetIds, vpcId);
  const named = { cluster: 'bench', service: 'web', family: 'web' };
  const networkConfiguration: NetworkConfiguration = {
    awsvpcConfiguration: { subnets: subnetIds.slice(0, 1) },
  };
  await ecs.send(new CreateClusterCommand({ clusterName: named.cluster }));
  await registerSampleTask(clients, named.family, '1');
  await ecs.send(
    new CreateServiceCommand({
      cluster: named.cluster,
      serviceName: named.service,
      taskDefinition: named.family,
      launchType: 'FARGATE',
      networkConfiguration,
      loadBalancers: [{ targetGroupArn, containerName: 'app', containerPort: appPort }],
      ...options,
    }),
  );
  return { ...named, listenerArn };
}

/** Registers a revision whose app says that it is of that version. */
export async function registerSampleTask({ ecs }: Clients, family: string, version: string): Promise<void> {
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family,
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      containerDefinitions: [
        {
          name: 'app',
          image: sampleImage,
          portMappings: [{ containerPort: appPort }],
          environment: [{ name: 'APP_VERSION', value: version }],
        },
      ],
    }),
  );
}

async function createLoadBalancer({ elbv2 }: Clients, subnetIds: string[], vpcId: string) {
  const { LoadBalancers } = await elbv2.send(
    new CreateLoadBalancerCommand({ Name: 'bench', Subnets: subnetIds, Type: 'application' }),
  );
  const { TargetGroups } = await elbv2.send(
    new CreateTargetGroupCommand({
      Name: 'bench',
      Protocol: 'HTTP',
      Port: appPort,
      VpcId: vpcId,
      TargetType: 'ip',
      HealthCheckPath: '/health',
      HealthCheckIntervalSeconds: 5,
      HealthCheckTimeoutSeconds: 2,
      HealthyThresholdCount: 2,
    }),
  );
  const targetGroupArn = required(TargetGroups?.[0]?.TargetGroupArn);
  const { Listeners } = await elbv2.send(
    new CreateListenerCommand({
      LoadBalancerArn: required(LoadBalancers?.[0]?.LoadBalancerArn),
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'forward', TargetGroupArn: targetGroupArn }],
    }),
  );
  return { targetGroupArn, listenerArn: required(Listeners?.[0]?.ListenerArn) };
}

function required(value: string | undefined): string {
  if (value === undefined) throw new Error('An answer lacks an ARN.');
  return value;
}
