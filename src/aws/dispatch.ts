import type { IncomingHttpHeaders } from 'node:http';
import { AwsError, notImplemented } from './errors.ts';
import { exceptionWireForm, operationSchemas } from './operation-schemas.ts';
import { jsonAnswer, jsonError } from './protocols/json-answer.ts';
import { queryAnswer, queryError } from './protocols/query-answer.ts';
import type { WireAnswer } from './protocols/wire-answer.ts';
import { readForm } from './read-form.ts';
import { readJson } from './read-json.ts';
import { type FindIssuedIdentity, readCredential, scopeOf } from './request-scope.ts';
import { serializationError } from './serialization-error.ts';
import type { SdkModule, ServiceDefinition, WireProtocol } from './service-definition.ts';

/** A request as far as dispatching it needs HTTP at all. */
export interface WireRequest {
  readonly headers: IncomingHttpHeaders;
  /** Path and query string. */
  readonly url: string;
  readonly body: string;
  readonly requestId: string;
}

/** What an unexpected failure is reported to, with the request that it struck. */
export type OnFailure = (
  error: unknown,
  request: { service: string; operation: string; requestId: string },
) => void;

/** Which service and operation a request means, and how its caller speaks. */
interface Call {
  readonly serviceName: string;
  readonly service: ServiceDefinition | undefined;
  readonly operation: string;
  readonly protocol: WireProtocol;
  readonly form: URLSearchParams;
}

/** Takes AWS requests to the operations of the services that it was given, and their answers back to the wire. */
export class Dispatcher {
  readonly #byScope = new Map<string, ServiceDefinition>();
  readonly #byTarget = new Map<string, ServiceDefinition>();
  readonly #byVersion = new Map<string, ServiceDefinition>();
  readonly #sdks = new Map<ServiceDefinition, SdkModule>();
  readonly #onFailure: OnFailure;
  readonly #findIssued: FindIssuedIdentity | undefined;

  constructor(services: readonly ServiceDefinition[], onFailure: OnFailure, findIssued?: FindIssuedIdentity) {
    this.#onFailure = onFailure;
    this.#findIssued = findIssued;
    for (const service of services) {
      this.#byScope.set(service.signingName, service);
      if (service.protocol.kind === 'json') this.#byTarget.set(service.protocol.targetPrefix, service);
      else this.#byVersion.set(service.protocol.apiVersion, service);
    }
  }

  /** Always resolves to an answer: AWS's error where the request or its handling failed. */
  async dispatch(request: WireRequest): Promise<WireAnswer> {
    const query = queryOf(request.url);
    const credential = readCredential(request.headers.authorization, query);
    const call = this.#identify(request, query, credential?.service);
    if (call === undefined) return unknownRequest(request.requestId);
    let sdk: SdkModule | undefined;
    try {
      if (call.service === undefined) throw notImplemented(call.serviceName, call.operation);
      sdk = this.#sdks.get(call.service) ?? (await this.#loadSdk(call.service));
      const schemas = operationSchemas(sdk, call.operation);
      if (schemas === undefined) throw unknownOperation(call);
      const handler = call.service.operations.get(call.operation);
      if (handler === undefined) throw notImplemented(call.serviceName, call.operation);
      const { service, operation } = call;
      const onMissing = (path: string): never => {
        throw service.missingMember(operation, path);
      };
      const input =
        call.protocol.kind === 'json'
          ? readJson(schemas.input, parseBody(request.body), '', onMissing)
          : readForm(schemas.input, call.form, call.protocol.kind, onMissing);
      const scope = scopeOf(credential, request.requestId, request.headers.host, this.#findIssued);
      const result = handler(input as never, scope);
      const output = result instanceof Promise ? await result : result;
      return call.protocol.kind === 'json'
        ? jsonAnswer(call.protocol.version, schemas.output, output)
        : queryAnswer({ ...envelopeOf(call.protocol, request), operation }, schemas.output, output);
    } catch (error) {
      return this.#failed(error, call, sdk, request);
    }
  }

  async #loadSdk(service: ServiceDefinition): Promise<SdkModule> {
    const sdk = await service.loadSdk();
    this.#sdks.set(service, sdk);
    return sdk;
  }

