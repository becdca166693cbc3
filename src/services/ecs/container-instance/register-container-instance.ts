import { randomBytes } from 'node:crypto';
import type { OperationInput } from '../../../aws/operation.ts';
import type { RequestScope } from '../../../aws/request-scope.ts';
import { containerInstanceArn, lastPart } from '../arn.ts';
import type { Cluster } from '../cluster/cluster-store.ts';
import { findCluster } from '../cluster/find-cluster.ts';
import type { EcsContext, EcsOperations } from '../ecs-context.ts';
import { clientError, notYet } from '../errors.ts';
import { checkTags } from '../tag/check-tags.ts';
import type { ContainerInstance } from './container-instance.ts';
import { describeContainerInstance } from './describe-container-instance.ts';
import { findContainerInstance, inactiveInstance } from './find-container-instance.ts';
import { freeHostAddress } from './host-address.ts';
import { readIdentityDocument } from './identity-document.ts';
import { checkAttribute, tooManyCustom, withAttributes } from './instance-attributes.ts';
import { offeredAttributes } from './offered-attributes.ts';
import { registeredResources, wholeMachine } from './registered-resources.ts';

type Input = OperationInput<typeof import('@aws-sdk/client-ecs'), 'RegisterContainerInstance'>;

export const registerContainerInstance = {
  /**
   * Offers this machine's container engine to a cluster, as an ECS agent does for the machine that it runs on: each
   * registration without an ARN is a container instance of its own.
   */
  RegisterContainerInstance: (context, input, scope) =>
    context.state.transaction(() => {
      const cluster = findCluster(context, scope, input.cluster);
      if ((input.platformDevices?.length ?? 0) > 0)
        throw notYet('the platform devices of container instances');
      checkTags(input.tags);
      const instance =
        input.containerInstanceArn === undefined
          ? newInstance(context, scope, cluster, input)
          : registeredAnew(context, scope, cluster, input, input.containerInstanceArn);
      const tooMany = tooManyCustom(instance.document.attributes);
      if (tooMany !== undefined) throw clientError(tooMany);
      context.containerInstances.put(instance);
      context.tags.put(instance.arn, input.tags ?? []);
      return { containerInstance: describeContainerInstance(context, instance, new Set(['TAGS'])) };
    }),
} satisfies EcsOperations;

function newInstance(
  context: EcsContext,
  scope: RequestScope,
  cluster: Cluster,
  input: Input,
): ContainerInstance {
  const { accountId, region } = scope;
  const identity = readIdentityDocument(input.instanceIdentityDocument, scope);
  const hostAddress = freeHostAddress(context.containerInstances.takenAddresses());
  if (hostAddress === undefined)
    throw clientError(
      'Every address that Drydock has for container instances is taken, 127.0.0.1 to 127.0.0.250: deregister one.',
    );
  const subnets = context.network.defaultSubnets(accountId, region);
  const availabilityZone = identity.availabilityZone ?? subnets[0]?.availabilityZone ?? `${region}a`;
  const subnet = subnets.find((each) => each.availabilityZone === availabilityZone);
  const place = { availabilityZone, subnetId: subnet?.id, vpcId: subnet?.vpcId };
  const id = randomBytes(16).toString('hex');
  return {
    arn: containerInstanceArn(scope, cluster.name, id),
    id,
    accountId,
    region,
    clusterArn: cluster.arn,
    ec2InstanceId: identity.instanceId ?? `i-${randomBytes(9).toString('hex').slice(0, 17)}`,
    status: 'ACTIVE',
    registeredAtMs: context.clock.now(),
    version: 1,
    document: {
      registered: registeredResources(input.totalResources, wholeMachine(context.machine)),
      attributes: withAttributes(
        offeredAttributes(place, identity),
        (input.attributes ?? []).map(checkAttribute),
      ),
      versionInfo: input.versionInfo ?? {},
      hostAddress,
      ...place,
    },
  };
}

/** An agent that comes back tells what has changed since. */
function registeredAnew(
  context: EcsContext,
  scope: RequestScope,
  cluster: Cluster,
  input: Input,
  instanceArn: string,
): ContainerInstance {
  const { arn, instance } = findContainerInstance(context, scope, cluster, instanceArn);
  if (instance === undefined)
    throw clientError(`Referenced container instance ${lastPart(arn)} not registered.`);
  if (instance.status === 'INACTIVE') throw inactiveInstance(instance.id);
  const { document } = instance;
  const { instanceType } = readIdentityDocument(input.instanceIdentityDocument, scope);
  const knownType = document.attributes.find(({ name }) => name === 'ecs.instance-type')?.value;
  if (instanceType !== undefined && instanceType !== knownType)
    throw clientError(
      `Container instance type changes are not supported. Container instance ${instance.id} was previously registered as ${knownType}.`,
    );
  return {
    ...instance,
    version: instance.version + 1,
    document: {
      ...document,
      registered: registeredResources(input.totalResources, document.registered),
      attributes: withAttributes(document.attributes, (input.attributes ?? []).map(checkAttribute)),
      versionInfo: input.versionInfo ?? document.versionInfo,
    },
  };
}
