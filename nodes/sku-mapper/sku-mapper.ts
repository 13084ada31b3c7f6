import type { Node, NodeAPI, NodeDef } from 'node-red';
import { HoldError } from '../../lib/errors';
import { matchSkus } from '../../lib/sku/rules';
import { ArticleCache } from '../shared/article-cache';
import { configNode, type EcwidConfigNode, isSandbox, type MplusConfigNode, skuRuleOf } from '../shared/config-nodes';
import { number, oneOf } from '../shared/fields';
import { type Message, onRecord, outcomeOf, type Work } from '../shared/record';
import { Status } from '../shared/status';
import { linkReport, printed } from './link-report';

type Definition = NodeDef & Record<string, unknown>;

/** The SKUs of a record with lines, as the shop wrote them. */
function skusOf(payload: unknown): unknown[] {
  const items = (payload as { items?: unknown } | null)?.items;
  return Array.isArray(items) ? items.map((item) => (item as { sku?: unknown } | null)?.sku) : [];
}

export = (RED: NodeAPI): void => {
  function SkuMapper(this: Node, definition: Definition) {
    RED.nodes.createNode(this, definition);
    const status = new Status(this, () => isSandbox(RED, definition.mplus));
    const till = () => configNode<MplusConfigNode>(RED, definition.mplus, 'MplusKASSA connection');
    const shop = () => configNode<EcwidConfigNode>(RED, definition.ecwid, 'Ecwid connection');
    const rule = skuRuleOf(RED, definition.rule, definition.mplus);
    const cache = new ArticleCache(rule, number(definition.cacheMinutes, 10) * 60_000);

    async function match(msg: Message): Promise<Work> {
      const client = await till().client();
      const skus = skusOf(msg.payload);
      const found = await cache.find(client, skus);
      const { matched, unmatched } = matchSkus(skus, found, rule);
      msg.links = { ...msg.links, articles: matched };
      const step = { matched, unmatched };
      if (unmatched.length === 0) return { send: [msg, null], status: `${skus.length} matched`, step };
      const [first] = unmatched;
      const error = new HoldError({
        code: first.reason,
        message: unmatched.map((line) => line.text).join(' '),
        details: unmatched,
      });
      return { send: [null, { ...msg, unmatched }], outcome: outcomeOf(error), status: `${unmatched.length} unmatched`, step };
    }

    async function report(msg: Message): Promise<Work> {
      const [tillClient, shopClient] = [await till().client(), await shop().client()];
      const found = await linkReport(tillClient, shopClient, rule, (read) => status.working(`${read} read`));
      const { problems, ...summary } = found;
      return {
        send: [{ ...msg, payload: found, ...printed(found) }, problems.length > 0 ? { ...msg, payload: problems } : null],
        status: `${found.matched} matched, ${problems.length} problems`,
        step: summary,
      };
    }

    onRecord(RED, this, { status, work: oneOf(definition.task, ['match', 'report']) === 'report' ? report : match });
  }
  RED.nodes.registerType('sku-mapper', SkuMapper);
};
