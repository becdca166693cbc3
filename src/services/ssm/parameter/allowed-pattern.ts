import { createContext, Script } from 'node:vm';
import { ssmError } from '../ssm-context.ts';

const longestMatchMs = 500;

/**
 * Checks a value against the regular expression that its parameter allows. The whole value must match.
 *
 * @throws AwsError InvalidAllowedPatternException, ParameterPatternMismatchException
 */
export function checkAllowedPattern(pattern: string, value: string): void {
  if (!isRegularExpression(pattern)) throw invalidPattern();
  if (matches(pattern, value)) return;
  throw ssmError(
    'ParameterPatternMismatchException',
    `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
  );
}

function isRegularExpression(pattern: string): boolean {
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}

/** A pattern may look around, so it is run by backtracking; a script of its own can be stopped where that explodes. */
function matches(pattern: string, value: string): boolean {
  const script = new Script('new RegExp(whole).test(value)');
  try {
    return (
      script.runInContext(createContext({ whole: `^(?:${pattern})$`, value }), {
        timeout: longestMatchMs,
      }) === true
    );
  } catch {
    throw invalidPattern();
  }
}

function invalidPattern() {
  return ssmError(
    'InvalidAllowedPatternException',
    "The request doesn't meet the regular expression requirement.",
  );
}
