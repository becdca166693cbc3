import { invalidParameter } from '../errors.ts';

/** What an EC2 instance's identity document says of it; every member may be missing. */
export interface IdentityDocument {
  /** `i-` and 8 or 17 hexadecimal digits. */
  readonly instanceId?: string;
  readonly availabilityZone?: string;
  readonly instanceType?: string;
  readonly imageId?: string;
}

/**
 * Reads an identity document; where there is none, agents send an empty text. Its signature is not verified.
 *
 * @throws AwsError for a text that is none, or one of another account or region
 */
export function readIdentityDocument(
  text: string | undefined,
  scope: { readonly accountId: string; readonly region: string },
): IdentityDocument {
  if (text === undefined || text === '') return {};
  const document = parse(text);
  const member = (name: string): string | undefined => {
    const value = document.get(name);
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') throw invalid(`${name} is no text`);
    return value;
  };
  const instanceId = member('instanceId');
  if (instanceId !== undefined && !/^i-([0-9a-f]{8}|[0-9a-f]{17})$/.test(instanceId))
    throw invalid(`${instanceId} is no instance ID`);
  if ((member('region') ?? scope.region) !== scope.region) throw invalid('it is of another region');
  if ((member('accountId') ?? scope.accountId) !== scope.accountId) throw invalid('it is of another account');
  return {
    instanceId,
    availabilityZone: member('availabilityZone'),
    instanceType: member('instanceType'),
    imageId: member('imageId'),
  };
}

function parse(text: string): ReadonlyMap<string, unknown> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw invalid('it is no JSON');
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw invalid('it is no JSON object');
  return new Map(Object.entries(document));
}

function invalid(why: string) {
  return invalidParameter(`The instance identity document is not valid: ${why}.`);
}
