/** Who asks, and where: read from the request's signature, which is not verified. */
export interface RequestScope {
  /** Twelve digits. */
  readonly accountId: string;
  readonly region: string;
  /** The principal that AWS would name as the caller. */
  readonly principalArn: string;
  /** The principal's unique id: `AROA…:session` of an assumed role, the account's number for its root. */
  readonly userId: string;
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

/** Whom an access key stands for that was issued here, to a task with a role. */
export interface IssuedIdentity {
  /** The account whose resources the bearer sees. */
  readonly accountId: string;
  readonly principalArn: string;
  readonly userId: string;
}

/** Finds an access key among those that were issued here; undefined for any other. */
export type FindIssuedIdentity = (accessKeyId: string) => IssuedIdentity | undefined;

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
  findIssued: FindIssuedIdentity = () => undefined,
): RequestScope {
  const accessKeyId = credential?.accessKeyId ?? '';
  return {
    ...(findIssued(accessKeyId) ?? rootOf(accountOf(accessKeyId))),
    region: credential?.region ?? defaultRegion,
    accessKeyId,
    requestId,
    host,
  };
}

function rootOf(accountId: string): IssuedIdentity {
  return { accountId, principalArn: `arn:aws:iam::${accountId}:root`, userId: accountId };
}
