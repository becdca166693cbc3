import { AwsError } from '../../../aws/errors.ts';
import { validationError } from '../elbv2-context.ts';

type Attributes = Readonly<Record<string, string>>;

/** Where the access logs of a load balancer go. */
export interface AccessLogLocation {
  readonly bucket: string;
  /** May be empty. */
  readonly prefix: string;
}

/** What keeps access logs. */
export interface AccessLogKeeper {
  /** Makes sure that logs can be written there. @throws where they cannot */
  begin(location: AccessLogLocation, accountId: string, loadBalancerName: string): void;
}

/** Where the access logs go by a load balancer's set attributes; undefined where they are off. */
export function accessLogLocation(attributes: Attributes): AccessLogLocation | undefined {
  if (attributes['access_logs.s3.enabled'] !== 'true') return undefined;
  return {
    bucket: attributes['access_logs.s3.bucket'] ?? '',
    prefix: attributes['access_logs.s3.prefix'] ?? '',
  };
}

/**
 * Begins to keep the access logs of a load balancer whose attributes are about to change, where they ask for it.
 *
 * @throws AwsError where they cannot be kept so
 */
export function beginAccessLogs(
  keeper: AccessLogKeeper | undefined,
  loadBalancer: {
    readonly accountId: string;
    readonly name: string;
    readonly document: { readonly attributes: Attributes };
  },
  attributes: Attributes,
): void {
  const location = accessLogLocation(attributes);
  if (location === undefined) return;
  checkLocation(location);
  if (keeper === undefined)
    throw new AwsError(
      'NotImplementedException',
      'Drydock keeps access logs in its data directory, and runs without one: start it with --data-dir.',
    );
  const before = accessLogLocation(loadBalancer.document.attributes);
  if (before?.bucket === location.bucket && before.prefix === location.prefix) return;
  try {
    keeper.begin(location, loadBalancer.accountId, loadBalancer.name);
  } catch {
    throw new AwsError(
      'InvalidConfigurationRequestException',
      `Access Denied for bucket: ${location.bucket}. Please check S3bucket permission`,
    );
  }
}

function checkLocation({ bucket, prefix }: AccessLogLocation): void {
  if (bucket === '') throw validationError("The value of 'access_logs.s3.bucket' cannot be empty");
  if (!isBucketName(bucket))
    throw validationError(`The value '${bucket}' of 'access_logs.s3.bucket' is not a valid bucket name`);
  if (prefix.includes('AWSLogs'))
    throw validationError("The value of 'access_logs.s3.prefix' cannot contain 'AWSLogs'");
  if (!isPrefix(prefix))
    throw validationError(`The value '${prefix}' of 'access_logs.s3.prefix' is not a valid prefix`);
}

const reservedStarts = ['xn--', 'sthree-', 'amzn-s3-demo-'];
const reservedEnds = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3'];

/** S3's rules for general purpose buckets (S3 user guide, "Bucket naming rules"). */
function isBucketName(name: string): boolean {
  return (
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !name.includes('..') &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !reservedStarts.some((start) => name.startsWith(start)) &&
    !reservedEnds.some((end) => name.endsWith(end))
  );
}

const longestPrefix = 512;
const longestFolderName = 128;

/** Keys are paths here: every part of it has to be the name of a folder. */
function isPrefix(prefix: string): boolean {
  if (prefix === '') return true;
  return (
    prefix.length <= longestPrefix &&
    /^[A-Za-z0-9!_.*'()/=+:@,$&; -]+$/.test(prefix) &&
    prefix
      .split('/')
      .every((part) => part !== '' && part !== '.' && part !== '..' && part.length <= longestFolderName)
  );
}
