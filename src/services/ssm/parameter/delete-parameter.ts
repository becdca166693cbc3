import { checkNames, checkReference } from '../limits.ts';
import { type SsmOperations, ssmError } from '../ssm-context.ts';

export const deleteOperations = {
  DeleteParameter: (context, input, scope) => {
    checkReference(input.Name);
    const removed = context.state.transaction(() => context.parameters.remove(scope, input.Name));
    if (!removed) throw ssmError('ParameterNotFound', '');
    return {};
  },
  DeleteParameters: (context, input, scope) => {
    checkNames(input.Names);
    return context.state.transaction(() => {
      const removed = input.Names.filter((name) => context.parameters.remove(scope, name));
      return {
        DeletedParameters: removed,
        InvalidParameters: input.Names.filter((name) => !removed.includes(name)),
      };
    });
  },
} satisfies SsmOperations;
