/** What a person does about a reason: events of the ledger carry no hint. */

/** By code; the codes of one family share the hint of the longest beginning that fits. */
const HINTS: Record<string, string> = {
  ABANDONED: 'Nothing to do: it is delivered again.',
  LEASE_EXPIRED: 'Check that the flow ends in a node that finishes the record, and that no node waits for ever.',
  SKU_: 'Create the article in the till or correct the SKU in the shop, then release the record.',
  VALUE_TABLE_: 'Add the row to the value table and deploy; the records that wait for it go on by themselves.',
  MAPPING_: 'Correct the mapping, then release all records with this reason.',
  CUSTOMER_: 'Correct the customer in the shop or the till, or set a default debtor, then release the record.',
  ORDER_: 'Compare the order with the shop, correct what differs, then release the record or enter it by hand.',
  ORDER_MAPPING_TOTAL: 'Correct the mapping, then release all records with this reason.',
  ORDER_TILL_TOTAL: 'The order is in the till with another total: correct it there, then skip the record.',
  MPLUS_: 'Look at the till and its connection; if the record itself is refused, correct and release it.',
  MPLUS_ANSWER_LOST: 'Nothing to do: the till is asked before anything is written again.',
  MPLUS_AUTH: 'Check ident and secret of the MplusKASSA connection with your dealer.',
  MPLUS_CONFIG: 'Correct the MplusKASSA connection and deploy again.',
  MPLUS_FAULT_CLIENT: 'Correct the record or the mapping, then release the record.',
  MPLUS_FAULT_SERVER: 'Nothing to do at first: it is tried again. If it lasts, call your MplusKASSA dealer.',
  MPLUS_HTTP: 'Check that host and port are those of the MplusKASSA API and that the service is up.',
  MPLUS_PAYMENT_FAILED: 'Look at the payment of the order in the till; the order itself is there.',
  MPLUS_REQUEST: 'Correct the mapping or the record, then release the record.',
  MPLUS_RESULT: 'Correct the record, or what it refers to in the till, then release it.',
  MPLUS_TLS: 'Check the host name, the certificate of the server and the clock of this machine.',
  MPLUS_UNREACHABLE: 'Check host, port and network, and whether the till service is up.',
  ECWID_: 'Look at the store and its connection; if the record itself is refused, correct and release it.',
  ECWID_ANSWER_LOST: 'Nothing to do: the store is asked before anything is written again.',
  ECWID_AUTH: 'Check the token of the Ecwid connection.',
  ECWID_CONFIG: 'Correct the Ecwid connection and deploy again.',
  ECWID_RATE_LIMIT: 'Nothing to do: it goes on by itself. If it lasts, lower the requests per minute.',
  ECWID_REFUSED: 'Correct the record or its mapping, then release the record.',
  ECWID_SCOPE: 'Give the token of the Ecwid connection the missing access scope.',
  ECWID_UNREACHABLE: 'Check the network of this machine.',
  STOCK_: 'Correct the stock in the till or the settings of the stock-calculator, then release the record.',
  STOCK_BASE_UNUSED: 'Give the SKU to the variation it means, then release the record.',
  STOCK_PLACE_GONE: 'Nothing to do: it is looked for anew.',
  STOCK_SKU_AMBIGUOUS: 'Leave the SKU on one product of the shop, then release the record.',
  LEDGER_: 'Look at the ledger: its file or database, and the disk.',
  NO_CONFIG: 'Open the node that failed and choose its connection, then deploy.',
};

export function hintFor(reason: string, otherwise: string): string {
  const families = Object.keys(HINTS).filter((start) => (start.endsWith('_') ? reason.startsWith(start) : reason === start));
  const [best] = families.sort((one, other) => other.length - one.length);
  return best === undefined ? otherwise : HINTS[best];
}
