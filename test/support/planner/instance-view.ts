import type { InstanceResources, InstanceView } from '../../../src/plan/placement/instance-view.ts';

type InstanceFacts = Partial<Omit<InstanceView, 'remaining'>> & {
  readonly remaining?: Partial<InstanceResources>;
};

/** An idle instance by its number, in the zone us-east-1a: `i-<number>`, the end of its ARN is `<number>`. */
export function instanceView(number: number, { remaining, ...facts }: InstanceFacts = {}): InstanceView {
  return {
    arn: `container-instance/cluster/${number}`,
    id: String(number),
    ec2InstanceId: `i-${number}`,
    status: 'ACTIVE',
    agentConnected: true,
    agentVersion: '1.105.1',
    registeredAtMs: 0,
    availabilityZone: 'us-east-1a',
    attributes: [],
    remaining: { cpu: 2048, memoryMiB: 4096, tcpPorts: new Set([22]), udpPorts: new Set(), ...remaining },
    tasks: [],
    ...facts,
  };
}
