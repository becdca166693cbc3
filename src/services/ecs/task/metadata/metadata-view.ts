import type { TaskDefinition } from '@aws-sdk/client-ecs';
import type { EcsContext } from '../../ecs-context.ts';
import type { ContainerIdentity, Task } from '../task.ts';
import { endpointId, taskIdOf } from './endpoint-id.ts';

/** All that a task's metadata is made of. */
export interface MetadataView {
  readonly task: Task;
  readonly definition: TaskDefinition;
  /** CIDR of the subnet that the task stands in. */
  readonly subnetCidr?: string;
  /** VPC of the container instance that the task was placed on. */
  readonly vpcId?: string;
}

/** `v3` and `v2` show the same; `v4` shows more. */
export type MetadataVersion = 'v2' | 'v3' | 'v4';

type Sources = Pick<EcsContext, 'tasks' | 'taskDefinitions' | 'network' | 'containerInstances'>;

/** The container that an endpoint id names, with its task. */
export function findContainer(
  sources: Sources,
  id: string,
): { readonly view: MetadataView; readonly container: ContainerIdentity } | undefined {
  const taskId = taskIdOf(id);
  const task = taskId === undefined ? undefined : sources.tasks.findById(taskId);
  const container = task?.spec.containers.find(({ name }) => endpointId(task, name) === id);
  const view = task && viewOf(sources, task);
  return view && container && { view, container };
}

/** The running task that has that address. */
export function findTaskAt(sources: Sources, address: string): MetadataView | undefined {
  const task = sources.tasks.findByAddress(address);
  return task && viewOf(sources, task);
}

function viewOf(sources: Sources, task: Task): MetadataView | undefined {
  const { accountId, region, network, taskDefinitionArn } = task.spec;
  const definition = sources.taskDefinitions.find(taskDefinitionArn);
  const subnet =
    network.mode === 'awsvpc' ? sources.network.subnet(accountId, region, network.subnetId) : undefined;
  const { containerInstance } = task.spec;
  const instance = containerInstance && sources.containerInstances.find(containerInstance.arn);
  return definition && { task, definition, subnetCidr: subnet?.cidr, vpcId: instance?.document.vpcId };
}
