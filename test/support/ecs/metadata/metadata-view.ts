import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import type { MetadataView } from '../../../../src/services/ecs/task/metadata/metadata-view.ts';
import type { ObservedContainer, ObservedTask, TaskSpec } from '../../../../src/services/ecs/task/task.ts';
import { plainTask } from '../../plain-task.ts';

/** When all began. */
export const startMs = Date.parse('2026-01-01T00:00:00Z');
export const cluster = 'arn:aws:ecs:us-east-1:000000000000:cluster/default';
export const taskArn = 'arn:aws:ecs:us-east-1:000000000000:task/default/a1';

/** The container `web`, as its task was launched with it. */
export const identity = {
  name: 'web',
  arn: 'arn:aws:ecs:us-east-1:000000000000:container/default/a1/c1',
  image: 'nginx:1.27',
  cpu: 128,
  memory: 256,
  isHealthChecked: false,
};

/** What is seen of it while it runs. */
export const running: ObservedContainer = {
  status: 'RUNNING',
  runtimeId: 'd0c4e7',
  imageId: 'sha256:1a',
  health: 'UNKNOWN',
  createdAtMs: startMs + 1,
  startedAtMs: startMs + 2,
};

const networkInterface = {
  id: 'eni-1',
  address: '172.31.16.4',
  macAddress: '02:42:ac:1f:10:04',
  privateDnsName: 'ip-172-31-16-4.ec2.internal',
  sandboxId: 'sandbox',
  released: false,
};

/** A task whose containers were seen to be like this, in a definition with the one container `web`. */
export function metadataView(
  seen: Readonly<Record<string, ObservedContainer>>,
  {
    container = {},
    spec = {},
    observed = {},
    task = {},
  }: {
    readonly container?: Partial<ContainerDefinition>;
    readonly spec?: Partial<TaskSpec>;
    readonly observed?: Partial<ObservedTask>;
    readonly task?: Partial<MetadataView['task']>;
  } = {},
): MetadataView {
  const containers = Object.keys(seen).map((name) => ({ ...identity, name }));
  return {
    definition: { family: 'web', revision: 3, containerDefinitions: [{ name: 'web', ...container }] },
    subnetCidr: '172.31.16.0/20',
    task: plainTask(
      'a1',
      { containers, ...spec },
      {
        ...task,
        observed: {
          version: 1,
          containers: seen,
          targets: 'none',
          connected: true,
          networkInterface,
          ...observed,
        },
      },
    ),
  };
}

/** As it arrives: what is undefined is gone. */
export function sent(document: object): unknown {
  return JSON.parse(JSON.stringify(document));
}

/** That ECS puts on the container. */
export const labels = {
  'com.amazonaws.ecs.cluster': cluster,
  'com.amazonaws.ecs.container-name': 'web',
  'com.amazonaws.ecs.task-arn': taskArn,
  'com.amazonaws.ecs.task-definition-family': 'web',
  'com.amazonaws.ecs.task-definition-version': '3',
};

/** The running container in v3. */
export const v3Container = {
  DockerId: 'd0c4e7',
  Name: 'web',
  DockerName: 'web',
  Image: 'nginx:1.27',
  ImageID: 'sha256:1a',
  Labels: labels,
  DesiredStatus: 'RUNNING',
  KnownStatus: 'RUNNING',
  Limits: { CPU: 128, Memory: 256 },
  CreatedAt: '2026-01-01T00:00:00.001Z',
  StartedAt: '2026-01-01T00:00:00.002Z',
  Type: 'NORMAL',
  Networks: [{ NetworkMode: 'awsvpc', IPv4Addresses: ['172.31.16.4'] }],
};

/** The same in v4. */
export const v4Container = {
  ...v3Container,
  ContainerARN: identity.arn,
  Networks: [
    {
      NetworkMode: 'awsvpc',
      IPv4Addresses: ['172.31.16.4'],
      AttachmentIndex: 0,
      MACAddress: '02:42:ac:1f:10:04',
      IPv4SubnetCIDRBlock: '172.31.16.0/20',
      PrivateDNSName: 'ip-172-31-16-4.ec2.internal',
      SubnetGatewayIpv4Address: '172.31.16.1/20',
    },
  ],
};
