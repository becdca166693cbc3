import { PutParameterCommand, type PutParameterCommandInput, type SSMClient } from '@aws-sdk/client-ssm';
import { bodyOf } from '../body-of.ts';

/** Puts a parameter: a String unless `settings` say otherwise. */
export function putParameter(
  ssm: SSMClient,
  Name: string,
  Value: string,
  settings: Partial<PutParameterCommandInput> = {},
) {
  return bodyOf(ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', ...settings })));
}
