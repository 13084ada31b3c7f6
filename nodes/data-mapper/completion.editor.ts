/** Completion in Node-RED's expression editor: the paths a mapping can read and the fields it can fill, while its dialog is open. */
import type { SourcePath, TargetField } from '../../lib/mapping/paths';

interface Completion {
  readonly paths: readonly SourcePath[];
  readonly fields: readonly TargetField[];
}

interface Position {
  lineNumber: number;
  column: number;
}

interface Model {
  getLineContent(line: number): string;
}

/** The parts of Monaco that are used; it is absent when Node-RED is set to its other text editor. */
interface Monaco {
  languages: {
    CompletionItemKind: { Variable: number; Field: number };
    registerCompletionItemProvider(
      language: string,
      provider: {
        triggerCharacters: string[];
        provideCompletionItems(model: Model, position: Position): { suggestions: object[] };
      },
    ): void;
  };
}

/** What is offered now; the editor knows one provider for all expressions. */
let offered: Completion = { paths: [], fields: [] };
let registered = false;

/** The last step of a target path: what stands in quotes in an expression. */
const nameOf = (path: string): string => path.split('.').at(-1)?.replace(/\[\]$/, '') ?? '';

/** What fits at a place of a line. Pure. */
export function completionsAt(
  before: string,
  { paths, fields }: Completion,
): { label: string; insert: string; note: string; typed: string }[] {
  const typed = /[\w.$]*$/.exec(before)?.[0] ?? '';
  const inQuotes = before.slice(0, before.length - typed.length).endsWith('"');
  if (inQuotes) {
    const names = new Map(fields.map(({ path, description }) => [nameOf(path), { path, description }]));
    return [...names].map(([name, { path, description }]) => ({
      label: name,
      insert: name,
      note: `${path}: ${description}`,
      typed,
    }));
  }
  return paths.map(({ path, example }) => ({ label: path, insert: path, note: example, typed }));
}

export function offerCompletion(completion: Completion): void {
  offered = completion;
  const { monaco } = window as unknown as { monaco?: Monaco };
  if (registered || !monaco) return;
  registered = true;
  const { Field, Variable } = monaco.languages.CompletionItemKind;
  monaco.languages.registerCompletionItemProvider('jsonata', {
    triggerCharacters: ['.', '"'],
    provideCompletionItems(model, { lineNumber, column }) {
      const before = model.getLineContent(lineNumber).slice(0, column - 1);
      const inQuotes = /"[\w.$]*$/.test(before);
      const suggestions = completionsAt(before, offered).map(({ label, insert, note, typed }) => ({
        label,
        insertText: insert,
        detail: note,
        kind: inQuotes ? Field : Variable,
        range: { startLineNumber: lineNumber, endLineNumber: lineNumber, startColumn: column - typed.length, endColumn: column },
      }));
      return { suggestions };
    },
  });
}

/** The dialog is closed: other expressions have other paths. */
export function withdrawCompletion(): void {
  offered = { paths: [], fields: [] };
}
