import { enumText } from '../../../aws/validation.ts';
import { invalid } from '../limits.ts';
import type { Secret, SecretScope } from '../secret-store.ts';
import type { SecretsManagerContext, SecretsManagerOperations } from '../secrets-manager-context.ts';
import { secretsPage } from '../secrets-page.ts';
import { describedSecret, stagesOf } from './describe-secret.ts';
import { secretFilter } from './secret-filters.ts';

export const listOperations = {
  ListSecrets: (context, input, scope) => {
    const { SortBy: by = 'created-date', SortOrder: order = 'asc' } = input;
    if (!isSortKey(by)) throw invalid(enumText(by, 'SortBy', sortKeys));
    if (order !== 'asc' && order !== 'desc') throw invalid(enumText(order, 'SortOrder', ['asc', 'desc']));
    const descending = order === 'desc';
    const matches = secretFilter(context, scope, input.Filters ?? []);
    const visible = listedSecrets(context, scope, { by, descending }).filter(
      ({ secret }) =>
        (secret.deletedAtMs === undefined || input.IncludePlannedDeletion === true) && matches(secret),
    );
    const page = secretsPage(visible, ({ key }) => key, input, { descending });
    return {
      SecretList: page.items.map(({ secret }) => ({
        ...describedSecret(context, scope, secret),
        SecretVersionsToStages: stagesOf(context, secret),
      })),
      NextToken: page.nextToken,
    };
  },
} satisfies SecretsManagerOperations;

const sortKeys = ['created-date', 'last-accessed-date', 'last-changed-date', 'name'] as const;
type SortKey = (typeof sortKeys)[number];

function isSortKey(key: string): key is SortKey {
  return sortKeys.some((each) => each === key);
}

/** A secret with the key that it is sorted by. */
export interface ListedSecret {
  readonly key: string;
  readonly secret: Secret;
}

/** Every secret and replica of a region, sorted; by creation, the oldest first, where not asked otherwise. */
export function listedSecrets(
  context: SecretsManagerContext,
  scope: SecretScope,
  { by = 'created-date', descending = false }: { readonly by?: SortKey; readonly descending?: boolean } = {},
): ListedSecret[] {
  context.secrets.purge(context.clock.now());
  const listed = context.secrets
    .list(scope)
    .map((secret) => ({ key: sortKey(context, secret, by), secret }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  return descending ? listed.reverse() : listed;
}

/** The name makes the key unique, so that a page can end at it. */
function sortKey({ secrets }: SecretsManagerContext, secret: Secret, by: SortKey): string {
  if (by === 'name') return secret.name;
  const atMs = {
    'created-date': () => secret.createdAtMs,
    'last-accessed-date': () => secrets.accessedOnMs(secret) ?? 0,
    'last-changed-date': () => secret.document.changedAtMs,
  }[by]();
  return `${String(atMs).padStart(16, '0')} ${secret.name}`;
}
