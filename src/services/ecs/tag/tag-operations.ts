import type { EcsContext, EcsOperations } from '../ecs-context.ts';
import { ecsError, invalidParameter } from '../errors.ts';
import { checkTags } from './check-tags.ts';

export const tagOperations = {
  TagResource: (context, input) => {
    checkTags(input.tags);
    checkResource(context, input.resourceArn);
    context.state.transaction(() => context.tags.put(input.resourceArn, input.tags));
    return {};
  },
  UntagResource: (context, input) => {
    checkResource(context, input.resourceArn);
    for (const key of input.tagKeys) context.tags.remove(input.resourceArn, key);
    return {};
  },
  ListTagsForResource: (context, input) => {
    checkResource(context, input.resourceArn);
    return { tags: context.tags.list(input.resourceArn) };
  },
} satisfies EcsOperations;

function checkResource(context: EcsContext, arn: string): void {
  if (!/^arn:aws:ecs:[^:]+:\d{12}:[a-z-]+\/.+$/.test(arn))
    throw invalidParameter('Invalid resource ARN. Specify a valid ARN and try again.');
  if (!context.tags.isTaggable(arn))
    throw ecsError('ResourceNotFoundException', 'The specified resource is not found.');
}
