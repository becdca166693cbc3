import { AwsError } from '../../../aws/errors.ts';
import {
  type Elbv2Context,
  type Elbv2Operations,
  listenerByArn,
  loadBalancerByArn,
  targetGroupByArn,
  validationError,
} from '../elbv2-context.ts';

const mostTags = 50;

export const tagOperations = {
  AddTags: (context, input) => {
    for (const arn of input.ResourceArns) checkExists(context, arn);
    context.state.transaction(() => {
      for (const arn of input.ResourceArns) {
        context.resourceTags.put(arn, input.Tags);
        if (context.resourceTags.list(arn).length > mostTags)
          throw new AwsError('TooManyTagsException', `A resource can have at most ${mostTags} tags`);
      }
    });
    return {};
  },
  RemoveTags: (context, input) => {
    for (const arn of input.ResourceArns) {
      checkExists(context, arn);
      for (const key of input.TagKeys) context.resourceTags.remove(arn, key);
    }
    return {};
  },
  DescribeTags: (context, input) => ({
    TagDescriptions: input.ResourceArns.map((arn) => {
      checkExists(context, arn);
      return { ResourceArn: arn, Tags: context.resourceTags.list(arn) };
    }),
  }),
} satisfies Elbv2Operations;

function checkExists(context: Elbv2Context, arn: string): void {
  if (arn.includes(':loadbalancer/')) loadBalancerByArn(context, arn);
  else if (arn.includes(':targetgroup/')) targetGroupByArn(context, arn);
  else if (arn.includes(':listener/')) listenerByArn(context, arn);
  else throw validationError(`'${arn}' is not a valid ARN of a load balancer, target group or listener`);
}
