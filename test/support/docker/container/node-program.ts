import { nodePath } from '../../../../fixtures/node-files.ts';

/** What makes a container of the sample image run a Node.js program in place of the app. */
export function nodeProgram(source: string): { readonly entryPoint: string[]; readonly command: string[] } {
  return { entryPoint: [nodePath, '-e'], command: [source] };
}
