import type { Filter } from '@aws-sdk/client-ec2';
import { AwsError } from '../../aws/errors.ts';
import { pageOf } from '../../aws/paging.ts';
import { type Filters, filtered } from './filters.ts';

const smallestPage = 5;
const largestPage = 1000;

/** What every Describe operation of EC2 may ask. */
interface DescribeInput {
  readonly DryRun?: boolean;
  readonly Filters?: readonly Filter[];
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

/** The resources that a Describe operation chooses from, and how they may be named. */
interface Choice<Resource> {
  readonly all: readonly Resource[];
  readonly ids: readonly string[] | undefined;
  /** The parameter that the ids came by, as EC2 names it in its errors. */
  readonly idsParameter: string;
  readonly filters: Filters<Resource>;
  notFound(id: string): AwsError;
}

/**
 * The page of resources that a Describe operation asks for by ids, filters and page size.
 *
 * @throws AwsError `DryRunOperation` where only leave was asked; the resource's own error for an id that does not
 *   exist; `InvalidParameterValue` for an unknown filter or too small a page
 */
export function selected<Resource extends { readonly id: string }>(
  input: DescribeInput,
  { all, ids = [], idsParameter, filters, notFound }: Choice<Resource>,
) {
  refuseDryRun(input);
  const { MaxResults: size, NextToken: nextToken } = input;
  if (size !== undefined && ids.length > 0)
    throw new AwsError(
      'InvalidParameterCombination',
      `The parameter ${idsParameter} cannot be used with the parameter maxResults`,
    );
  if (size !== undefined && size < smallestPage)
    throw new AwsError(
      'InvalidParameterValue',
      `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value greater than ${smallestPage}.`,
    );
  const missing = ids.find((id) => !all.some((resource) => resource.id === id));
  if (missing !== undefined) throw notFound(missing);
  const named = ids.length === 0 ? all : all.filter(({ id }) => ids.includes(id));
  return pageOf(
    filtered(named, filters, input.Filters),
    ({ id }) => id,
    { nextToken: nextToken || undefined, maxResults: Math.min(size ?? largestPage, largestPage) },
    () => new AwsError('InvalidNextToken', 'The specified NextToken is not valid.'),
  );
}

function refuseDryRun({ DryRun: isDryRun }: DescribeInput): void {
  if (isDryRun === true)
    throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', {}, 412);
}
