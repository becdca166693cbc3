import { AwsError } from '../../aws/errors.ts';
import { responseHeaderAttributes } from './attributes/response-header-attributes.ts';

/** An attribute's default, and what it may be set to. */
interface AttributeRule {
  readonly initial: string;
  readonly allowed: RegExp | readonly [number, number];
}

type Rules = Readonly<Record<string, AttributeRule>>;
type Defaults = Readonly<Record<string, { readonly initial: string }>>;

const bool = /^(true|false)$/;
const onlyFalse = /^false$/;
const onlyTrue = /^true$/;
const flag: AttributeRule = { initial: 'false', allowed: bool };
const empty: AttributeRule = { initial: '', allowed: /^$/ };
/** What it means is checked where it is used. */
const anyText: AttributeRule = { initial: '', allowed: /^.{0,1024}$/s };

/**
 * The attributes of an Application Load Balancer with AWS's defaults. Where the data path does not honour a value
 * yet, only the default is allowed: nothing is accepted and then ignored.
 */
export const loadBalancerAttributes: Rules = {
  'access_logs.s3.enabled': flag,
  'access_logs.s3.bucket': anyText,
  'access_logs.s3.prefix': anyText,
  'connection_logs.s3.enabled': { initial: 'false', allowed: onlyFalse },
  'connection_logs.s3.bucket': empty,
  'connection_logs.s3.prefix': empty,
  'health_check_logs.s3.enabled': { initial: 'false', allowed: onlyFalse },
  'health_check_logs.s3.bucket': empty,
  'health_check_logs.s3.prefix': empty,
  'client_keep_alive.seconds': { initial: '3600', allowed: [60, 604_800] },
  'deletion_protection.enabled': flag,
  'idle_timeout.timeout_seconds': { initial: '60', allowed: [1, 4000] },
  'ipv6.deny_all_igw_traffic': flag,
  'load_balancing.cross_zone.enabled': { initial: 'true', allowed: onlyTrue },
  'routing.http.desync_mitigation_mode': { initial: 'defensive', allowed: /^(monitor|defensive|strictest)$/ },
  'routing.http.drop_invalid_header_fields.enabled': flag,
  'routing.http.preserve_host_header.enabled': flag,
  'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': flag,
  'routing.http.xff_client_port.enabled': flag,
  'routing.http.xff_header_processing.mode': { initial: 'append', allowed: /^(append|preserve|remove)$/ },
  'routing.http2.enabled': { initial: 'true', allowed: bool },
  'waf.fail_open.enabled': flag,
  'zonal_shift.config.enabled': flag,
};

/** Nothing that would end the header. AWS allows 1 KB. */
const headerValue: AttributeRule = { initial: '', allowed: /^[\t -~]{0,1024}$/ };

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

export const listenerAttributes: Rules = {
  'routing.http.response.server.enabled': { initial: 'true', allowed: bool },
  ...Object.fromEntries(Object.keys(responseHeaderAttributes).map((key) => [key, headerValue])),
  ...Object.fromEntries(
    tlsHeaders.map((name) => [
      `routing.http.request.${name.toLowerCase().replaceAll('-', '_')}.header_name`,
      { initial: name, allowed: /^[-_A-Za-z0-9]{1,40}$/ },
    ]),
  ),
};

export type AttributeList = readonly { readonly Key?: string; readonly Value?: string }[];

/** Every attribute with its value, as Describe and Modify answer. */
export function attributeList(rules: Defaults, set: Readonly<Record<string, string>>) {
  return Object.entries(rules).map(([Key, { initial }]) => ({ Key, Value: set[Key] ?? initial }));
}

/** The set attributes after a change. @throws AwsError ValidationError for an unknown key or a value out of range */
export function changedAttributes(
  kind: string,
  rules: Rules,
  set: Readonly<Record<string, string>>,
  changes: AttributeList,
): Record<string, string> {
  const result = { ...set };
  for (const { Key = '', Value = '' } of changes) {
    const rule = rules[Key];
    if (rule === undefined)
      throw new AwsError('ValidationError', `${kind} attribute key '${Key}' is not recognized`);
    if (!isAllowed(rule, Value))
      throw new AwsError(
        'ValidationError',
        `Drydock does not support the value '${Value}' of the attribute '${Key}'`,
      );
    result[Key] = Value;
  }
  return result;
}

function isAllowed({ allowed }: AttributeRule, value: string): boolean {
  if (allowed instanceof RegExp) return allowed.test(value);
  const [low, high] = allowed;
  return /^\d{1,7}$/.test(value) && Number(value) >= low && Number(value) <= high;
}

/** One attribute's value. */
export function attributeValue(rules: Rules, set: Readonly<Record<string, string>>, key: string): string {
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
