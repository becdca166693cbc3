import { expect, test } from 'vitest';
import { containerDocument } from '../../../../../../src/services/ecs/task/metadata/container-document.ts';
import { taskDocument } from '../../../../../../src/services/ecs/task/metadata/task-document.ts';
import {
  cluster,
  identity,
  metadataView,
  running,
  sent,
  taskArn,
  v3Container,
} from '../../../../../support/ecs/metadata/metadata-view.ts';

const containerInstance = {
  arn: 'arn:aws:ecs:us-east-1:000000000000:container-instance/default/i1',
  ec2InstanceId: 'i-1',
  resources: { cpu: 0, memoryMiB: 0, tcpPorts: [], udpPorts: [] },
};
const onInstance = { launchType: 'EC2', containerInstance, cpu: undefined, memory: undefined } as const;

test('a task in the bridge mode has its ports on the host, the name in the engine and the VPC of its instance', () => {
  const publishedPorts = [
    { containerPort: 80, hostPort: 49_153, protocol: 'tcp', hostAddress: '127.0.0.1' } as const,
  ];
  const view = metadataView(
    { web: { ...running, address: '172.17.0.2', publishedPorts, restartCount: 2 } },
    {
      spec: { ...onInstance, network: { mode: 'bridge', hostAddress: '127.0.0.1' } },
      container: { portMappings: [{ containerPort: 80 }], restartPolicy: { enabled: true } },
      observed: { networkInterface: undefined },
    },
  );
  const container = {
    ...v3Container,
    DockerName: expect.stringMatching(/^ecs-web-3-web-[0-9a-f]{20}$/),
    Ports: [{ ContainerPort: 80, Protocol: 'tcp', HostPort: 49_153 }],
    Networks: [{ NetworkMode: 'bridge', IPv4Addresses: ['172.17.0.2'] }],
  };
  expect(sent(containerDocument(view, identity, 'v3'))).toEqual(container);
  const tags = { task: [], containerInstance: [{ key: 'rack', value: '7' }] };
  expect(sent(taskDocument({ ...view, vpcId: 'vpc-1' }, 'v4', tags))).toEqual({
    ...{ Cluster: cluster, TaskARN: taskArn, Family: 'web', Revision: '3', AvailabilityZone: 'us-east-1a' },
    ...{ DesiredStatus: 'RUNNING', KnownStatus: 'RUNNING', Group: view.task.spec.group },
    ...{ LaunchType: 'EC2', VPCID: 'vpc-1', FaultInjectionEnabled: false },
    ContainerInstanceTags: { rack: '7' },
    Containers: [
      {
        ...{ ...container, ContainerARN: identity.arn, RestartCount: 2 },
        Ports: [{ ContainerPort: 80, Protocol: 'tcp', HostPort: 49_153, HostIp: '127.0.0.1' }],
      },
    ],
  });
});

test.each([
  ['host', [{ ContainerPort: 80, Protocol: 'tcp', HostPort: 80 }]],
  ['none', undefined],
] as const)('a task in the mode %s has no address of its own', (mode, ports) => {
  const portMappings = ports === undefined ? [] : [{ containerPort: 80 }];
  const view = metadataView(
    { web: running },
    {
      spec: { ...onInstance, network: { mode } },
      container: { portMappings },
      observed: { networkInterface: undefined },
    },
  );
  const { Ports, Networks, RestartCount } = containerDocument(view, identity, 'v4');
  expect({ Ports, Networks, RestartCount }).toEqual({
    ...{ Ports: ports, Networks: [{ NetworkMode: mode, IPv4Addresses: [] }], RestartCount: undefined },
  });
});
