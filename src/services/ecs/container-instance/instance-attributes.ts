import type { Attribute } from '@aws-sdk/client-ecs';
import { invalidParameter } from '../errors.ts';
import type { InstanceAttribute } from './container-instance.ts';

const mostCustom = 10;

/** AWS's rules of names and values: API reference, Attribute. @throws AwsError */
export function checkAttribute({ name = '', value }: Attribute): InstanceAttribute {
  if (!/^[A-Za-z0-9\-_/\\.]{1,128}$/.test(name))
    throw invalidParameter(
      'The name of an attribute must be 1 to 128 letters, numbers, hyphens, underscores, slashes, back slashes and periods.',
    );
  if (value === undefined) return { name };
  if (!/^(?! )[A-Za-z0-9\-_.@/\\: ]{1,128}(?<! )$/.test(value))
    throw invalidParameter(
      'The value of an attribute must be 1 to 128 letters, numbers, hyphens, underscores, periods, at signs, slashes, back slashes, colons and spaces, and cannot start or end with a space.',
    );
  return { name, value };
}

/** Whether it is one of those that ECS and its agent give; others are custom. */
export function isBuiltIn({ name }: Pick<InstanceAttribute, 'name'>): boolean {
  return /^(com\.amazonaws\.)?ecs\./.test(name);
}

/** What AWS says of more custom attributes than an instance can have; undefined where there are not too many. */
export function tooManyCustom(attributes: readonly InstanceAttribute[]): string | undefined {
  return attributes.filter((each) => !isBuiltIn(each)).length > mostCustom
    ? `You can apply up to ${mostCustom} custom attributes for each resource.`
    : undefined;
}

/** An attribute that is there gets the new value; others are added. */
export function withAttributes(
  existing: readonly InstanceAttribute[],
  given: readonly InstanceAttribute[],
): InstanceAttribute[] {
  const byName = new Map([...existing, ...given].map((each) => [each.name, each]));
  return [...byName.values()];
}
