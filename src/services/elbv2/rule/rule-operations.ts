import { randomBytes } from 'node:crypto';
import type { Rule as SdkRule } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../../aws/errors.ts';
import { checkedAction } from '../action/checked-action.ts';
import { describeAction } from '../action/listener-action.ts';
import {
  type Elbv2Context,
  type Elbv2Operations,
  elbv2Page,
  listenerByArn,
  validationError,
} from '../elbv2-context.ts';
import { checkRuleLimit } from '../limit/limit-checks.ts';
import type { Listener } from '../model.ts';
import { isNetwork } from '../network/protocols.ts';
import { addTags } from '../tag/tag-operations.ts';
import { isDefault, lastPriority, ruleByArn, rulesOf } from './find-rule.ts';
import { describeCondition, readConditions } from './rule-condition.ts';
import type { Rule, RuleDocument } from './rule-model.ts';
import { describeTransform, readTransforms } from './rule-transform.ts';

export const ruleOperations = {
  CreateRule: (context, input, scope) => {
    const listener = listenerByArn(context, scope, input.ListenerArn);
    const { Priority: priority } = input;
    refuseOnNetwork(listener);
    checkPriority(priority);
    const document = {
      conditions: readConditions(input.Conditions),
      action: checkedAction(context, scope, listener, input.Actions),
      transforms: readTransforms(input.Transforms ?? []),
    };
    if (context.rules.listOf(listener.arn).some((each) => each.priority === priority))
      throw priorityInUse(priority);
    checkRuleLimit(context, listener.loadBalancerArn);
    const id = randomBytes(8).toString('hex');
    const rule = { arn: `${ruleArnPrefix(listener)}${id}`, listenerArn: listener.arn, priority, document };
    context.state.transaction(() => {
      context.rules.put(rule);
      addTags(context, rule.arn, input.Tags);
    });
    return { Rules: [describe(rule)] };
  },
  DescribeRules: (context, input, scope) => {
    const arns = input.RuleArns ?? [];
    if (!input.ListenerArn && arns.length === 0)
      throw validationError('You must specify either listener rule ARNs or a listener ARN');
    if (input.ListenerArn && arns.length > 0)
      throw validationError('You cannot specify both listener rule ARNs and a listener ARN');
    const found = input.ListenerArn
      ? rulesOf(context, listenerByArn(context, scope, input.ListenerArn))
      : arns.map((arn) => ruleByArn(context, scope, arn));
    const page = elbv2Page(found, evaluationKey, input);
    return { Rules: page.items.map(describe), NextMarker: page.nextToken };
  },
  ModifyRule: (context, input, scope) => {
    const rule = ruleByArn(context, scope, input.RuleArn);
    if (isDefault(rule)) throw notPermitted(rule.arn, 'modified');
    if (!input.Conditions && !input.Actions && !input.Transforms && !input.ResetTransforms)
      throw validationError('Either conditions or actions must be specified');
    if (input.Transforms && input.ResetTransforms)
      throw validationError('You cannot specify both Transforms and ResetTransforms');
    const { document: before } = rule;
    const kept = input.ResetTransforms ? [] : before.transforms;
    const document: RuleDocument = {
      conditions: input.Conditions ? readConditions(input.Conditions) : before.conditions,
      action: input.Actions
        ? checkedAction(
            context,
            scope,
            listenerByArn(context, scope, rule.listenerArn),
            input.Actions,
            rule.arn,
          )
        : before.action,
      transforms: input.Transforms ? readTransforms(input.Transforms) : kept,
    };
    const changed = { ...rule, document };
    context.rules.put(changed);
    return { Rules: [describe(changed)] };
  },
  DeleteRule: (context, input, scope) => {
    const rule = ruleByArn(context, scope, input.RuleArn);
    if (isDefault(rule)) throw notPermitted(rule.arn, 'deleted');
    context.state.transaction(() => {
      context.resourceTags.removeAll(rule.arn);
      context.rules.remove(rule.arn);
    });
    return {};
  },
  SetRulePriorities: (context, input, scope) => {
    const pairs = input.RulePriorities.map(({ RuleArn = '', Priority = 0 }) => {
      checkPriority(Priority);
      const rule = ruleByArn(context, scope, RuleArn);
      if (isDefault(rule)) throw notPermitted(rule.arn, 'given a priority');
      return { ...rule, priority: Priority };
    });
    checkPairs(context, pairs);
    context.state.transaction(() => context.rules.setPriorities(pairs));
    return { Rules: pairs.map(describe) };
  },
} satisfies Elbv2Operations;

function checkPairs(context: Elbv2Context, pairs: readonly Rule[]): void {
  const arns = new Set(pairs.map(({ arn }) => arn));
  const [first] = pairs;
  if (arns.size < pairs.length) throw validationError('A rule was provided multiple times');
  if (pairs.some(({ listenerArn }) => listenerArn !== first?.listenerArn))
    throw validationError('All rules must belong to the same listener');
  const wanted = new Set<number>();
  for (const { priority } of pairs) {
    if (wanted.has(priority)) throw validationError(`Priority '${priority}' was provided multiple times`);
    wanted.add(priority);
  }
  const others = first === undefined ? [] : context.rules.listOf(first.listenerArn);
  const taken = others.find(({ arn, priority }) => !arns.has(arn) && wanted.has(priority));
  if (taken !== undefined) throw priorityInUse(taken.priority);
}

/** A Network Load Balancer sees no request: its listeners have their default rule only. */
function refuseOnNetwork({ arn, loadBalancerArn }: Listener): void {
  if (isNetwork(loadBalancerArn))
    throw new AwsError(
      'OperationNotPermittedException',
      `Rules are not supported on listener '${arn}' of a network load balancer`,
    );
}

function checkPriority(priority: number): void {
  if (!Number.isInteger(priority) || priority < 1 || priority > lastPriority)
    throw validationError(`Priority '${priority}' must be between 1 and ${lastPriority}`);
}

function priorityInUse(priority: number): AwsError {
  return new AwsError('PriorityInUseException', `Priority '${priority}' is currently in use`);
}

function notPermitted(arn: string, what: string): AwsError {
  return new AwsError('OperationNotPermittedException', `Default rule '${arn}' cannot be ${what}`);
}

function ruleArnPrefix({ arn }: Listener): string {
  return `${arn.replace(':listener/', ':listener-rule/')}/`;
}

function evaluationKey({ priority, arn }: Rule): string {
  return `${String(priority).padStart(5, '0')} ${arn}`;
}

function describe(rule: Rule): SdkRule {
  const { conditions, action, transforms } = rule.document;
  return {
    RuleArn: rule.arn,
    Priority: isDefault(rule) ? 'default' : String(rule.priority),
    Conditions: conditions.map(describeCondition),
    Actions: [describeAction(action)],
    IsDefault: isDefault(rule),
    ...(transforms.length > 0 ? { Transforms: transforms.map(describeTransform) } : {}),
  };
}
