import { requestId } from './fake-dispatcher.ts';

/** An error as awsJson answers it. */
export function jsonError(status: number, code: string, message: string, members: object = {}) {
  return {
    status,
    contentType: 'application/x-amz-json-1.1',
    headers: { 'x-amzn-errortype': code },
    body: JSON.stringify({ __type: code, message, Message: message, ...members }),
  };
}

/** An error as Query answers it. */
export function queryError(
  status: number,
  type: string,
  code: string,
  message: string,
  namespace = 'http://things/',
) {
  return {
    status,
    contentType: 'text/xml',
    headers: {},
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<ErrorResponse xmlns="${namespace}"><Error><Type>${type}</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
  };
}

/** An error as EC2 Query answers it. */
export function ec2Error(status: number, code: string, message: string) {
  return {
    status,
    contentType: 'text/xml',
    headers: {},
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>${requestId}</RequestID></Response>`,
  };
}

/** What is said of a failure that nobody expected. */
export const internal = 'The request processing has failed because of an internal error.';
