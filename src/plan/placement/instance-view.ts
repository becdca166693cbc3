/** A container instance as placement sees it: plain data, with what is left of it. */
export interface InstanceView {
  readonly arn: string;
  /** 32 hexadecimal digits, the end of the ARN. */
  readonly id: string;
  readonly ec2InstanceId: string;
  readonly status: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  readonly agentConnected: boolean;
  readonly agentVersion?: string;
  readonly registeredAtMs: number;
  readonly availabilityZone: string;
  readonly attributes: readonly { readonly name: string; readonly value?: string }[];
  readonly remaining: InstanceResources;
  /** Those that are meant to run: one whose desired status is STOPPED is none of them, whatever its last status. */
  readonly tasks: readonly InstanceTask[];
}

/** What is left of an instance, but for the ports: those are the ones that are taken, reserved ones among them. */
export interface InstanceResources {
  readonly cpu: number;
  readonly memoryMiB: number;
  readonly tcpPorts: ReadonlySet<number>;
  readonly udpPorts: ReadonlySet<number>;
  /** None where it is absent. */
  readonly gpus?: number;
}

export interface InstanceTask {
  readonly group: string;
  readonly taskDefinitionFamily: string;
}

/** What one task asks of the instance that it is placed on. */
export interface TaskDemand extends InstanceTask {
  readonly cpu: number;
  readonly memoryMiB: number;
  readonly tcpPorts: readonly number[];
  readonly udpPorts: readonly number[];
  readonly gpus: number;
  readonly requiredAttributes: readonly string[];
  /** The zones of an awsvpc task's subnets, or the one that its service wants it in; any where it is absent. */
  readonly availabilityZones?: readonly string[];
}

const zoneAttribute = 'ecs.availability-zone';

/** The value of an attribute, '' of one that has none; undefined where the instance has no attribute of that name. */
export function attributeValue(instance: InstanceView, name: string): string | undefined {
  const attribute = instance.attributes.find((each) => each.name === name);
  if (attribute !== undefined) return attribute.value ?? '';
  return name === zoneAttribute ? instance.availabilityZone : undefined;
}

/** The instance once it has one task more. */
export function withTask(instance: InstanceView, demand: TaskDemand): InstanceView {
  const { remaining, tasks } = instance;
  return {
    ...instance,
    remaining: {
      cpu: remaining.cpu - demand.cpu,
      memoryMiB: remaining.memoryMiB - demand.memoryMiB,
      tcpPorts: new Set([...remaining.tcpPorts, ...demand.tcpPorts]),
      udpPorts: new Set([...remaining.udpPorts, ...demand.udpPorts]),
      gpus: (remaining.gpus ?? 0) - demand.gpus,
    },
    tasks: [...tasks, { group: demand.group, taskDefinitionFamily: demand.taskDefinitionFamily }],
  };
}
