import { notServed, validationError } from '../elbv2-context.ts';
import {
  type AttributeValue,
  type AttributeValues,
  flag,
  oneOf,
  onlyDefault,
  text,
  wholeNumber,
} from './attribute-value.ts';
import { responseHeaderAttributes } from './response-header-attributes.ts';

type Defaults = Readonly<Record<string, { readonly initial: string }>>;

const longestBucketName = 63;
const longestPrefix = 1024;

/** The attributes of an Application Load Balancer with AWS's defaults. What nothing here honours is refused by name. */
export const loadBalancerAttributes: AttributeValues = {
  // What bucket and prefix say is checked where logs begin.
  'access_logs.s3.enabled': flag('false'),
  'access_logs.s3.bucket': text(longestBucketName),
  'access_logs.s3.prefix': text(longestPrefix),
  ...logsToS3('connection_logs', 'connection logs'),
  ...logsToS3('health_check_logs', 'health check logs'),
  'client_keep_alive.seconds': wholeNumber('3600', 60, 604_800),
  'deletion_protection.enabled': flag('false'),
  'idle_timeout.timeout_seconds': wholeNumber('60', 1, 4000),
  'ipv6.deny_all_igw_traffic': flag('false'),
  'load_balancing.cross_zone.enabled': oneOf('true'),
  'routing.http.desync_mitigation_mode': oneOf('defensive', 'monitor', 'strictest'),
  'routing.http.drop_invalid_header_fields.enabled': flag('false'),
  'routing.http.preserve_host_header.enabled': flag('false'),
  'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': flag('false'),
  'routing.http.xff_client_port.enabled': flag('false'),
  'routing.http.xff_header_processing.mode': oneOf('append', 'preserve', 'remove'),
  'routing.http2.enabled': flag('true'),
  'waf.fail_open.enabled': flag('false'),
  'zonal_shift.config.enabled': flag('false'),
};

/** Where logs would go may be said while there are none. */
function logsToS3(prefix: string, name: string): AttributeValues {
  return {
    [`${prefix}.s3.enabled`]: onlyDefault(flag('false'), name),
    [`${prefix}.s3.bucket`]: text(longestBucketName),
    [`${prefix}.s3.prefix`]: text(longestPrefix),
  };
}

/** Nothing that would end the header. AWS allows 1 KB. */
const headerValue: AttributeValue = {
  initial: '',
  allows: (value) => /^[\t -~]{0,1024}$/.test(value),
  allowed: 'at most 1024 printable characters of ASCII',
};

/** The headers that an HTTPS listener adds to requests, and that may be given other names. */
const tlsHeaders = [
  'X-Amzn-Mtls-Clientcert-Serial-Number',
  'X-Amzn-Mtls-Clientcert-Issuer',
  'X-Amzn-Mtls-Clientcert-Subject',
  'X-Amzn-Mtls-Clientcert-Validity',
  'X-Amzn-Mtls-Clientcert-Leaf',
  'X-Amzn-Mtls-Clientcert',
  'X-Amzn-Tls-Version',
  'X-Amzn-Tls-Cipher-Suite',
] as const;

/** The attributes of a listener of an Application Load Balancer with AWS's defaults. */
export const listenerAttributes: AttributeValues = {
  'routing.http.response.server.enabled': flag('true'),
  ...Object.fromEntries(Object.keys(responseHeaderAttributes).map((key) => [key, headerValue])),
  ...Object.fromEntries(
    tlsHeaders.map((name) => [
      `routing.http.request.${name.toLowerCase().replaceAll('-', '_')}.header_name`,
      headerName(name),
    ]),
  ),
};

function headerName(initial: string): AttributeValue {
  return {
    initial,
    allows: (value) => /^[-_A-Za-z0-9]{1,40}$/.test(value),
    allowed: 'a header name of at most 40 letters, digits, hyphens and underscores',
  };
}

export type AttributeList = readonly { readonly Key?: string; readonly Value?: string }[];

/** Every attribute with its value, as Describe and Modify answer. */
export function attributeList(rules: Defaults, set: Readonly<Record<string, string>>) {
  return Object.entries(rules).map(([Key, { initial }]) => ({ Key, Value: set[Key] ?? initial }));
}

/**
 * The set attributes after a change.
 *
 * @throws AwsError ValidationError for an unknown key or a value out of range, and by name for what is not served
 */
export function changedAttributes(
  kind: string,
  values: AttributeValues,
  set: Readonly<Record<string, string>>,
  changes: AttributeList,
): Record<string, string> {
  const result = { ...set };
  for (const { Key = '', Value = '' } of changes) {
    const value = Object.hasOwn(values, Key) ? values[Key] : undefined;
    if (value === undefined) throw validationError(`${kind} attribute key '${Key}' is not recognized`);
    if (!value.allows(Value)) throw validationError(`'${Key}' must be ${value.allowed}`);
    const lacking = value.lacking?.(Value);
    if (lacking !== undefined) throw notServed(`${lacking} (${Key})`);
    result[Key] = Value;
  }
  return result;
}

/** One attribute's value. */
export function attributeValue(rules: Defaults, set: Readonly<Record<string, string>>, key: string): string {
  return set[key] ?? rules[key]?.initial ?? '';
}

/** One attribute's value as a number. */
export function numericAttribute(
  rules: Defaults,
  set: Readonly<Record<string, string>>,
  key: string,
): number {
  return Number(set[key] ?? rules[key]?.initial);
}
