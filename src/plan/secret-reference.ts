/** Where a container's `secrets[].valueFrom` points. */
export type SecretReference =
  | { readonly store: 'ssm'; readonly name: string; readonly region?: string }
  | {
      readonly store: 'secretsmanager';
      /** The secret's ARN without the fields that ECS adds to it. */
      readonly arn: string;
      readonly region: string;
      readonly jsonKey?: string;
      readonly versionStage?: string;
      readonly versionId?: string;
    }
  | { readonly store: 'invalid'; readonly message: string };

const invalidArn =
  'an invalid ARN format for the AWS Secrets Manager secret was specified. Specify a valid ARN and try again.';
const plainArnFields = 7;
const extendedArnFields = 10;

/**
 * Reads a `valueFrom` as the ECS agent does: an ARN of Secrets Manager, plain (7 fields) or extended by json key,
 * version stage and version id (10 fields); anything else is a parameter's name or ARN and is passed on unchanged.
 */
export function parseSecretReference(valueFrom: string): SecretReference {
  const fields = valueFrom.split(':');
  const [prefix, , service, region = ''] = fields;
  if (prefix !== 'arn' || service !== 'secretsmanager')
    return prefix === 'arn' && service === 'ssm'
      ? { store: 'ssm', name: valueFrom, region }
      : { store: 'ssm', name: valueFrom };
  if (fields.length !== plainArnFields && fields.length !== extendedArnFields)
    return { store: 'invalid', message: invalidArn };
  const [jsonKey, versionStage, versionId] = fields.slice(plainArnFields);
  return {
    store: 'secretsmanager',
    arn: fields.slice(0, plainArnFields).join(':'),
    region,
    jsonKey: jsonKey || undefined,
    versionStage: versionStage || undefined,
    versionId: versionId || undefined,
  };
}

/**
 * One key's value of a secret that is a JSON object, printed as Go's `%v` does.
 *
 * @throws Error with the agent's text when the secret is no JSON object or lacks the key
 */
export function secretJsonValue(secret: string, key: string): string {
  let value: unknown;
  try {
    value = JSON.parse(secret);
  } catch {
    throw new Error(`retrieved secret from Secrets Manager is not valid json: key ${key} cannot be read`);
  }
  const entry =
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).find(([name]) => name === key)
      : undefined;
  if (entry === undefined)
    throw new Error(`retrieved secret from Secrets Manager did not contain json key ${key}`);
  return goText(entry[1]);
}

function goText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'number') return goNumber(value);
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (typeof value === 'object')
    return `map[${Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, each]) => `${name}:${goText(each)}`)
      .join(' ')}]`;
  return String(value);
}

/** Every JSON number is a float64 in Go, which `%v` prints with an exponent below 1e-4 and from 1e+06 on. */
function goNumber(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e6)) {
    const [mantissa = '', exponent = ''] = value.toExponential().split('e');
    const digits = exponent.slice(1).padStart(2, '0');
    return `${mantissa}e${exponent.charAt(0)}${digits}`;
  }
  return String(value);
}
