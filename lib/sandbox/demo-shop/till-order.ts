import type { EcwidSimulator } from '../ecwid';
import type { MplusSimulator } from '../mplus';
import type { Shop } from '../shop';

interface WebshopLine {
  sku: string;
  name: string;
  quantity: number;
  /** Currency units. */
  price: number;
}

/**
 * Books the webshop's order `already-in-till` in the till, as somebody typed it over: same number, goods only. It goes the way of
 * every other client, over SOAP, so that the till treats it like any order.
 */
export async function bookScenarioOrder(
  shop: Shop,
  mplus: MplusSimulator,
  ecwid: EcwidSimulator,
  access: URLSearchParams,
): Promise<void> {
  const place = shop.orders.findIndex((order) => order.scenario === 'already-in-till');
  // The webshop took the orders in the order of the list.
  const order = [...ecwid.state.orders.values()][place];
  const buyer = shop.orders[place].buyer.email?.toLowerCase();
  const relation = shop.relations.find(({ email }) => email?.toLowerCase() === buyer);
  const answer = await mplus.handle({
    method: 'POST',
    url: new URL(`http://127.0.0.1/?${access}`),
    headers: { 'content-type': 'text/xml; charset=utf-8' },
    body: createOrder(order.orderId, relation?.relationNumber ?? 1, order.items as unknown as WebshopLine[]),
  });
  if (!answer.body.includes('CREATE-ORDER-RESULT-OK'))
    throw new Error(`The till refused the order of the demo shop: ${answer.body}`);
}

function createOrder(extOrderId: string, relationNumber: number, items: WebshopLine[]): string {
  const lines = items.map(
    ({ sku, name, quantity, price }) =>
      `<line><articleNumber>${sku}</articleNumber><text>${escapeXml(name)}</text>` +
      `<data><quantity>${quantity}</quantity><decimalPlaces>0</decimalPlaces><price>${Math.round(price * 100)}</price></data></line>`,
  );
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    '<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Body>' +
    '<createOrder xmlns="urn:mplusqapi"><order><orderId></orderId>' +
    `<extOrderId>${extOrderId}</extOrderId><entryBranchNumber>1</entryBranchNumber><employeeNumber>1</employeeNumber>` +
    `<relationNumber>${relationNumber}</relationNumber><financialBranchNumber>1</financialBranchNumber>` +
    `<reference>Webshop ${extOrderId}</reference><vatMethod>VAT-METHOD-INCLUSIVE</vatMethod>` +
    `<lineList>${lines.join('')}</lineList></order></createOrder></SOAP-ENV:Body></SOAP-ENV:Envelope>`
  );
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
