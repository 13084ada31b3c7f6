import type { Node, NodeAPI, NodeDef } from 'node-red';
import { configNode, type EcwidConfigNode, isSandbox, type MplusConfigNode, skuRuleOf } from '../shared/config-nodes';
import { text } from '../shared/fields';
import { evaluator } from '../shared/jsonata';
import { onRecord } from '../shared/record';
import { Status } from '../shared/status';
import { StockCalculation, type StockRecord } from '../shared/stock-calculation';

type Definition = NodeDef & Record<string, unknown>;

interface StockCalculatorNode extends Node {
  /** What the editor explains the formulas with. */
  last?: StockRecord;
}

export = (RED: NodeAPI): void => {
  function StockCalculator(this: StockCalculatorNode, definition: Definition) {
    RED.nodes.createNode(this, definition);
    const status = new Status(this, () => isSandbox(RED, definition.mplus));
    const calculation = new StockCalculation(definition, skuRuleOf(RED, definition.rule, definition.mplus), evaluator(RED, this));
    let count = 0;

    onRecord(RED, this, {
      status,
      work: async (msg) => {
        const till = await configNode<MplusConfigNode>(RED, definition.mplus, 'MplusKASSA connection').client();
        const shop =
          text(definition.ecwid) === ''
            ? undefined
            : await configNode<EcwidConfigNode>(RED, definition.ecwid, 'Ecwid connection').client();
        const { record, stock } = await calculation.run(msg.payload, { till, shop });
        this.last = record;
        count += 1;
        if (!stock) {
          const outcome = { state: 'skipped', reason: 'DAY_STOCK', message: 'The article has a stock for the day.' } as const;
          return { send: [null], outcome, status: `${count} done, last left out`, step: outcome };
        }
        msg.payload = stock;
        msg.topic = 'stock';
        return { send: msg, status: `${count} done, last ${stock.sku}: ${stock.quantity ?? 'unlimited'}`, step: stock };
      },
    });
  }
  RED.nodes.registerType('stock-calculator', StockCalculator);

  // Null until a record has come through; a node that is not deployed yet has none either.
  RED.httpAdmin.get(
    '/mplus-ecwid/stock-calculator/:id/last',
    RED.auth.needsPermission('stock-calculator.read'),
    (request, response) => {
      const node = RED.nodes.getNode(String(request.params.id)) as StockCalculatorNode | null;
      response.json((node?.type === 'stock-calculator' && node.last) || null);
    },
  );
};
