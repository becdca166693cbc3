import { checkTagCount, checkTags } from './check-tags.ts';
import { oneOf } from './limits.ts';
import type { ParameterScope } from './parameter/parameter-store.ts';
import { type SsmContext, type SsmOperations, ssmError } from './ssm-context.ts';

const resourceTypes = [
  'Document',
  'ManagedInstance',
  'MaintenanceWindow',
  'Parameter',
  'PatchBaseline',
  'OpsItem',
  'OpsMetadata',
  'Automation',
  'Association',
] as const;

export const tagOperations = {
  AddTagsToResource: (context, input, scope) => {
    checkTags(input.Tags);
    return context.state.transaction(() => {
      const name = taggedName(context, scope, input.ResourceType, input.ResourceId);
      for (const { Key, Value } of input.Tags) context.parameters.tag(scope, name, Key, Value);
      // What makes too many in all is not kept: the transaction ends here.
      checkTagCount(context.parameters.listTags(scope, name));
      return {};
    });
  },
  RemoveTagsFromResource: (context, input, scope) =>
    context.state.transaction(() => {
      const name = taggedName(context, scope, input.ResourceType, input.ResourceId);
      for (const key of input.TagKeys) context.parameters.untag(scope, name, key);
      return {};
    }),
  ListTagsForResource: (context, input, scope) => {
    const name = taggedName(context, scope, input.ResourceType, input.ResourceId);
    return { TagList: context.parameters.listTags(scope, name) };
  },
} satisfies SsmOperations;

/** Only parameters can be tagged: Drydock has no other resources of SSM. */
function taggedName(context: SsmContext, scope: ParameterScope, resourceType: string, name: string): string {
  if (oneOf(resourceType, 'resourceType', resourceTypes) !== 'Parameter')
    throw ssmError('InvalidResourceType', `Drydock knows no resources of type ${resourceType}.`);
  if (context.parameters.find(scope, name) === undefined)
    throw ssmError(
      'InvalidResourceId',
      "The resource ID isn't valid. Verify that you entered the correct ID and try again.",
    );
  return name;
}
