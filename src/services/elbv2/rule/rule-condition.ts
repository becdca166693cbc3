import { isIP } from 'node:net';
import type {
  QueryStringKeyValuePair,
  RuleCondition as SdkCondition,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { validationError } from '../elbv2-context.ts';
import { accountLimits } from '../limit/account-limits.ts';
import type { RuleCondition } from './rule-model.ts';
import { checkRegex } from './rule-regex.ts';

const fields = [
  'path-pattern',
  'host-header',
  'http-header',
  'http-request-method',
  'query-string',
  'source-ip',
];
const repeatable: ReadonlySet<string> = new Set(['http-header', 'query-string']);
const longestValue = 128;
const longestName = 40;
const mostValues = accountLimits['condition-values-per-alb-rule'];
const mostWildcards = accountLimits['condition-wildcards-per-alb-rule'];

/** Reads a rule's conditions. @throws AwsError for what AWS does not allow */
export function readConditions(conditions: readonly SdkCondition[]): RuleCondition[] {
  if (conditions.length === 0) throw validationError('A condition must be specified');
  const read = conditions.map(readCondition);
  const seen = new Set<string>();
  for (const { field } of read) {
    if (seen.has(field) && !repeatable.has(field))
      throw validationError(`A rule can only have one '${field}' condition`);
    seen.add(field);
  }
  const values = read.flatMap(valuesOf);
  if (values.length > mostValues)
    throw validationError(`A rule can only have '${mostValues}' condition values`);
  if (read.flatMap(patternsOf).reduce((sum, text) => sum + wildcardsIn(text), 0) > mostWildcards)
    throw validationError(`A rule can only have '${mostWildcards}' condition wildcards`);
  return read;
}

function readCondition(condition: SdkCondition): RuleCondition {
  const { Field: field = '', Values: short = [], RegexValues: shortRegexes = [] } = condition;
  switch (field) {
    case 'host-header':
    case 'path-pattern': {
      const config = field === 'host-header' ? condition.HostHeaderConfig : condition.PathPatternConfig;
      const values = agreed(field, short, config?.Values);
      const regexes = agreed(field, shortRegexes, config?.RegexValues);
      checkPresent(values, regexes);
      for (const value of values) (field === 'host-header' ? checkHost : checkPath)(value);
      for (const regex of regexes) checkRegex(regex, longestValue);
      return { field, values, regexes };
    }
    case 'http-header': {
      const {
        HttpHeaderName: name = '',
        Values: values = [],
        RegexValues,
      } = condition.HttpHeaderConfig ?? {};
      const regexes = agreed(field, shortRegexes, RegexValues);
      if (name.length > longestName || !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
        throw validationError(`The HTTP header name '${name}' is not valid`);
      if (name.toLowerCase() === 'host')
        throw validationError("A 'host-header' condition must be used to match on the host header");
      checkPresent(values, regexes);
      for (const value of values) checkText(field, value);
      for (const regex of regexes) checkRegex(regex, longestValue);
      return { field, name, values, regexes };
    }
    case 'query-string':
      return { field, pairs: queryPairs(condition.QueryStringConfig?.Values ?? []) };
    case 'http-request-method':
      return { field, values: methods(condition.HttpRequestMethodConfig?.Values ?? []) };
    case 'source-ip':
      return { field, values: sources(condition.SourceIpConfig?.Values ?? []) };
    default:
      throw validationError(`Condition field '${field}' must be one of '[${fields.join(', ')}]'`);
  }
}

function agreed(
  field: string,
  short: readonly string[],
  long: readonly string[] | undefined,
): readonly string[] {
  if (long === undefined) return short;
  if (short.length > 0 && JSON.stringify(short) !== JSON.stringify(long))
    throw validationError(
      `The values of the '${field}' condition and its configuration must agree where both are specified`,
    );
  return long;
}

function checkPresent(values: readonly string[], regexes: readonly string[] = []): void {
  if (values.length + regexes.length === 0 || values.includes(''))
    throw validationError('A condition value must be specified');
}

function checkText(field: string, value: string): void {
  if (value.length > longestValue)
    throw validationError(
      `The '${field}' condition value '${value}' cannot be longer than '${longestValue}' characters`,
    );
}

function checkHost(value: string): void {
  checkText('host-header', value);
  if (!/^[A-Za-z0-9.*?_-]+$/.test(value) || !/\.[A-Za-z*?]+$/.test(value))
    throw validationError(`The 'host-header' condition value '${value}' is not a valid host name`);
}

function checkPath(value: string): void {
  checkText('path-pattern', value);
  if (!/^[A-Za-z0-9_.$/~"'@:+&*?=,;!()%-]+$/.test(value))
    throw validationError(
      `The 'path-pattern' condition value '${value}' contains characters that are not valid`,
    );
}

function queryPairs(pairs: readonly QueryStringKeyValuePair[]) {
  if (pairs.length === 0) throw validationError('A condition value must be specified');
  return pairs.map(({ Key: key, Value: value = '' }) => {
    checkPresent([value]);
    checkText('query-string', value);
    if (!key) return { value };
    checkText('query-string', key);
    return { key, value };
  });
}

function methods(values: readonly string[]): readonly string[] {
  checkPresent(values);
  for (const value of values)
    if (value.length > longestName || !/^[A-Z_-]+$/.test(value))
      throw validationError(`The HTTP request method '${value}' is not valid`);
  return values;
}

function sources(values: readonly string[]): readonly string[] {
  checkPresent(values);
  for (const value of values) if (!isCidr(value)) throw validationError(`The CIDR '${value}' is not valid`);
  return values;
}

function isCidr(text: string): boolean {
  const [address = '', prefix = '', ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0 || !/^\d{1,3}$/.test(prefix) || text === '255.255.255.255/32')
    return false;
  return Number(prefix) <= (version === 4 ? 32 : 128);
}

/** What counts towards a rule's limit of values. */
function valuesOf(condition: RuleCondition): readonly string[] {
  switch (condition.field) {
    case 'query-string':
      return condition.pairs.map(({ value }) => value);
    case 'http-request-method':
    case 'source-ip':
      return condition.values;
    default:
      return [...condition.values, ...condition.regexes];
  }
}

/** Where a wildcard is one. */
function patternsOf(condition: RuleCondition): readonly string[] {
  if (condition.field === 'query-string')
    return condition.pairs.flatMap(({ key = '', value }) =>
      [key, value].map((text) => text.replaceAll(/\\./g, '')),
    );
  return condition.field === 'http-request-method' || condition.field === 'source-ip' ? [] : condition.values;
}

function wildcardsIn(text: string): number {
  return text.match(/[*?]/g)?.length ?? 0;
}

/** As AWS returns it: hosts and paths with their values twice. */
export function describeCondition(condition: RuleCondition): SdkCondition {
  const { field: Field } = condition;
  switch (condition.field) {
    case 'host-header':
    case 'path-pattern': {
      const config = given(condition);
      return {
        Field,
        ...(condition.values.length > 0 ? { Values: [...condition.values] } : {}),
        ...(condition.field === 'host-header' ? { HostHeaderConfig: config } : { PathPatternConfig: config }),
      };
    }
    case 'http-header':
      return { Field, HttpHeaderConfig: { HttpHeaderName: condition.name, ...given(condition) } };
    case 'query-string':
      return {
        Field,
        QueryStringConfig: {
          Values: condition.pairs.map(({ key, value }) =>
            key === undefined ? { Value: value } : { Key: key, Value: value },
          ),
        },
      };
    case 'http-request-method':
      return { Field, HttpRequestMethodConfig: { Values: [...condition.values] } };
    case 'source-ip':
      return { Field, SourceIpConfig: { Values: [...condition.values] } };
  }
}

function given({
  values,
  regexes,
}: {
  readonly values: readonly string[];
  readonly regexes: readonly string[];
}) {
  return {
    ...(values.length > 0 ? { Values: [...values] } : {}),
    ...(regexes.length > 0 ? { RegexValues: [...regexes] } : {}),
  };
}
