import type { ParameterStringFilter, ParametersFilter } from '@aws-sdk/client-ssm';
import { AwsError } from '../../../aws/errors.ts';
import { constraintText } from '../../../aws/validation.ts';
import { checkCount, checkLength, oneOf } from '../limits.ts';
import { isPublicPath } from '../public-parameter.ts';
import { invalid, ssmError } from '../ssm-context.ts';
import { checkPath } from './parameter-name.ts';
import type { ParameterVersion } from './parameter-store.ts';

type Test = (parameter: ParameterVersion) => boolean;
type Tags = readonly { readonly Key: string; readonly Value: string }[];

interface Filter {
  readonly key: string;
  readonly option: string;
  readonly values: readonly string[];
}

const keyPattern = /^(tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType)$/;
const types = ['String', 'StringList', 'SecureString'];
const tiers = ['Standard', 'Advanced', 'Intelligent-Tiering'];

/**
 * Reads the `ParameterFilters` of DescribeParameters: all of them must hold, each by any of its values. Tags are asked
 * for by name.
 *
 * @throws AwsError InvalidFilterKey, InvalidFilterOption, InvalidFilterValue, ValidationException
 */
export function metadataFilters(
  filters: readonly ParameterStringFilter[],
  tagsOf: (name: string) => Tags,
): Test {
  const read = readFilters(filters, (key) => key !== 'Label', '[Path, Name, Type, KeyId, Tier]');
  return all(
    read.map((filter) => (filter.key.startsWith('tag:') ? tagTest(filter, tagsOf) : testOf(filter))),
  );
}

/**
 * Reads the `ParameterFilters` of GetParametersByPath. Labels ask for other versions than the latest, so they stand
 * apart.
 *
 * @throws AwsError as {@link metadataFilters}
 */
export function valueFilters(filters: readonly ParameterStringFilter[]): {
  readonly passes: Test;
  readonly labels?: readonly string[];
} {
  const read = readFilters(
    filters,
    (key) => key === 'Type' || key === 'KeyId' || key === 'Label',
    '[Type, KeyId]',
  );
  const label = read.find(({ key }) => key === 'Label');
  if (label !== undefined) checkOption(label.option, ['Equals']);
  return { passes: all(read.filter((each) => each !== label).map(testOf)), labels: label?.values };
}

/** Reads the `Filters` that `ParameterFilters` took the place of. @throws AwsError ValidationException */
export function oldFilters(filters: readonly ParametersFilter[]): Test {
  return all(
    filters.map(({ Key = '', Values = [] }, index) => {
      const path = `filters.${index + 1}.member`;
      const key = oneOf(Key, `${path}.key`, ['Name', 'Type', 'KeyId']);
      checkCount(Values, `${path}.values`, 1, 50);
      return (parameter) => Values.includes(textOf(key, parameter));
    }),
  );
}

/** Whether a parameter stands below a path that ends in a slash: right below it, or anywhere. */
export function isBelow(name: string, path: string, isRecursive: boolean): boolean {
  const full = name.startsWith('/') ? name : `/${name}`;
  return full.startsWith(path) && (isRecursive || !full.slice(path.length).includes('/'));
}

function all(tests: readonly Test[]): Test {
  return (parameter) => tests.every((test) => test(parameter));
}

function readFilters(
  filters: readonly ParameterStringFilter[],
  isValid: (key: string) => boolean,
  validKeys: string,
): Filter[] {
  const read = filters.map(readFilter);
  read.forEach(({ key, values }, index) => {
    if (!isValid(key))
      throw ssmError(
        'InvalidFilterKey',
        `The following filter key is not valid: ${key}. Valid filter keys include: ${validKeys}.`,
      );
    if (read.findIndex((other) => other.key === key) !== index)
      throw ssmError(
        'InvalidFilterKey',
        `The following filter is duplicated in the request: ${key}. A request can contain only one occurrence of a specific filter.`,
      );
    if (values.length === 0 && !key.startsWith('tag:'))
      throw ssmError(
        'InvalidFilterValue',
        `The following filter values are missing : null for filter key ${key}`,
      );
  });
  return read;
}

function readFilter({ Key = '', Option, Values = [] }: ParameterStringFilter, index: number): Filter {
  const path = `parameterFilters.${index + 1}.member`;
  checkLength(Key, `${path}.key`, 1, 132);
  if (!keyPattern.test(Key))
    throw invalid(
      constraintText(
        `'${Key}'`,
        `${path}.key`,
        'satisfy regular expression pattern: tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType',
      ),
    );
  checkLength(Option, `${path}.option`, 1, 10);
  checkCount(Values, `${path}.values`, 0, 50);
  for (const value of Values) checkLength(value, `${path}.values`, 1, 1024);
  return { key: Key, option: Option ?? (Key === 'Path' ? 'OneLevel' : 'Equals'), values: Values };
}

function testOf({ key, option, values }: Filter): Test {
  if (key === 'Path') return pathTest(option, values);
  checkOption(option, key === 'Name' ? ['BeginsWith', 'Equals', 'Contains'] : ['BeginsWith', 'Equals']);
  if (key === 'Type') checkValues(values, types);
  if (key === 'Tier') checkValues(values, tiers);
  const matches = matcherOf(option);
  return (parameter) => values.some((value) => matches(textOf(key, parameter), value));
}

function tagTest({ key, option, values }: Filter, tagsOf: (name: string) => Tags): Test {
  checkOption(option, ['BeginsWith', 'Equals']);
  const tag = key.slice('tag:'.length);
  const matches = matcherOf(option);
  return ({ name }) =>
    tagsOf(name).some(
      ({ Key, Value }) =>
        Key === tag && (values.length === 0 || values.some((value) => matches(Value, value))),
    );
}

function pathTest(option: string, paths: readonly string[]): Test {
  checkOption(option, ['Recursive', 'OneLevel']);
  for (const path of paths) {
    if (isPublicPath(path))
      throw new AwsError('NotImplementedException', 'Drydock does not implement lists of public parameters.');
    if (/^\/(aws|ssm)/i.test(path))
      throw invalid(
        'Filters for common parameters can\'t be prefixed with "aws" or "ssm" (case-insensitive). When using global parameters, please specify within a global namespace.',
      );
    checkPath(path);
  }
  const ended = paths.map((path) => (path.endsWith('/') ? path : `${path}/`));
  return ({ name }) => ended.some((path) => isBelow(name, path, option === 'Recursive'));
}

function matcherOf(option: string): (found: string, wanted: string) => boolean {
  if (option === 'BeginsWith') return (found, wanted) => found.startsWith(wanted);
  if (option === 'Contains') return (found, wanted) => found.includes(wanted);
  return (found, wanted) => found === wanted;
}

function textOf(key: string, { name, type, document }: ParameterVersion): string {
  switch (key) {
    case 'Name':
      return name;
    case 'Type':
      return type;
    case 'KeyId':
      return document.keyId ?? '';
    case 'DataType':
      return document.dataType;
    default:
      return document.tier ?? 'Standard';
  }
}

function checkOption(option: string, valid: readonly string[]): void {
  if (!valid.includes(option))
    throw ssmError(
      'InvalidFilterOption',
      `The following filter option is not valid: ${option}. Valid options include: [${valid.join(', ')}].`,
    );
}

function checkValues(values: readonly string[], valid: readonly string[]): void {
  for (const value of values)
    if (!valid.includes(value))
      throw ssmError(
        'InvalidFilterOption',
        `The following filter value is not valid: ${value}. Valid values include: [${valid.join(', ')}].`,
      );
}
