import type { AwsError } from '../../../aws/errors.ts';
import type { RequestScope } from '../../../aws/request-scope.ts';
import { checkNames, checkReference } from '../limits.ts';
import { publicParameter } from '../public-parameter.ts';
import { namesSecret, secretParameter } from '../referenced-secret.ts';
import { invalid, type SsmContext, type SsmOperations, ssmError } from '../ssm-context.ts';
import { describeParameter } from './parameter-answer.ts';
import { readParameterReference } from './parameter-name.ts';

export const getOperations = {
  GetParameter: async (context, input, scope) => {
    checkReference(input.Name);
    const found = await lookUp(context, scope, input.Name, input.WithDecryption);
    if (found === undefined) throw notFound(context, scope, input.Name);
    return { Parameter: found };
  },
  GetParameters: async (context, input, scope) => {
    checkNames(input.Names);
    if (new Set(input.Names).size < input.Names.length)
      throw invalid(`The names of parameters must be unique: [${input.Names.join(', ')}].`);
    const found = await Promise.all(
      input.Names.map(async (name) => ({
        name,
        parameter: await lookUpQuietly(context, scope, name, input.WithDecryption),
      })),
    );
    return {
      Parameters: found.flatMap(({ parameter }) => parameter ?? []),
      InvalidParameters: found.filter(({ parameter }) => parameter === undefined).map(({ name }) => name),
    };
  },
} satisfies SsmOperations;

async function lookUp(
  context: SsmContext,
  scope: RequestScope,
  reference: string,
  withDecryption: boolean | undefined,
) {
  if (namesSecret(reference)) return secretParameter(context, scope, reference, withDecryption);
  const found = context.reader.find(scope, reference);
  if (found === undefined) return publicParameter(scope, reference);
  const { selector } = readParameterReference(scope, reference);
  return describeParameter(context, scope, found, { withDecryption, selector });
}

/** As {@link lookUp}; a secret that there is none of is no error either. */
async function lookUpQuietly(...request: Parameters<typeof lookUp>) {
  try {
    return await lookUp(...request);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ParameterNotFound';
}

function notFound(context: SsmContext, scope: RequestScope, reference: string): AwsError {
  const latest = context.reader.findLatest(scope, reference);
  if (latest === undefined) return ssmError('ParameterNotFound', '');
  const { selector = '' } = readParameterReference(scope, reference);
  return ssmError(
    'ParameterVersionNotFound',
    `Systems Manager could not find version ${selector.slice(1)} of ${latest.name}. Verify the version and try again.`,
  );
}
