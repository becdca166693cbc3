/** The head of an answer as it is to leave. */
export interface OutgoingAnswer {
  readonly status: number;
  readonly reason: string;
  /** Header lines with their CRLF, without what is added here. */
  readonly headers: string;
  /** Whether nobody has said how long the body is. */
  readonly unsized: boolean;
  /** Where the headers have none: the date, as headers say it. */
  readonly date: string | undefined;
}

/** The head of an answer as it goes to the client. */
export function answerText(
  { status, reason, headers, date }: OutgoingAnswer,
  keepAlive: boolean,
  chunked: boolean,
): string {
  let text = `HTTP/1.1 ${status} ${reason}\r\n${headers}`;
  if (date !== undefined) text += `Date: ${date}\r\n`;
  text += keepAlive ? 'Connection: keep-alive\r\n' : 'Connection: close\r\n';
  return chunked ? `${text}Transfer-Encoding: chunked\r\n\r\n` : `${text}\r\n`;
}

let second = 0;
let secondText = '';

/** A time as headers say it; made once a second. */
export function httpDate(nowMs: number): string {
  const now = Math.floor(nowMs / 1000);
  if (now !== second || secondText === '') {
    second = now;
    secondText = new Date(nowMs).toUTCString();
  }
  return secondText;
}
