import {
  CreateRuleCommand,
  type CreateRuleCommandInput,
  type ElasticLoadBalancingV2Client,
  type Rule,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ServicesApi } from './services-api.ts';

/** Makes a rule, by default one for the path `/a` that answers 200. */
export async function createRule(
  api: ServicesApi<ElasticLoadBalancingV2Client>,
  ListenerArn: string,
  Priority: number,
  settings: Partial<CreateRuleCommandInput> = {},
): Promise<Rule & { readonly RuleArn: string }> {
  const { Rules: [created] = [] } = await api.client.send(
    new CreateRuleCommand({
      ListenerArn,
      Priority,
      Conditions: [{ Field: 'path-pattern', Values: ['/a'] }],
      Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }],
      ...settings,
    }),
  );
  if (created?.RuleArn === undefined) throw new Error('no rule was made');
  return { ...created, RuleArn: created.RuleArn };
}
