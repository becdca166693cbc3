import { chooseSubnet } from '../../../../plan/choose-subnet.ts';
import type { TaskDemand } from '../../../../plan/placement/instance-view.ts';
import type { ContainerInstance } from '../../container-instance/container-instance.ts';
import type { EcsNetwork } from '../../ecs-context.ts';
import type { LaunchNetwork, LaunchSubnet } from './launch-network.ts';
import type { TaskPlace } from './new-task.ts';

type AwsvpcLaunch = Extract<LaunchNetwork, { mode: 'awsvpc' }>;

/**
 * Gives each task its place in a network. Those of awsvpc are spread over the subnets.
 *
 * @param held live tasks by subnet, which count in the spread; each place that is given is added
 */
export class TaskPlaces {
  readonly #network: Pick<EcsNetwork, 'defaultSecurityGroup'>;
  readonly #held: Map<string, number>;

  constructor(
    network: Pick<EcsNetwork, 'defaultSecurityGroup'>,
    held: ReadonlyMap<string, number> = new Map(),
  ) {
    this.#network = network;
    this.#held = new Map(held);
  }

  /** On Fargate, which knows no other mode than awsvpc. */
  onFargate(launch: AwsvpcLaunch): TaskPlace {
    const subnet = this.#nextSubnet(launch.subnets);
    return { availabilityZone: subnet.availabilityZone, network: this.#inSubnet(launch, subnet) };
  }

  /** On a container instance that has room for it. */
  onInstance(launch: LaunchNetwork, instance: ContainerInstance, demand: TaskDemand): TaskPlace {
    const { availabilityZone, hostAddress } = instance.document;
    const { cpu, memoryMiB, tcpPorts, udpPorts } = demand;
    return {
      availabilityZone,
      network: this.#networkOn(launch, availabilityZone, hostAddress),
      containerInstance: {
        arn: instance.arn,
        ec2InstanceId: instance.ec2InstanceId,
        resources: { cpu, memoryMiB, tcpPorts, udpPorts },
      },
    };
  }

  #networkOn(launch: LaunchNetwork, availabilityZone: string, hostAddress: string): TaskPlace['network'] {
    switch (launch.mode) {
      case 'awsvpc': {
        const near = launch.subnets.filter((subnet) => subnet.availabilityZone === availabilityZone);
        return this.#inSubnet(launch, this.#nextSubnet(near));
      }
      case 'bridge':
        return { mode: 'bridge', hostAddress };
      case 'host':
      case 'none':
        return { mode: launch.mode };
    }
  }

  #nextSubnet(subnets: readonly LaunchSubnet[]): LaunchSubnet {
    const subnet = chooseSubnet(subnets, this.#held);
    if (subnet === undefined) throw new Error('A task is placed where none of its subnets is');
    this.#held.set(subnet.id, (this.#held.get(subnet.id) ?? 0) + 1);
    return subnet;
  }

  #inSubnet({ securityGroups }: AwsvpcLaunch, { id, vpcId }: LaunchSubnet): TaskPlace['network'] {
    const fallback = this.#network.defaultSecurityGroup(vpcId);
    const groups = securityGroups.length > 0 || fallback === undefined ? securityGroups : [fallback];
    return { mode: 'awsvpc', subnetId: id, vpcId, securityGroups: groups };
  }
}
