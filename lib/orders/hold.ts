import { HoldError } from '../errors';

const HINTS = {
  ORDER_MALFORMED: 'Read whole orders: the get node must not leave fields of money or items out.',
  ORDER_NO_LINES: 'Look at the order in the webshop; an order without items has nothing to book.',
  ORDER_QUANTITY: 'Correct the quantity of the item in the webshop, then release the order.',
  ORDER_LINE_NO_SKU: 'Give the product a SKU in the webshop and on this order, then release the order.',
  ORDER_CURRENCY: 'Book this order by hand and skip it, or set the currency of the data-mapper to that of the shop.',
  ORDER_UNKNOWN_COUNTRY: 'Correct the country of the address in the webshop, then release the order.',
  ORDER_TOTAL_DIFFERS: 'Look for a discount, fee or manual change in the webshop that the lines do not show.',
  ORDER_VAT_DIFFERS: 'Look at the taxes of the order in the webshop; a manual change does not recompute them.',
  ORDER_UNSUPPORTED: 'Book this order by hand and skip it, or change it in the webshop and release it.',
  ORDER_MAPPING_TOTAL: 'Correct the mapping; it has to carry every line, quantity and price over unchanged.',
  ORDER_TILL_TOTAL: 'Compare both orders; the till may have applied prices or rules of its own.',
  ORDER_TILL_VAT: 'Correct the row of the value table vatCodes or the VAT of the article, and the order in the till.',
  ORDER_CANCEL_DELIVERED: 'Credit the order in the till, or refund it in the webshop, then release it.',
  ORDER_CANCEL_CREDITED: 'Cancel the order in the till, credit the rest or take the credit back there, then skip the record.',
  ORDER_EDIT_DELIVERED: 'Correct the order in the till by hand, then skip the record.',
  ORDER_EDIT_REFUNDED: 'Book edit and refund in the till by hand, then skip the record.',
  ORDER_EDIT_VAT_COUNTRY: 'Correct the order in the till by hand, then skip the record.',
  ORDER_REFUND_AMOUNT: 'Look at the refunds of the order in the webshop and credit the order in the till by hand.',
  ORDER_REFUND_ARTICLE: 'Choose the article for refunds in the mplus-put node, deploy, then release the record.',
};

/** A held order: `Order 1042: the sentence.` with the hint that goes with the code. */
export function orderHold(id: string, code: keyof typeof HINTS, sentence: string, details?: unknown): HoldError {
  return new HoldError({ code, message: `Order ${id}: ${sentence}`, hint: HINTS[code], details });
}
