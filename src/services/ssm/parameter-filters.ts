import type { ParameterStringFilter } from '@aws-sdk/client-ssm';
import { AwsError } from '../../aws/errors.ts';
import type { ParameterVersion } from './parameter-store.ts';

type Test = (parameter: ParameterVersion) => boolean;

const keys = ['Path', 'Name', 'Type', 'KeyId', 'Tier', 'DataType'];

/**
 * Reads `ParameterFilters`: all filters must hold, each by any of its values. Tags are asked for by name.
 *
 * @throws AwsError InvalidFilterKey, InvalidFilterOption, InvalidFilterValue
 */
export function parameterFilters(
  filters: readonly ParameterStringFilter[],
  tagsOf: (name: string) => readonly { readonly Key: string; readonly Value: string }[],
): Test {
  const tests = filters.map(({ Key = '', Option, Values = [] }): Test => {
    if (Key.startsWith('tag:')) {
      const tag = Key.slice('tag:'.length);
      checkOption(Option ?? 'Equals', ['Equals']);
      return ({ name }) =>
        tagsOf(name).some((each) => each.Key === tag && (Values.length === 0 || Values.includes(each.Value)));
    }
    if (!keys.includes(Key))
      throw new AwsError(
        'InvalidFilterKey',
        `The following filter key is not valid: ${Key}. Valid filter keys include: [Path, Name, Type, KeyId, Tier].`,
      );
    if (Values.length === 0)
      throw new AwsError(
        'InvalidFilterValue',
        `The following filter values are missing : null for filter key ${Key}`,
      );
    if (Key === 'Path') return pathTest(Option ?? 'OneLevel', Values);
    const matches = textTest(Option ?? 'Equals', Key === 'Name');
    return (parameter) => Values.some((value) => matches(textOf(Key, parameter), value));
  });
  return (parameter) => tests.every((test) => test(parameter));
}

function pathTest(option: string, paths: readonly string[]): Test {
  checkOption(option, ['Recursive', 'OneLevel']);
  const prefixes = paths.map((path) => (path.endsWith('/') ? path : `${path}/`));
  return ({ name }) => prefixes.some((prefix) => isBelow(name, prefix, option === 'Recursive'));
}

/** Whether a parameter stands below a path that ends in a slash: right below it, or anywhere. */
export function isBelow(name: string, prefix: string, isRecursive: boolean): boolean {
  return name.startsWith(prefix) && (isRecursive || !name.slice(prefix.length).includes('/'));
}

function textTest(option: string, isName: boolean): (found: string, wanted: string) => boolean {
  checkOption(option, isName ? ['BeginsWith', 'Equals', 'Contains'] : ['Equals', 'BeginsWith']);
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
      return 'Standard';
  }
}

function checkOption(option: string, valid: readonly string[]): void {
  if (!valid.includes(option))
    throw new AwsError(
      'InvalidFilterOption',
      `The following filter option is not valid: ${option}. Valid options include: [${valid.join(', ')}].`,
    );
}
