import { AwsError } from '../../../aws/errors.ts';
import { findLiveSecret } from '../find-secret.ts';
import { listedSecrets } from '../secret/list-secrets.ts';
import { secretFilter } from '../secret/secret-filters.ts';
import type { SecretsManagerOperations } from '../secrets-manager-context.ts';
import { secretsPage } from '../secrets-page.ts';
import { readVersion } from './read-version.ts';

const largestPage = 20;

type Value = ReturnType<typeof readVersion>;

export const batchOperations = {
  BatchGetSecretValue: (context, input, scope) => {
    const { SecretIdList: ids, Filters: filters } = input;
    if (input.MaxResults !== undefined && filters === undefined)
      throw new AwsError(
        'InvalidParameterException',
        "'Filters' not specified. 'Filters' must also be specified when 'MaxResults' is provided.",
      );
    if ((ids === undefined) === (filters === undefined))
      throw new AwsError(
        'InvalidParameterException',
        "Either 'SecretIdList' or 'Filters' must be provided, but not both.",
      );
    if (ids !== undefined)
      return readEach(
        ids,
        (id) => id,
        (id) => readVersion(context, findLiveSecret(context, scope, id)),
      );
    const matches = secretFilter(context, scope, filters ?? []);
    const found = listedSecrets(context, scope).filter(
      ({ secret }) => secret.deletedAtMs === undefined && matches(secret),
    );
    const page = secretsPage(found, ({ key }) => key, { MaxResults: largestPage, ...input }, { largestPage });
    const read = readEach(
      page.items.map(({ secret }) => secret),
      ({ arn }) => arn,
      (secret) => readVersion(context, secret),
    );
    return { ...read, NextToken: page.nextToken };
  },
} satisfies SecretsManagerOperations;

/** What cannot be read is told in `Errors` and spoils nothing else. */
function readEach<Item>(items: readonly Item[], idOf: (item: Item) => string, read: (item: Item) => Value) {
  const values: Value[] = [];
  const errors: { SecretId: string; ErrorCode: string; Message: string }[] = [];
  for (const item of items) {
    try {
      values.push(read(item));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      errors.push({ SecretId: idOf(item), ErrorCode: error.code, Message: error.message });
    }
  }
  return { SecretValues: values, Errors: errors };
}
