import { XmlCodec } from '@aws-sdk/core/protocols';
import { XmlNode, XmlText } from '@aws-sdk/xml-builder';
import type { NormalizedSchema } from '@smithy/core/schema';
import type { WireAnswer } from './wire-answer.ts';

/** What the XML of a Query or EC2 Query answer is wrapped in. */
export interface XmlEnvelope {
  readonly kind: 'query' | 'ec2-query';
  readonly operation: string;
  readonly xmlNamespace: string;
  readonly requestId: string;
}

const contentType = 'text/xml';

/** An operation's output in AWS Query or EC2 Query. An empty list is written as an empty element, as AWS does. */
export function queryAnswer(envelope: XmlEnvelope, output: NormalizedSchema, value: object): WireAnswer {
  const { operation, xmlNamespace, requestId, kind } = envelope;
  const members = output.isUnitSchema() ? '' : membersXml(output, value);
  const inner =
    kind === 'ec2-query'
      ? `<requestId>${requestId}</requestId>${members}`
      : `<${operation}Result>${members}</${operation}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  return {
    status: 200,
    contentType,
    headers: {},
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<${operation}Response xmlns="${xmlNamespace}">${inner}</${operation}Response>`,
  };
}

function membersXml(output: NormalizedSchema, value: object): string {
  // The codec knows no time format for Query by itself: 5 is smithy's date-time (ISO 8601).
  const codec = new XmlCodec({
    timestampFormat: { useTrait: true, default: 5 },
    xmlNamespace: '',
    serviceNamespace: '',
  });
  const serializer = codec.createSerializer();
  serializer.write(output, value);
  const xml = serializer.flush().toString();
  const start = xml.indexOf('>');
  return xml.at(start - 1) === '/' ? '' : xml.slice(start + 1, xml.lastIndexOf('</'));
}

/** An error in AWS Query or EC2 Query; the two disagree even on how to spell the request id. */
export function queryError(
  envelope: Omit<XmlEnvelope, 'operation'>,
  code: string,
  message: string,
  status: number,
): WireAnswer {
  const error = XmlNode.of('Error');
  if (envelope.kind === 'query') error.addChildNode(textNode('Type', status >= 500 ? 'Receiver' : 'Sender'));
  error.addChildNode(textNode('Code', code)).addChildNode(textNode('Message', message));
  const id = envelope.requestId;
  const body =
    envelope.kind === 'ec2-query'
      ? `<Response><Errors>${error}</Errors><RequestID>${id}</RequestID></Response>`
      : `<ErrorResponse xmlns="${envelope.xmlNamespace}">${error}<RequestId>${id}</RequestId></ErrorResponse>`;
  return { status, contentType, headers: {}, body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}` };
}

function textNode(name: string, text: string): XmlNode {
  return XmlNode.of(name).addChildNode(new XmlText(text));
}