  #identify(request: WireRequest, query: URLSearchParams, scope: string | undefined): Call | undefined {
    const target = request.headers['x-amz-target'];
    if (typeof target === 'string') {
      const dot = target.lastIndexOf('.');
      const prefix = target.slice(0, Math.max(dot, 0));
      const service = this.#byTarget.get(prefix);
      return {
        serviceName: service?.signingName ?? scope ?? prefix,
        service,
        operation: target.slice(dot + 1),
        protocol: service?.protocol ?? { kind: 'json', targetPrefix: prefix, version: '1.1' },
        form: noFields,
      };
    }
    const form = new URLSearchParams([...query, ...bodyFields(request)]);
    const action = form.get('Action');
    if (action === null) return undefined;
    const version = form.get('Version') ?? '';
    const service = this.#queryService(scope, version);
    return {
      serviceName: service?.signingName ?? [scope, version].filter(Boolean).join(' '),
      service,
      operation: action,
      protocol: service?.protocol ?? { kind: 'query', apiVersion: version, xmlNamespace: '' },
      form,
    };
  }

  /**
   * The classic and the new load balancing share a signing name and are told apart by version. EC2's clients send
   * versions of many ages for one and the same service.
   */
  #queryService(scope: string | undefined, version: string): ServiceDefinition | undefined {
    const scoped = scope === undefined ? undefined : this.#byScope.get(scope);
    const isOtherVersion = scoped?.protocol.kind === 'query' && version !== '';
    return this.#byVersion.get(version) ?? (isOtherVersion ? undefined : scoped);
  }

  #failed(error: unknown, call: Call, sdk: SdkModule | undefined, request: WireRequest): WireAnswer {
    const known = error instanceof AwsError ? error : internalFailure();
    if (known !== error)
      this.#onFailure(error, {
        service: call.serviceName,
        operation: call.operation,
        requestId: request.requestId,
      });
    const wire = exceptionWireForm(sdk, known.code);
    const status = known.status ?? wire.status ?? 400;
    if (call.protocol.kind === 'json') return jsonError(call.protocol.version, known, status);
    return queryError(envelopeOf(call.protocol, request), wire.code, known.message, status);
  }
}

function envelopeOf(protocol: Exclude<WireProtocol, { kind: 'json' }>, request: WireRequest) {
  return { kind: protocol.kind, xmlNamespace: protocol.xmlNamespace, requestId: request.requestId };
}

function parseBody(body: string): unknown {
  if (body === '') return {};
  try {
    return JSON.parse(body);
  } catch {
    throw serializationError('The request body is not well-formed JSON');
  }
}

const noFields = new URLSearchParams();

function queryOf(url: string): URLSearchParams {
  const question = url.indexOf('?');
  return question < 0 ? noFields : new URLSearchParams(url.slice(question + 1));
}

function bodyFields({ headers, body }: WireRequest): URLSearchParams {
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '');
  return new URLSearchParams(isForm ? body : '');
}

function unknownOperation(call: Call): AwsError {
  if (call.protocol.kind === 'json')
    return new AwsError('UnknownOperationException', `The operation ${call.operation} is not known.`);
  if (call.protocol.kind === 'ec2-query')
    return new AwsError('InvalidAction', `The action ${call.operation} is not valid for this web service.`);
  return new AwsError(
    'InvalidAction',
    `Could not find operation ${call.operation} for version ${call.protocol.apiVersion}`,
  );
}

function internalFailure(): AwsError {
  return new AwsError(
    'InternalFailure',
    'The request processing has failed because of an internal error.',
    {},
    500,
  );
}

function unknownRequest(requestId: string): WireAnswer {
  return {
    status: 404,
    contentType: 'application/json',
    headers: {},
    body: JSON.stringify({
      message: 'This is not an AWS request: it names no operation by X-Amz-Target or Action.',
      requestId,
    }),
  };
}
