import { invalidParameter } from './errors.ts';

/** How many results a page holds. @throws AwsError where more or fewer are asked for than AWS allows */
export function pageSize(asked: number | undefined, usual: number, most: number): number {
  if (asked === undefined) return usual;
  if (!Number.isInteger(asked) || asked < 1 || asked > most)
    throw invalidParameter(`maxResults must be between 1 and ${most}.`);
  return asked;
}
