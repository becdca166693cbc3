import { ssmError } from '../ssm-context.ts';
import type { ParameterPolicy } from './parameter-store.ts';

const mostPolicies = 10;
const units = ['Days', 'Hours'];

/** What a parameter's policies come to: none, where they are taken away. */
export interface Policies {
  readonly policies?: readonly ParameterPolicy[];
  readonly expiresAtMs?: number;
}

/**
 * Reads the `Policies` of PutParameter: a JSON array, which may be empty or hold an empty object.
 *
 * @throws AwsError PoliciesLimitExceededException, InvalidPolicyTypeException, InvalidPolicyAttributeException,
 *   IncompatiblePolicyException
 */
export function readPolicies(json: string): Policies {
  const given = parse(json).filter((each) => Object.keys(each).length > 0);
  if (given.length === 0) return {};
  if (given.length > mostPolicies)
    throw ssmError(
      'PoliciesLimitExceededException',
      `You specified more than the maximum number of allowed policies for the parameter. The maximum is ${mostPolicies}.`,
    );
  const read = given.map(readPolicy);
  const expirations = read.flatMap(({ expiresAtMs }) => expiresAtMs ?? []);
  if (expirations.length > 1)
    throw ssmError(
      'IncompatiblePolicyException',
      "There is a conflict in the policies specified for this parameter. You can't, for example, specify two Expiration policies for a parameter. Review your policies, and try again.",
    );
  return { policies: read.map(({ policy }) => policy), expiresAtMs: expirations[0] };
}

type Json = Readonly<Record<string, unknown>>;

function readPolicy(given: Json): { readonly policy: ParameterPolicy; readonly expiresAtMs?: number } {
  const attributes = isObject(given.Attributes) ? given.Attributes : {};
  const policy = { type: String(given.Type), text: JSON.stringify(given) };
  if (given.Version !== '1.0') throw invalidAttribute();
  switch (given.Type) {
    case 'Expiration': {
      const expiresAtMs = timestampOf(attributes.Timestamp);
      if (expiresAtMs === undefined) throw invalidAttribute();
      return { policy, expiresAtMs };
    }
    case 'ExpirationNotification':
      checkSpan(attributes.Before, attributes.Unit);
      return { policy };
    case 'NoChangeNotification':
      checkSpan(attributes.After, attributes.Unit);
      return { policy };
    default:
      throw ssmError(
        'InvalidPolicyTypeException',
        "The policy type isn't supported. Parameter Store supports the following policy types: Expiration, ExpirationNotification, and NoChangeNotification.",
      );
  }
}

function checkSpan(span: unknown, unit: unknown): void {
  if (!/^[1-9]\d*$/.test(String(span)) || !units.some((each) => each === unit)) throw invalidAttribute();
}

/** ISO_INSTANT or ISO_OFFSET_DATE_TIME: a date and time that says its distance from UTC. */
function timestampOf(text: unknown): number | undefined {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d.*(Z|[+-]\d\d:\d\d)$/.test(text))
    return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

function parse(json: string): Json[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    throw invalidAttribute();
  }
  const policies: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  if (!policies.every(isObject)) throw invalidAttribute();
  return policies;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalidAttribute() {
  return ssmError('InvalidPolicyAttributeException', 'A policy attribute or its value is invalid.');
}
