import { checkCount, checkLength, checkReference } from '../limits.ts';
import { type SsmContext, type SsmOperations, ssmError } from '../ssm-context.ts';
import type { ParameterScope, ParameterVersion } from './parameter-store.ts';

const mostLabels = 10;
const longestLabel = 100;

export const labelOperations = {
  LabelParameterVersion: (context, input, scope) => {
    checkReference(input.Name);
    checkLabels(input.Labels);
    return context.state.transaction(() => {
      const target = findVersion(context, scope, input.Name, input.ParameterVersion);
      const valid = new Set(input.Labels.filter(isLabel));
      const labels = new Set([...labelsOf(target), ...valid]);
      if (labels.size > mostLabels)
        throw ssmError(
          'ParameterVersionLabelLimitExceeded',
          `A parameter version can have maximum ${mostLabels} labels.`,
        );
      for (const other of context.parameters.listVersions(scope, target.name))
        if (other.version !== target.version && labelsOf(other).some((label) => valid.has(label)))
          context.parameters.setLabels(
            scope,
            other,
            labelsOf(other).filter((label) => !valid.has(label)),
          );
      context.parameters.setLabels(scope, target, [...labels]);
      return {
        InvalidLabels: input.Labels.filter((label) => !isLabel(label)),
        ParameterVersion: target.version,
      };
    });
  },
  UnlabelParameterVersion: (context, input, scope) => {
    checkReference(input.Name);
    checkLabels(input.Labels);
    return context.state.transaction(() => {
      const target = findVersion(context, scope, input.Name, input.ParameterVersion);
      const before = labelsOf(target);
      context.parameters.setLabels(
        scope,
        target,
        before.filter((label) => !input.Labels.includes(label)),
      );
      return {
        RemovedLabels: input.Labels.filter((label) => before.includes(label)),
        InvalidLabels: input.Labels.filter((label) => !before.includes(label)),
      };
    });
  },
} satisfies SsmOperations;

function checkLabels(labels: readonly string[]): void {
  checkCount(labels, 'labels', 1, mostLabels);
  for (const label of labels) checkLength(label, 'labels', 1, longestLabel);
}

function isLabel(text: string): boolean {
  return /^[a-zA-Z0-9_.-]+$/.test(text) && !/^(\d|aws|ssm)/i.test(text);
}

function labelsOf({ document }: ParameterVersion): readonly string[] {
  return document.labels ?? [];
}

/** The version that is named, else the latest. @throws AwsError ParameterNotFound, ParameterVersionNotFound */
function findVersion(
  { parameters }: SsmContext,
  scope: ParameterScope,
  name: string,
  version: number | undefined,
): ParameterVersion {
  const latest = parameters.find(scope, name);
  if (latest === undefined) throw ssmError('ParameterNotFound', `Parameter ${name} not found.`);
  const found = version === undefined ? latest : parameters.findVersion(scope, name, version);
  if (found === undefined)
    throw ssmError(
      'ParameterVersionNotFound',
      `Systems Manager could not find version ${version} of ${name}. Verify the version and try again.`,
    );
  return found;
}
