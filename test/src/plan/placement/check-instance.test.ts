import { expect, test } from 'vitest';
import { checkInstance } from '../../../../src/plan/placement/check-instance.ts';
import type { InstanceView, TaskDemand } from '../../../../src/plan/placement/instance-view.ts';
import { instanceView } from '../../../support/planner/instance-view.ts';
import { plainDemand } from '../../../support/planner/plain-demand.ts';

interface Case {
  readonly title: string;
  readonly instance?: Parameters<typeof instanceView>[1];
  readonly demand?: Partial<TaskDemand>;
  readonly reason?: ReturnType<typeof checkInstance>;
}

const cases: readonly Case[] = [
  { title: 'all that is left', demand: { cpu: 2048, memoryMiB: 4096 } },
  { title: 'one CPU unit too many', demand: { cpu: 2049 }, reason: 'RESOURCE:CPU' },
  { title: 'one MiB too many', demand: { memoryMiB: 4097 }, reason: 'RESOURCE:MEMORY' },
  { title: 'a port that is taken', demand: { tcpPorts: [80, 22] }, reason: 'RESOURCE:PORTS' },
  { title: 'the same number of the other protocol', demand: { udpPorts: [22] } },
  {
    title: 'a UDP port that is taken',
    instance: { remaining: { udpPorts: new Set([53]) } },
    demand: { udpPorts: [53] },
    reason: 'RESOURCE:PORTS',
  },
  { title: 'a GPU where there is none', demand: { gpus: 1 }, reason: 'RESOURCE:GPU' },
  { title: 'all GPUs', instance: { remaining: { gpus: 2 } }, demand: { gpus: 2 } },
  { title: 'an attribute that is missing', demand: { requiredAttributes: ['a'] }, reason: 'ATTRIBUTE' },
  {
    title: 'attributes that are there',
    instance: { attributes: [{ name: 'a' }, { name: 'b', value: 'c' }] },
    demand: { requiredAttributes: ['b', 'a'] },
  },
  { title: 'another zone', demand: { availabilityZones: ['us-east-1b'] }, reason: 'LOCATION' },
  { title: 'its zone', demand: { availabilityZones: ['us-east-1b', 'us-east-1a'] } },
  { title: 'an agent that is away', instance: { agentConnected: false }, reason: 'AGENT' },
  { title: 'a draining instance', instance: { status: 'DRAINING' }, reason: 'INACTIVE' },
  { title: 'a deregistered instance', instance: { status: 'INACTIVE' }, reason: 'INACTIVE' },
  {
    title: 'several reasons: the agent before the resources',
    instance: { agentConnected: false },
    demand: { cpu: 9999 },
    reason: 'AGENT',
  },
  {
    title: 'several resources: CPU before memory before ports',
    demand: { cpu: 9999, memoryMiB: 9999, tcpPorts: [22] },
    reason: 'RESOURCE:CPU',
  },
];

test.each(cases)('$title', ({ instance, demand, reason }) => {
  const view: InstanceView = instanceView(1, instance);
  expect(checkInstance(view, plainDemand(demand))).toBe(reason);
});
