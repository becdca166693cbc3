import { AwsError } from '../../aws/errors.ts';
import { constraintText } from '../../aws/validation.ts';
import { findOwnSecret } from './find-secret.ts';
import { invalid } from './limits.ts';
import { reviseSecret } from './secret/revise-secret.ts';
import type { Rotation } from './secret-store.ts';
import type { SecretsManagerOperations } from './secrets-manager-context.ts';
import { tokenOf } from './value/token.ts';

/** Settings of rotation are kept; a secret is never rotated, as there is no Lambda function to do it. */
export const rotationOperations = {
  RotateSecret: (context, input, scope) => {
    tokenOf(input.ClientRequestToken, 'InvalidParameterException');
    if (
      input.ExternalSecretRotationMetadata !== undefined ||
      input.ExternalSecretRotationRoleArn !== undefined
    )
      throw new AwsError('NotImplementedException', 'Drydock does not implement managed external secrets.');
    const rules = input.RotationRules;
    if (rules !== undefined) checkRules(rules);
    return context.state.transaction(() => {
      const secret = findOwnSecret(context, scope, input.SecretId);
      const lambdaArn = input.RotationLambdaARN || secret.document.rotation?.lambdaArn;
      if (lambdaArn === undefined) throw noFunction();
      if (input.RotateImmediately !== false)
        throw new AwsError(
          'NotImplementedException',
          'Drydock does not implement the rotation of a secret by a Lambda function. With RotateImmediately set to false it keeps the settings of rotation and rotates nothing.',
        );
      const rotation: Rotation = {
        enabled: true,
        lambdaArn,
        rules: rules ?? secret.document.rotation?.rules,
      };
      reviseSecret(context, scope, secret, { rotation });
      return { ARN: secret.arn, Name: secret.name };
    });
  },
  CancelRotateSecret: (context, input, scope) =>
    context.state.transaction(() => {
      const secret = findOwnSecret(context, scope, input.SecretId);
      const { rotation } = secret.document;
      if (rotation === undefined) throw noFunction();
      reviseSecret(context, scope, secret, { rotation: { ...rotation, enabled: false } });
      const pending = context.secrets
        .listVersions(secret)
        .find(({ stages }) => stages.includes('AWSPENDING') && !stages.includes('AWSCURRENT'));
      return { ARN: secret.arn, Name: secret.name, VersionId: pending?.versionId };
    }),
} satisfies SecretsManagerOperations;

function noFunction(): AwsError {
  return new AwsError(
    'InvalidRequestException',
    'No Lambda rotation function ARN is associated with this secret.',
  );
}

const mostDays = 1000;
const durationPattern = '[0-9h]+';
const schedulePattern = '[0-9A-Za-z\\(\\)#\\?\\*\\-\\/, ]+';

function checkRules({
  AutomaticallyAfterDays: days,
  Duration: duration,
  ScheduleExpression: schedule,
}: NonNullable<Rotation['rules']>): void {
  if (days !== undefined && (days < 1 || days > mostDays)) {
    const bound = days < 1 ? 'greater than or equal to 1' : `less than or equal to ${mostDays}`;
    const path = 'rotationRules.automaticallyAfterDays';
    throw invalid(constraintText(`'${days}'`, path, `have value ${bound}`));
  }
  checkPattern('rotationRules.duration', duration, durationPattern);
  checkPattern('rotationRules.scheduleExpression', schedule, schedulePattern);
  if (days !== undefined && schedule !== undefined)
    throw new AwsError(
      'InvalidParameterException',
      'RotationRules can have AutomaticallyAfterDays or ScheduleExpression, but not both.',
    );
  if (schedule !== undefined && !isSchedule(schedule))
    throw new AwsError('InvalidParameterException', `The ScheduleExpression ${schedule} is not valid.`);
  if (duration !== undefined && !/^([1-9]|1\d|2[0-4])h$/.test(duration))
    throw new AwsError('InvalidParameterException', `The Duration ${duration} is not valid.`);
}

function checkPattern(path: string, value: string | undefined, pattern: string): void {
  if (value !== undefined && !new RegExp(`^${pattern}$`).test(value))
    throw invalid(constraintText(`'${value}'`, path, `satisfy regular expression pattern: ${pattern}`));
}

const fewestHours = 4;
const cronFields = 6;

/** `rate(…)` in hours, from four, or days; `cron(…)` with its six fields, whose values are not looked at. */
function isSchedule(schedule: string): boolean {
  const [, count, unit] = /^rate\(([1-9]\d{0,2}) (hour|day)s?\)$/.exec(schedule) ?? [];
  if (count !== undefined) return unit === 'day' || Number(count) >= fewestHours;
  const [, fields] = /^cron\((.+)\)$/.exec(schedule) ?? [];
  return fields?.trim().split(/\s+/).length === cronFields;
}
