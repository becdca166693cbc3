import type { RequestScope } from '../../../aws/request-scope.ts';
import type { EcsContext, EcsOperations } from '../ecs-context.ts';
import { ecsError, invalidParameter } from '../errors.ts';
import { checkTags } from './check-tags.ts';

export const tagOperations = {
  TagResource: (context, input, scope) => {
    checkTags(input.tags);
    checkResource(context, scope, input.resourceArn);
    context.state.transaction(() => {
      context.tags.put(input.resourceArn, input.tags);
      // What makes too many in all is not kept: the transaction ends here.
      checkTags(context.tags.list(input.resourceArn).filter(({ key }) => !key.startsWith('aws:')));
    });
    return {};
  },
  UntagResource: (context, input, scope) => {
    checkResource(context, scope, input.resourceArn);
    context.state.transaction(() => {
      for (const key of input.tagKeys) context.tags.remove(input.resourceArn, key);
    });
    return {};
  },
  ListTagsForResource: (context, input, scope) => {
    checkResource(context, scope, input.resourceArn);
    return { tags: context.tags.list(input.resourceArn) };
  },
} satisfies EcsOperations;

/** Resources of another account or region are none of the caller's business: they are not there. */
function checkResource(context: EcsContext, scope: RequestScope, arn: string): void {
  const [, region, accountId, type] = /^arn:aws:ecs:([^:]+):(\d{12}):([a-z-]+)\/.+$/.exec(arn) ?? [];
  // A service's short ARN does not say of which cluster it is.
  if (type === undefined || /:service\/[^/]+$/.test(arn))
    throw invalidParameter('Invalid resource ARN. Specify a valid ARN and try again.');
  if (region !== scope.region || accountId !== scope.accountId || !context.tags.isTaggable(arn))
    throw ecsError('ResourceNotFoundException', 'The specified resource is not found.');
  if (type === 'cluster' && context.clusters.find(arn)?.status === 'INACTIVE')
    throw invalidParameter('The specified cluster is inactive. Specify an active cluster and try again.');
  if (type === 'task' && context.tasks.find(arn)?.lastStatus === 'STOPPED')
    throw invalidParameter('The specified task is stopped. Specify a running task and try again.');
}
