import type { Tag } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../../aws/errors.ts';
import { constraintText } from '../../../aws/validation.ts';
import {
  checkSelection,
  type Elbv2Context,
  type Elbv2Operations,
  listenerByArn,
  loadBalancerByArn,
  targetGroupByArn,
  validationError,
} from '../elbv2-context.ts';
import type { Elbv2Scope } from '../model.ts';
import { ruleByArn } from '../rule/find-rule.ts';

const mostTags = 50;
const longestKey = 128;
const longestValue = 256;

export const tagOperations = {
  AddTags: (context, input, scope) => {
    checkTags(input.Tags);
    for (const arn of input.ResourceArns) checkExists(context, scope, arn);
    context.state.transaction(() => {
      for (const arn of input.ResourceArns) addTags(context, arn, input.Tags);
    });
    return {};
  },
  RemoveTags: (context, input, scope) => {
    for (const arn of input.ResourceArns) checkExists(context, scope, arn);
    context.state.transaction(() => {
      for (const arn of input.ResourceArns)
        for (const key of input.TagKeys) context.resourceTags.remove(arn, key);
    });
    return {};
  },
  DescribeTags: (context, input, scope) => {
    checkSelection('Resource', input.ResourceArns);
    return {
      TagDescriptions: input.ResourceArns.map((arn) => {
        checkExists(context, scope, arn);
        return { ResourceArn: arn, Tags: context.resourceTags.list(arn) };
      }),
    };
  },
} satisfies Elbv2Operations;

/** Adds tags to a resource that exists, in the running transaction. @throws AwsError for what cannot be a tag */
export function addTags(context: Elbv2Context, arn: string, tags: readonly Tag[] = []): void {
  checkTags(tags);
  context.resourceTags.put(arn, tags);
  if (context.resourceTags.list(arn).length > mostTags)
    throw new AwsError('TooManyTagsException', `A resource can have at most ${mostTags} tags`);
}

function checkTags(tags: readonly Tag[]): void {
  const keys = tags.map(({ Key = '' }) => Key);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined)
    throw new AwsError('DuplicateTagKeysException', `Tag key was specified more than once: ${twice}`);
  tags.forEach(({ Key: key = '', Value: value = '' }, index) => {
    const place = `tags.${index + 1}.member`;
    if (key.length < 1 || key.length > longestKey)
      throw validationError(
        constraintText(
          `'${key}'`,
          `${place}.key`,
          `have length ${key.length < 1 ? 'greater than or equal to 1' : `less than or equal to ${longestKey}`}`,
        ),
      );
    if (value.length > longestValue)
      throw validationError(
        constraintText(`'${value}'`, `${place}.value`, `have length less than or equal to ${longestValue}`),
      );
    if (/^aws:/i.test(key))
      throw validationError(`Tag keys cannot begin with 'aws:', which is reserved for system use: '${key}'`);
  });
}

function checkExists(context: Elbv2Context, scope: Elbv2Scope, arn: string): void {
  if (arn.includes(':loadbalancer/')) loadBalancerByArn(context, scope, arn);
  else if (arn.includes(':targetgroup/')) targetGroupByArn(context, scope, arn);
  else if (arn.includes(':listener/')) listenerByArn(context, scope, arn);
  else if (arn.includes(':listener-rule/')) ruleByArn(context, scope, arn);
  else
    throw validationError(`'${arn}' is not a valid ARN of a load balancer, target group, listener or rule`);
}
