import { type Elbv2Operations, elbv2Page } from '../elbv2-context.ts';
import { accountLimits } from './account-limits.ts';

const limits = Object.entries(accountLimits).map(([Name, most]) => ({ Name, Max: String(most) }));

export const limitOperations = {
  DescribeAccountLimits: (_context, input) => {
    const page = elbv2Page(limits, rank, input);
    return { Limits: page.items, NextMarker: page.nextToken };
  },
} satisfies Elbv2Operations;

function rank(limit: { readonly Name: string }): string {
  return String(limits.findIndex(({ Name }) => Name === limit.Name)).padStart(3, '0');
}
