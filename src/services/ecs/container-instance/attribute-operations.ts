import type { Attribute } from '@aws-sdk/client-ecs';
import { pageOf } from '../../../aws/paging.ts';
import type { RequestScope } from '../../../aws/request-scope.ts';
import type { Cluster } from '../cluster/cluster-store.ts';
import { findCluster } from '../cluster/find-cluster.ts';
import type { EcsContext, EcsOperations } from '../ecs-context.ts';
import { ecsError, invalidParameter, invalidToken } from '../errors.ts';
import { checkOneOf } from '../one-of.ts';
import { pageSize } from '../page-size.ts';
import type { ContainerInstance, InstanceAttribute } from './container-instance.ts';
import { findContainerInstance } from './find-container-instance.ts';
import { checkAttribute, isBuiltIn, tooManyCustom, withAttributes } from './instance-attributes.ts';

const mostPerCall = 10;

export const attributeOperations = {
  PutAttributes: (context, input, scope) =>
    context.state.transaction(() => {
      const cluster = findCluster(context, scope, input.cluster);
      const applied = checked(input.attributes).map(([asked, attribute]) => {
        const instance = targetOf(context, scope, cluster, asked);
        const attributes = withAttributes(instance.document.attributes, [attribute]);
        const tooMany = tooManyCustom(attributes);
        if (tooMany !== undefined) throw ecsError('AttributeLimitExceededException', tooMany);
        put(context, instance, attributes);
        return shown(instance, attribute);
      });
      return { attributes: applied };
    }),
  /** Values do not matter: a name of a target is what goes. */
  DeleteAttributes: (context, input, scope) =>
    context.state.transaction(() => {
      const cluster = findCluster(context, scope, input.cluster);
      const deleted = checked(input.attributes).flatMap(([asked, { name }]) => {
        const instance = targetOf(context, scope, cluster, asked);
        const { attributes } = instance.document;
        const known = attributes.find((each) => each.name === name);
        if (known === undefined) return [];
        put(
          context,
          instance,
          attributes.filter((each) => each !== known),
        );
        return [shown(instance, known)];
      });
      return { attributes: deleted };
    }),
  ListAttributes: (context, input, scope) => {
    const cluster = findCluster(context, scope, input.cluster);
    checkTargetType(input.targetType);
    const { attributeName, attributeValue } = input;
    if (attributeValue !== undefined && attributeName === undefined)
      throw invalidParameter('attributeName must be specified together with attributeValue.');
    const entries = context.containerInstances.listRegistered(cluster.arn).flatMap((instance) =>
      instance.document.attributes
        .filter(({ name }) => attributeName === undefined || name === attributeName)
        .filter(({ value }) => attributeValue === undefined || value === attributeValue)
        .map((attribute) => ({
          key: `${instance.arn} ${attribute.name}`,
          shown: shown(instance, attribute),
        })),
    );
    const page = pageOf(
      entries.sort((one, other) => (one.key < other.key ? -1 : 1)),
      ({ key }) => key,
      { nextToken: input.nextToken, maxResults: pageSize(input.maxResults, 100, 100) },
      invalidToken,
    );
    return { attributes: page.items.map((entry) => entry.shown), nextToken: page.nextToken };
  },
} satisfies EcsOperations;

/** The attributes of a request beside what is kept of them. @throws AwsError */
function checked(asked: readonly Attribute[]): (readonly [Attribute, InstanceAttribute])[] {
  if (asked.length === 0) throw invalidParameter('attributes can not be empty');
  if (asked.length > mostPerCall) throw invalidParameter(`attributes can have at most ${mostPerCall} items.`);
  return asked.map((each) => {
    const attribute = checkAttribute(each);
    if (isBuiltIn(attribute))
      throw invalidParameter(`The attribute ${attribute.name} is a built-in one, which cannot be changed.`);
    checkTargetType(each.targetType);
    return [each, attribute];
  });
}

function checkTargetType(targetType: string | undefined): void {
  checkOneOf('targetType', targetType, ['container-instance']);
}

/** Read anew for each attribute: several of a request may be one instance's. */
function targetOf(
  context: EcsContext,
  scope: RequestScope,
  cluster: Cluster,
  { targetId, targetType }: Attribute,
): ContainerInstance {
  if (targetId === undefined) throw invalidParameter('targetId can not be empty.');
  if (targetType === undefined && !targetId.startsWith('arn:'))
    throw invalidParameter('targetType must be specified for a targetId that is no ARN.');
  const { instance } = findContainerInstance(context, scope, cluster, targetId);
  if (instance === undefined || instance.status === 'INACTIVE')
    throw ecsError('TargetNotFoundException', "The specified target wasn't found.");
  return instance;
}

function put(
  context: EcsContext,
  instance: ContainerInstance,
  attributes: readonly InstanceAttribute[],
): void {
  context.containerInstances.put({
    ...instance,
    version: instance.version + 1,
    document: { ...instance.document, attributes },
  });
}

function shown({ arn }: ContainerInstance, { name, value }: InstanceAttribute): Attribute {
  return { name, targetId: arn, ...(value === undefined ? {} : { value }) };
}
