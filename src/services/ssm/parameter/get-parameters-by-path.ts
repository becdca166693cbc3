import { AwsError } from '../../../aws/errors.ts';
import { pageOf } from '../../../aws/paging.ts';
import { checkReference, invalidToken, pageRequest } from '../limits.ts';
import { isPublicPath } from '../public-parameter.ts';
import type { SsmContext, SsmOperations } from '../ssm-context.ts';
import { describeParameter } from './parameter-answer.ts';
import { isBelow, valueFilters } from './parameter-filters.ts';
import { checkPath } from './parameter-name.ts';
import type { ParameterScope, ParameterVersion } from './parameter-store.ts';

const largestPage = 10;

export const byPathOperations = {
  GetParametersByPath: (context, input, scope) => {
    checkReference(input.Path, 'path');
    if (isPublicPath(input.Path))
      throw new AwsError('NotImplementedException', 'Drydock does not implement lists of public parameters.');
    checkPath(input.Path);
    const { passes, labels } = valueFilters(input.ParameterFilters ?? []);
    const path = input.Path.endsWith('/') ? input.Path : `${input.Path}/`;
    const latest = parametersBelow(context, scope, path, input.Recursive ?? false);
    const page = pageOf(
      labelledOf(context, scope, latest, labels).filter(passes),
      // No character of a name sorts before the one between the two.
      ({ name, version }) => `${name}\0${String(version).padStart(10, '0')}`,
      pageRequest(input, largestPage),
      invalidToken,
    );
    return {
      Parameters: page.items.map((each) =>
        describeParameter(context, scope, each, { withDecryption: input.WithDecryption }),
      ),
      NextToken: page.nextToken,
    };
  },
} satisfies SsmOperations;

function parametersBelow(
  { parameters }: SsmContext,
  scope: ParameterScope,
  path: string,
  isRecursive: boolean,
): ParameterVersion[] {
  // Plain names stand below the root.
  const candidates = path === '/' ? parameters.list(scope) : parameters.listBelow(scope, path);
  return candidates.filter(({ name }) => isBelow(name, path, isRecursive));
}

/** Without labels the latest versions; else those versions that bear one of them. */
function labelledOf(
  { parameters }: SsmContext,
  scope: ParameterScope,
  latest: ParameterVersion[],
  labels: readonly string[] | undefined,
): ParameterVersion[] {
  if (labels === undefined) return latest;
  return latest.flatMap(({ name }) =>
    parameters
      .listVersions(scope, name)
      .filter(({ document }) => document.labels?.some((label) => labels.includes(label))),
  );
}
