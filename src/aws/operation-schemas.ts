import { NormalizedSchema } from '@smithy/core/schema';
import type { SdkModule } from './service-definition.ts';

/** The schemas by which one operation's request is read and its answer written. */
export interface OperationSchemas {
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
}

// A static operation schema is [9, namespace, name, traits, input, output]; see `@smithy/types`.
const operationSchemaKind = 9;

/** Looks an operation up in the SDK's own list; undefined means that AWS has no such operation. */
export function operationSchemas(sdk: SdkModule, operation: string): OperationSchemas | undefined {
  const schema = sdk[`${operation}$`];
  if (!Array.isArray(schema) || schema[0] !== operationSchemaKind) return undefined;
  return { input: NormalizedSchema.of(schema[4]), output: NormalizedSchema.of(schema[5]) };
}

/** Every operation that the SDK knows, sorted: what the support matrix compares our tables with. */
export function operationNames(sdk: SdkModule): string[] {
  return Object.keys(sdk)
    .filter((key) => key.endsWith('$') && operationSchemas(sdk, key.slice(0, -1)) !== undefined)
    .map((key) => key.slice(0, -1))
    .sort();
}

/** An exception's wire form: EC2 and Query services shorten the shape's name, and set a status. */
export function exceptionWireForm(
  sdk: SdkModule | undefined,
  code: string,
): { readonly code: string; readonly status?: number } {
  const schema = sdk?.[`${code}$`];
  if (!Array.isArray(schema)) return { code };
  const traits: Readonly<Record<string, unknown>> = {
    ...NormalizedSchema.of(schemaRef(schema)).getMergedTraits(),
  };
  const query = traits.awsQueryError;
  if (Array.isArray(query) && typeof query[0] === 'string' && typeof query[1] === 'number')
    return { code: query[0], status: query[1] };
  return typeof traits.httpError === 'number' ? { code, status: traits.httpError } : { code };
}

type SchemaRef = Parameters<typeof NormalizedSchema.of>[0];

function schemaRef(schema: readonly unknown[]): SchemaRef {
  return () => schema as never;
}
