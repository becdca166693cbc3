import { AwsError } from '../../aws/errors.ts';

/** A statement of a policy; what it permits is not looked at. */
interface Statement {
  readonly allows: boolean;
  readonly principals: readonly string[];
  readonly conditional: boolean;
}

const versions: readonly unknown[] = ['2012-10-17', '2008-10-17', undefined];

/** Reads a resource-based policy. @throws AwsError MalformedPolicyDocumentException */
export function checkPolicy(text: string): readonly Statement[] {
  const policy = object(parsed(text));
  const statements = list(policy.Statement).map((each) => statement(object(each)));
  if (!versions.includes(policy.Version) || statements.length === 0) throw malformed();
  return statements;
}

/** Whether a policy allows anyone, unless by a condition. */
export function isBroad(statements: readonly Statement[]): boolean {
  return statements.some(
    ({ allows, principals, conditional }) => allows && !conditional && principals.includes('*'),
  );
}

function statement(value: Readonly<Record<string, unknown>>): Statement {
  if (value.Effect !== 'Allow' && value.Effect !== 'Deny') throw malformed();
  if ((value.Action ?? value.NotAction) === undefined) throw malformed();
  if ((value.Resource ?? value.NotResource) === undefined) throw malformed();
  const principals = principalsOf(value.Principal ?? value.NotPrincipal);
  // Whoever is not named is anyone.
  const allButNamed = value.Principal === undefined;
  return {
    allows: value.Effect === 'Allow',
    principals: allButNamed ? [...principals, '*'] : principals,
    conditional: value.Condition !== undefined,
  };
}

function principalsOf(principal: unknown): string[] {
  if (principal === '*') return ['*'];
  const named = Object.entries(object(principal)).flatMap(([kind, names]) =>
    list(names).map((name) => ({ kind, name })),
  );
  if (named.length === 0) throw malformed();
  return named.map(({ kind, name }) => {
    if (typeof name !== 'string') throw malformed();
    if (kind === 'AWS' && !/^(\*|\d{12}|arn:[^:]+:(iam|sts)::\d{12}:.+)$/.test(name))
      throw malformed('This resource policy contains an unsupported principal.');
    return name;
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed();
  }
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed();
  return { ...value };
}

function list(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function malformed(message = 'This policy has invalid syntax.'): AwsError {
  return new AwsError('MalformedPolicyDocumentException', message);
}
