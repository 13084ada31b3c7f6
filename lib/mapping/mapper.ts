/** Turns a record into the shape of the other system: evaluates a JSONata expression over plain data and checks what comes out. */
import jsonata from 'jsonata';
import { HoldError, PackError } from '../errors';
import { type MappingTarget, schemaProblems } from './schemas';
import { missError, type TableDefinition, type TableMiss, tableView } from './value-table';

/** Evaluates with the engine of Node-RED; rejects with the engine's plain error objects. */
export type Evaluate = (expression: string, input: object) => Promise<unknown>;

export interface MapperOptions {
  expression: string;
  evaluate: Evaluate;
  /** Without one, any object will do. */
  target?: MappingTarget;
}

/** What an expression sees, beside the tables by name; absent parts are empty objects. */
export interface MappingInput {
  /** The record; for orders the sales order. */
  payload: unknown;
  relation?: unknown;
  links?: unknown;
  settings?: unknown;
  tables?: readonly TableDefinition[];
}

/** Node-RED's own test: with this word in it, even in a comment, an expression no longer sees `payload` (conventions 3.5). */
const USES_MSG = /(^|[^a-zA-Z0-9_'".])msg([^a-zA-Z0-9_'"]|$)/;

const SHOWN = 5;

export class Mapper {
  /** What is wrong with the expression itself, for the status of the node; `map` throws it. */
  readonly problem?: PackError;
  readonly #options: MapperOptions;

  constructor(options: MapperOptions) {
    this.#options = options;
    this.problem = expressionProblem(options.expression);
  }

  /**
   * The mapped record. Throws HoldError: `MAPPING_SYNTAX`, `MAPPING_USES_MSG`, `MAPPING_FAILED`, `MAPPING_EMPTY`, `MAPPING_INVALID`
   * (details: every path and problem), `VALUE_TABLE_MISS` or `VALUE_TABLE_UNKNOWN`.
   */
  async map(input: MappingInput): Promise<Record<string, unknown>> {
    const { result, misses } = await this.draft(input);
    if (misses.length > 0) throw missError(misses);
    return checked(result, this.#options.target);
  }

  /**
   * Whatever comes out, unchecked, and the values that tables did not know. Throws HoldError `MAPPING_SYNTAX`, `MAPPING_USES_MSG`,
   * `MAPPING_FAILED`, or what was missed when the failure came of that.
   */
  async draft(input: MappingInput): Promise<{ result: unknown; misses: readonly TableMiss[] }> {
    if (this.problem) throw this.problem;
    const { expression, evaluate } = this.#options;
    const { payload, relation = {}, links = {}, settings = {} } = input;
    const misses: TableMiss[] = [];
    const views = (input.tables ?? []).map((table) => [table.name, tableView(table, (miss) => misses.push(miss))] as const);
    try {
      return {
        result: await evaluate(expression, { payload, relation, links, settings, tables: Object.fromEntries(views) }),
        misses,
      };
    } catch (thrown) {
      throw misses.length > 0 ? missError(misses) : engineError(thrown);
    }
  }
}

function expressionProblem(expression: string): PackError | undefined {
  if (USES_MSG.test(expression)) {
    return new HoldError({
      code: 'MAPPING_USES_MSG',
      message: 'The mapping contains the word msg, which makes Node-RED hide payload, tables and settings from it.',
      hint: 'Write payload.x instead of msg.payload.x, and avoid the word in comments and texts.',
    });
  }
  try {
    jsonata(expression);
    return undefined;
  } catch (thrown) {
    return engineError(thrown);
  }
}

/** JSONata throws plain objects with code, position and token; codes of syntax errors start with S. */
function engineError(thrown: unknown): PackError {
  if (thrown instanceof PackError) return thrown;
  const { code, position, message } = thrown as { code?: unknown; position?: unknown; message?: unknown };
  const where = typeof position === 'number' ? ` at character ${position}` : '';
  const syntax = typeof code === 'string' && code.startsWith('S');
  return new HoldError({
    code: syntax ? 'MAPPING_SYNTAX' : 'MAPPING_FAILED',
    message: `The mapping ${syntax ? 'cannot be read' : 'failed'}${where}: ${String(message ?? thrown)}.`,
    hint: 'Open the mapping in the editor and try it there on a real record.',
    details: { code, position },
    cause: thrown,
  });
}

function checked(result: unknown, target: MappingTarget | undefined): Record<string, unknown> {
  const isObject = typeof result === 'object' && result !== null && !Array.isArray(result);
  if (result === undefined || result === null || (isObject && Object.keys(result).length === 0)) {
    throw new HoldError({
      code: 'MAPPING_EMPTY',
      message: 'The mapping gave no result.',
      hint: 'The paths of the mapping match nothing in this record; try it in the editor on a real record.',
    });
  }
  const problems = target ? schemaProblems(target, result) : [];
  if (isObject && problems.length === 0) return result as Record<string, unknown>;
  const lines =
    problems.length > 0 ? problems.map(({ path, problem }) => `${path} ${problem}`) : ['the result must be an object'];
  const more = lines.length > SHOWN ? `; and ${lines.length - SHOWN} more` : '';
  throw new HoldError({
    code: 'MAPPING_INVALID',
    message: `The mapped record does not fit ${target ?? 'the target'}: ${lines.slice(0, SHOWN).join('; ')}${more}.`,
    hint: 'Correct the mapping at these fields, then release the record.',
    details: problems,
  });
}
