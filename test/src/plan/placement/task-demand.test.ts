import type { TaskDefinition } from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { type DemandOptions, taskDemand } from '../../../../src/plan/placement/task-demand.ts';

/** As RegisterTaskDefinition keeps it; that the SDK's type fits is part of the test. */
const definition: TaskDefinition = {
  family: 'web',
  requiresAttributes: [{ name: 'ecs.capability.task-eni' }, { name: 'ecs.capability.efs' }],
  containerDefinitions: [
    {
      name: 'app',
      cpu: 256,
      memory: 512,
      memoryReservation: 300,
      portMappings: [{ containerPort: 8080, hostPort: 80, protocol: 'tcp' }],
      resourceRequirements: [
        { type: 'GPU', value: '2' },
        { type: 'InferenceAccelerator', value: 'device_1' },
      ],
    },
    {
      name: 'sidecar',
      cpu: 0,
      memory: 128,
      portMappings: [
        { containerPort: 53, hostPort: 53, protocol: 'udp' },
        { containerPort: 9000, hostPort: 0, protocol: 'tcp' },
      ],
    },
  ],
};

const demand = (options: Partial<DemandOptions> = {}) =>
  taskDemand({ definition, size: {}, group: 'service:web', ...options });

test('is the sum over the containers, reservations before limits, with what else the definition asks', () => {
  expect(demand()).toEqual({
    cpu: 256,
    memoryMiB: 428,
    tcpPorts: [80],
    udpPorts: [53],
    gpus: 2,
    requiredAttributes: ['ecs.capability.task-eni', 'ecs.capability.efs'],
    group: 'service:web',
    taskDefinitionFamily: 'web',
  });
});

test('is the size of the task where it has one, each of the two by itself', () => {
  expect(demand({ size: { cpu: '1024', memory: '2048' } })).toMatchObject({ cpu: 1024, memoryMiB: 2048 });
  expect(demand({ size: { cpu: '1024' } })).toMatchObject({ cpu: 1024, memoryMiB: 428 });
});

test('overrides replace what the container of that name says', () => {
  const containerOverrides = [
    { name: 'app', cpu: 1, memoryReservation: 2, resourceRequirements: [] },
    { name: 'sidecar', memory: 3 },
  ];
  expect(demand({ containerOverrides })).toMatchObject({ cpu: 1, memoryMiB: 5, gpus: 0 });
});

test('asks for the zones that it is given', () => {
  expect(demand({ availabilityZones: ['us-east-1a'] })).toMatchObject({ availabilityZones: ['us-east-1a'] });
});

test('an empty definition asks for nothing', () => {
  expect(taskDemand({ definition: {}, size: {}, group: 'family:web' })).toEqual({
    cpu: 0,
    memoryMiB: 0,
    tcpPorts: [],
    udpPorts: [],
    gpus: 0,
    requiredAttributes: [],
    group: 'family:web',
    taskDefinitionFamily: '',
  });
});

describe('host ports', () => {
  const portMappings: NonNullable<TaskDefinition['containerDefinitions']>[number]['portMappings'] = [
    { containerPort: 8080, hostPort: 80, protocol: 'tcp' },
    { containerPort: 9000, hostPort: 0, protocol: 'tcp' },
    { containerPort: 7000, protocol: 'udp' },
    { containerPortRange: '6000-6002', protocol: 'tcp' },
  ];

  test.each([
    { networkMode: undefined, tcpPorts: [80], udpPorts: [] },
    { networkMode: 'bridge', tcpPorts: [80], udpPorts: [] },
    { networkMode: 'host', tcpPorts: [80, 9000, 6000, 6001, 6002], udpPorts: [7000] },
    { networkMode: 'awsvpc', tcpPorts: [], udpPorts: [] },
    { networkMode: 'none', tcpPorts: [], udpPorts: [] },
  ])('in the mode $networkMode', ({ networkMode, tcpPorts, udpPorts }) => {
    const asked = demand({ definition: { networkMode, containerDefinitions: [{ portMappings }] } });
    expect(asked).toMatchObject({ tcpPorts, udpPorts });
  });
});
