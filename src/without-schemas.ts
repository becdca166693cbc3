function noSchemas(): never {
  throw new Error('no route has a schema');
}

/**
 * Fastify's setting for applications whose routes have no schemas. Its own compilers, never used here, would take a tenth
 * of the start.
 */
export const withoutSchemas = {
  compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas },
};
