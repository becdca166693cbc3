/** Who asks, and where: read from the request's signature, which is not verified. */
export interface RequestScope {
  /** Twelve digits. */
  readonly accountId: string;
  readonly region: string;
  /** The principal that AWS would name as the caller. */
  readonly principalArn: string;
  readonly accessKeyId: string;
  readonly requestId: string;
  /** The Host header: the name and port under which the caller reached Drydock. */
  readonly host: string | undefined;
}

export interface Credential {
  readonly accessKeyId: string;
  readonly region: string;
  /** The service's signing name, e.g. `ecs`. */
  readonly service: string;
}

export const defaultAccountId = '000000000000';
export const defaultRegion = 'us-east-1';

const credentialPattern =
  /Credential=([^/\s,]{1,128})\/(\d{8})\/([a-z0-9-]{1,32})\/([a-z0-9-]{1,64})\/aws4_request/;

/** Reads a SigV4 `Authorization` header, else a presigned URL's `X-Amz-Credential`; undefined where there is neither. */
export function readCredential(
  authorization: string | undefined,
  query: URLSearchParams,
): Credential | undefined {
  const text = authorization ?? `Credential=${query.get('X-Amz-Credential') ?? ''}`;
  const match = credentialPattern.exec(text);
  if (match === null) return undefined;
  const [, accessKeyId = '', , region = '', service = ''] = match;
  return { accessKeyId, region, service };
}

/** Twelve digits as an access key name the account (a convention among emulators); any other key is the default account. */
export function accountOf(accessKeyId: string): string {
  return /^\d{12}$/.test(accessKeyId) ? accessKeyId : defaultAccountId;
}

/** The scope of a request: unsigned requests belong to the default account and region. */
export function scopeOf(
  credential: Credential | undefined,
  requestId: string,
  host: string | undefined,
): RequestScope {
  const accessKeyId = credential?.accessKeyId ?? '';
  const accountId = accountOf(accessKeyId);
  return {
    accountId,
    region: credential?.region ?? defaultRegion,
    principalArn: `arn:aws:iam::${accountId}:root`,
    accessKeyId,
    requestId,
    host,
  };
}
