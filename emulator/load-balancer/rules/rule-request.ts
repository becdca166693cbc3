/** Names and values in turn; asked for only where a rule looks at headers. */
export interface RequestFields {
  readonly raw: readonly string[];
}

/** What rules look at. */
export interface RuleRequest {
  readonly method: string;
  /** Without the port. */
  readonly host: string;
  /** Without the query. */
  readonly path: string;
  /** Without the `?`. */
  readonly query: string;
  readonly headers: RequestFields;
  /** The TCP peer. */
  readonly clientAddress: string;
}

/** A request as hundreds of conditions ask for it: what does not regard letter case is in lower case, and read once. */
export class AskedRequest {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly clientAddress: string;
  readonly #request: RuleRequest;
  #headers: Map<string, string[]> | undefined;
  #queryPairs: [string, string][] | undefined;

  constructor(request: RuleRequest) {
    this.method = request.method;
    this.host = request.host.toLowerCase();
    this.path = request.path;
    this.clientAddress = request.clientAddress;
    this.#request = request;
  }

  /** The values of a header, in lower case. */
  header(lowerCaseName: string): readonly string[] {
    this.#headers ??= headersOf(this.#request.headers.raw);
    return this.#headers.get(lowerCaseName) ?? [];
  }

  /** In lower case; a key alone has an empty value. */
  get queryPairs(): readonly (readonly [string, string])[] {
    this.#queryPairs ??= pairsOf(this.#request.query);
    return this.#queryPairs;
  }
}

function headersOf(rawHeaders: readonly string[]): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] ?? '').toLowerCase();
    const value = (rawHeaders[i + 1] ?? '').toLowerCase();
    const values = headers.get(name);
    if (values === undefined) headers.set(name, [value]);
    else values.push(value);
  }
  return headers;
}

function pairsOf(query: string): [string, string][] {
  if (query === '') return [];
  return query
    .toLowerCase()
    .split('&')
    .map((part) => {
      const equals = part.indexOf('=');
      return equals === -1 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)];
    });
}
