/** What the session manager plugin compares features by; any agent of this age is treated alike for a shell. */
const agentVersion = '3.3.0.0';

/** The first message of a session: which kind of session the client is to start. */
export const handshakeRequest = {
  AgentVersion: agentVersion,
  RequestedClientActions: [
    { ActionType: 'SessionType', ActionParameters: { SessionType: 'InteractiveCommands', Properties: {} } },
  ],
};

/** The client's answer to every action that was asked of it, by which it says that it did them. */
export function handshakeResponse(clientVersion: string): object {
  const done = handshakeRequest.RequestedClientActions.map(({ ActionType }) => ({
    ActionType,
    ActionStatus: 1,
    ActionResult: null,
    Error: '',
  }));
  return { ClientVersion: clientVersion, ProcessedClientActions: done, Errors: null };
}

/** Why the client cannot take part, in its own words; undefined when it can. */
export function handshakeRefusal(payload: Buffer): string | undefined {
  try {
    const { Errors: errors }: { Errors?: unknown } = JSON.parse(payload.toString());
    return Array.isArray(errors) && errors.length > 0 ? errors.join('; ') : undefined;
  } catch {
    return 'The handshake response is not JSON.';
  }
}
