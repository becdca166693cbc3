import type { Scale } from '@aws-sdk/client-ecs';
import { invalidParameter } from '../errors.ts';
import { checkOneOf } from '../one-of.ts';

/** The percentage that a scale asks for. @throws AwsError for what is none */
export function scalePercent(scale: Scale | undefined): number | undefined {
  if (scale === undefined) return undefined;
  checkOneOf('Scale unit', scale.unit, ['PERCENT']);
  const { value = 0 } = scale;
  if (!(value >= 0 && value <= 100)) throw invalidParameter('Scale value must be between 0 and 100.');
  return value;
}
