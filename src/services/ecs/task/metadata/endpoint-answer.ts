/** What the task metadata endpoint answers: the body is sent as JSON, a text as a JSON string. */
export interface EndpointAnswer {
  readonly status: number;
  readonly body: unknown;
}
