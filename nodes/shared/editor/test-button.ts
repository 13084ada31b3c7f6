/** The Test connection button of the config nodes: sends the form as it stands, so that it works before Deploy. */
import { openConnection } from './connection';
import { field, shared } from './form';

interface TestAnswer {
  ok: boolean;
  code?: string;
  message: string;
  hint?: string;
  facts?: Record<string, string>;
}

/** Seconds until the dialog stops waiting; the runtime stops earlier. */
const LIMIT = 30;

/** Expects a button `…-test` and an element `…-test-result` with role status in the form. */
export function prepareTestButton(node: EditorNode): void {
  const button = field(node, 'test');
  const result = field(node, 'test-result').hide();
  button.on('click', async () => {
    button.prop('disabled', true);
    result.empty().text(shared('test.running')).show();
    const answer = await ask(node);
    button.prop('disabled', false);
    show(node, result, answer);
  });
}

async function ask(node: EditorNode): Promise<TestAnswer> {
  try {
    return await $.ajax({
      url: `mplus-ecwid/${node.type}/test`,
      method: 'POST',
      contentType: 'application/json',
      data: JSON.stringify(openConnection(node)),
      timeout: LIMIT * 1000,
    });
  } catch {
    return { ok: false, message: shared('test.noAnswer') };
  }
}

function show(node: EditorNode, result: JQuery, answer: TestAnswer): void {
  const { type, _ } = node._def;
  const label = (fact: string) => {
    const key = `${type}.fact.${fact}`;
    const translated = _(key);
    return translated === key ? fact : translated;
  };
  const icon = answer.ok ? 'fa fa-check-circle' : 'fa fa-exclamation-triangle';
  const message = answer.code ? `${answer.message} (${answer.code})` : answer.message;
  result
    .empty()
    .append($('<p>').append($('<i>', { class: icon, 'aria-hidden': 'true' }), document.createTextNode(` ${message}`)));
  if (answer.hint) result.append($('<p>').text(answer.hint));
  const facts = Object.entries(answer.facts ?? {}).filter(([, value]) => value !== '');
  if (facts.length > 0)
    result.append($('<dl>').append(facts.flatMap(([fact, value]) => [$('<dt>').text(label(fact)), $('<dd>').text(value)])));
  result.show();
}
