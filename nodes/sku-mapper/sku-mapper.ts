import type { Node, NodeAPI, NodeDef } from 'node-red';
import { HoldError } from '../../lib/errors';
import { matchSkus, type SkuRule } from '../../lib/sku/rules';
import { configNode, isSandbox, type MplusConfigNode } from '../shared/config-nodes';
import { number, oneOf } from '../shared/fields';
import { onRecord, outcomeOf } from '../shared/record';
import { Status } from '../shared/status';
import { ArticleCache } from './article-cache';

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
    const rule = oneOf<SkuRule>(definition.rule, ['articleNumber', 'pluNumber']);
    const cache = new ArticleCache(rule, number(definition.cacheMinutes, 10) * 60_000);

    onRecord(RED, this, {
      status,
      work: async (msg) => {
        const client = await configNode<MplusConfigNode>(RED, definition.mplus, 'MplusKASSA connection').client();
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
      },
    });
  }
  RED.nodes.registerType('sku-mapper', SkuMapper);
};
