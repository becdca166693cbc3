import { AwsError } from '../../../aws/errors.ts';
import { type Elbv2Context, isInScope, validationError } from '../elbv2-context.ts';
import type { Elbv2Scope, Listener } from '../model.ts';
import type { Rule } from './rule-model.ts';

export const lastPriority = 50_000;

/** A rule by its ARN; a default one has its listener's id. @throws AwsError RuleNotFound */
export function ruleByArn(context: Elbv2Context, scope: Elbv2Scope, arn: string): Rule {
  if (!/^arn:aws:elasticloadbalancing:[^:]+:\d{12}:listener-rule\//.test(arn))
    throw validationError(`'${arn}' is not a valid listener rule ARN`);
  const found = isInScope(scope, arn) ? (context.rules.find(arn) ?? defaultByArn(context, arn)) : undefined;
  if (found === undefined) throw new AwsError('RuleNotFoundException', 'One or more rules not found');
  return found;
}

function defaultByArn({ listeners }: Elbv2Context, arn: string): Rule | undefined {
  const slash = arn.lastIndexOf('/');
  const listener = listeners.find(arn.slice(0, slash).replace(':listener-rule/', ':listener/'));
  const rule = listener && defaultRule(listener);
  return rule?.arn === arn ? rule : undefined;
}

/** In the order in which they are evaluated: the default rule comes last. */
export function rulesOf({ rules }: Elbv2Context, listener: Listener): Rule[] {
  return [...rules.listOf(listener.arn), defaultRule(listener)];
}

/** After every priority that a rule can be given. */
const defaultPriority = lastPriority + 1;

function defaultRule({ arn, document }: Listener): Rule {
  return {
    arn: `${arn.replace(':listener/', ':listener-rule/')}/${arn.slice(-16)}`,
    listenerArn: arn,
    priority: defaultPriority,
    document: { conditions: [], action: document.defaultAction, transforms: [] },
  };
}

export function isDefault({ priority }: Rule): boolean {
  return priority === defaultPriority;
}
