import { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
} from '@aws-sdk/client-ec2';
import {
  type ContainerDefinition,
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
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import type { DemoClients } from './demo-clients.ts';
import type { Narrator } from './narrator.ts';

export const shop = {
  cluster: 'demo',
  service: 'shop',
  family: 'shop',
  container: 'web',
  containerPort: 8080,
  logGroup: '/ecs/shop',
  listenerPort: 80,
} as const;

export interface Shop {
  readonly secretArn: string;
  readonly network: NetworkConfiguration;
  readonly targetGroupArn: string;
  readonly loadBalancerArn: string;
  readonly listenerArn: string;
}

/** Everything around the service: secrets, a log group, a cluster, and a load balancer in the default VPC. */
export async function buildShop(
  clients: DemoClients,
  narrator: Pick<Narrator, 'say'>,
  listenerPort: number = shop.listenerPort,
): Promise<Shop> {
  narrator.say('ssm PutParameter /shop/db-password, secretsmanager CreateSecret, logs CreateLogGroup');
  await clients.ssm.send(
    new PutParameterCommand({ Name: '/shop/db-password', Type: 'SecureString', Value: 'correct horse' }),
  );
  const secret = await clients.secretsManager.send(
    new CreateSecretCommand({
      Name: 'shop/payment',
      SecretString: JSON.stringify({ apiKey: 'battery staple' }),
    }),
  );
  await clients.logs.send(new CreateLogGroupCommand({ logGroupName: shop.logGroup }));
  narrator.say('ecs CreateCluster; ec2 DescribeVpcs, DescribeSubnets, DescribeSecurityGroups');
  await clients.ecs.send(new CreateClusterCommand({ clusterName: shop.cluster }));
  const { vpcId, subnets, securityGroups } = await defaultVpc(clients);
  narrator.say('elbv2 CreateLoadBalancer, CreateTargetGroup, CreateListener');
  const loadBalancerArn = await createLoadBalancer(clients, subnets, securityGroups);
  const targetGroupArn = await createTargetGroup(clients, vpcId);
  const { Listeners: [listener] = [] } = await clients.elbv2.send(
    new CreateListenerCommand({
      LoadBalancerArn: loadBalancerArn,
      Protocol: 'HTTP',
      Port: listenerPort,
      DefaultActions: [{ Type: 'forward', TargetGroupArn: targetGroupArn }],
    }),
  );
  return {
    secretArn: given(secret.ARN),
    network: { awsvpcConfiguration: { subnets, securityGroups } },
    loadBalancerArn,
    targetGroupArn,
    listenerArn: given(listener?.ListenerArn),
  };
}

async function defaultVpc({ ec2 }: DemoClients) {
  const { Vpcs: [vpc] = [] } = await ec2.send(
    new DescribeVpcsCommand({ Filters: [{ Name: 'is-default', Values: ['true'] }] }),
  );
  const vpcId = given(vpc?.VpcId);
  const inVpc = [{ Name: 'vpc-id', Values: [vpcId] }];
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({ Filters: inVpc }));
  const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters: inVpc }));
  return {
    vpcId,
    subnets: Subnets.map(({ SubnetId }) => given(SubnetId)),
    securityGroups: SecurityGroups.map(({ GroupId }) => given(GroupId)),
  };
}

async function createLoadBalancer(
  { elbv2 }: DemoClients,
  subnets: string[],
  groups: string[],
): Promise<string> {
  const { LoadBalancers: [loadBalancer] = [] } = await elbv2.send(
    new CreateLoadBalancerCommand({ Name: 'shop', Subnets: subnets, SecurityGroups: groups }),
  );
  return given(loadBalancer?.LoadBalancerArn);
}

async function createTargetGroup({ elbv2 }: DemoClients, vpcId: string): Promise<string> {
  const { TargetGroups: [group] = [] } = await elbv2.send(
    new CreateTargetGroupCommand({
      Name: 'shop',
      Protocol: 'HTTP',
      Port: shop.containerPort,
      VpcId: vpcId,
      TargetType: 'ip',
      HealthCheckPath: '/health',
      HealthCheckIntervalSeconds: 5,
      HealthCheckTimeoutSeconds: 2,
    }),
  );
  return given(group?.TargetGroupArn);
}

export interface Revision {
  readonly image: string;
  readonly version: string;
  /** What its container has beyond, or instead of, what the shop's always has. */
  readonly container?: Partial<ContainerDefinition>;
}

/** Registers a revision of the shop; resolves with its ARN. */
export async function registerRevision(
  { ecs }: DemoClients,
  { secretArn }: Pick<Shop, 'secretArn'>,
  revision: Revision,
): Promise<string> {
  const { taskDefinition } = await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: shop.family,
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      executionRoleArn: 'arn:aws:iam::000000000000:role/ecsTaskExecutionRole',
      containerDefinitions: [
        {
          name: shop.container,
          image: revision.image,
          portMappings: [{ containerPort: shop.containerPort }],
          environment: [
            { name: 'APP_VERSION', value: revision.version },
            { name: 'SECRET_NAMES', value: 'DB_PASSWORD,PAYMENT_KEY' },
          ],
          secrets: [
            { name: 'DB_PASSWORD', valueFrom: '/shop/db-password' },
            { name: 'PAYMENT_KEY', valueFrom: `${secretArn}:apiKey::` },
          ],
          logConfiguration: {
            logDriver: 'awslogs',
            options: {
              'awslogs-group': shop.logGroup,
              'awslogs-region': 'us-east-1',
              'awslogs-stream-prefix': 'shop',
            },
          },
          ...revision.container,
        },
      ],
    }),
  );
  return given(taskDefinition?.taskDefinitionArn);
}

export async function createService(
  { ecs }: DemoClients,
  { network, targetGroupArn }: Shop,
  taskDefinition: string,
  desiredCount: number,
): Promise<void> {
  await ecs.send(
    new CreateServiceCommand({
      cluster: shop.cluster,
      serviceName: shop.service,
      taskDefinition,
      desiredCount,
      launchType: 'FARGATE',
      networkConfiguration: network,
      loadBalancers: [{ targetGroupArn, containerName: shop.container, containerPort: shop.containerPort }],
    }),
  );
}

function given<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('Drydock left out a member of its answer that AWS always gives.');
  return value;
}
