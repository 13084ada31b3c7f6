/** What the mapping in an open form makes of the last record, or of a sample; evaluated here, since only the runtime has the engine. */
import type { NodeAPI } from 'node-red';
import { asPackError, type PackError } from '../../lib/errors';
import { defaultMapping } from '../../lib/mapping/defaults';
import { Mapper } from '../../lib/mapping/mapper';
import { pathsOf, type SourcePath, type TargetField, unmappedFields } from '../../lib/mapping/paths';
import { type SchemaProblem, schemaProblems, targetFields } from '../../lib/mapping/schemas';
import type { TableMiss } from '../../lib/mapping/value-table';
import type { MplusConfigNode } from '../shared/config-nodes';
import { text } from '../shared/fields';
import { draftEvaluator } from '../shared/jsonata';
import { tablesOf } from '../shared/tables';
import { lastOf } from './last';
import { readOptions, readSource } from './options';
import { sampleOf } from './samples';

/** ms a mapping may take while a person types. */
const LIMIT = 2000;

interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

export interface Preview {
  /** The last record of this node, or one of the demo shop. */
  readonly origin: 'record' | 'sample';
  /** What the mapping sees. */
  readonly input?: Readonly<Record<string, unknown>>;
  /** What it makes of it, checked or not. */
  readonly result?: unknown;
  /** Why there is no result, or why the record would be held all the same. */
  readonly error?: Refusal;
  readonly problems: readonly SchemaProblem[];
  /** Values that tables do not know. */
  readonly misses: readonly Pick<TableMiss, 'table' | 'value'>[];
  /** Fields of the target that get no value. */
  readonly unmapped: readonly TargetField[];
  /** What can be written in the mapping. */
  readonly paths: readonly SourcePath[];
  readonly fields: readonly TargetField[];
}

type Form = Readonly<Record<string, unknown>>;

function refusal({ code, message, hint }: PackError): Refusal {
  return { code, message, hint };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The preview of a form. Never throws: what is wrong is part of the answer. */
export async function previewOf(RED: NodeAPI, form: Form): Promise<Preview> {
  const options = readOptions(form);
  const { from, to } = options;
  const last = lastOf(text(form.id), from);
  const fields = targetFields(to);
  const empty: Preview = { origin: last ? 'record' : 'sample', problems: [], misses: [], unmapped: [], paths: [], fields };
  let shown: Preview = empty;
  try {
    const connection = RED.nodes.getNode(text(form.mplus)) as MplusConfigNode | null;
    const tables = tablesOf(RED, text(form.z));
    const { subject, input } = readSource(options, last ?? (await sampleOf(from)), connection?.settings, tables);
    const rows = tables.map(({ name, rows }) => [name, Object.fromEntries(rows.map((row) => [row.from, row.to]))]);
    shown = {
      ...empty,
      input: { ...input, tables: Object.fromEntries(rows) },
      paths: pathsOf({ ...input, tables: tableNames(tables) }),
    };
    const expression = text(form.mapping) || defaultMapping(from, to);
    const mapper = new Mapper({ expression, evaluate: draftEvaluator(RED, LIMIT) });
    const { result, misses } = await mapper.draft(input);
    const problems = schemaProblems(to, result);
    shown = { ...shown, result, problems, misses, unmapped: unmappedFields(fields, result) };
    if (misses.length === 0 && problems.length === 0 && isObject(result)) {
      subject.check?.(result);
      subject.expected?.(result);
    }
    return shown;
  } catch (thrown) {
    return { ...shown, error: refusal(asPackError(thrown, 'MAPPING_FAILED')) };
  }
}

/** As places to look things up in; their rows are data. */
function tableNames(tables: readonly { name: string }[]): Record<string, string> {
  return Object.fromEntries(tables.map(({ name }) => [name, '']));
}

export function servePreview(RED: NodeAPI): void {
  RED.httpAdmin.post(
    '/mplus-ecwid/data-mapper/preview',
    RED.auth.needsPermission('data-mapper.read'),
    async (request, response) => {
      // Records hold personal data.
      response.set('Cache-Control', 'no-store');
      try {
        response.json(await previewOf(RED, (request.body ?? {}) as Form));
      } catch (thrown) {
        RED.log.error(thrown instanceof Error ? thrown.stack : thrown);
        response.sendStatus(500);
      }
    },
  );
}
