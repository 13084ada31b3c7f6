/** What value tables say about a relation by its country; the till has no fields for revenue account and tax code (reference 5). */
import { missError, type TableDefinition, type TableMiss, tableView } from '../mapping/value-table';

type MplusRecord = Record<string, unknown>;

/** Table → custom field of the relation. */
const CUSTOM_FIELDS: Readonly<Record<string, string>> = { revenueAccounts: 'revenueAccount', taxCodes: 'taxCode' };
/** Table of the VAT method that new documents of the relation get. */
const VAT_METHODS = 'vatMethods';

/** Fields for a relation of that country; tables the flow does not have give none. Throws HoldError `VALUE_TABLE_MISS`. */
export function fieldsByCountry(tables: readonly TableDefinition[], countryCode: string): MplusRecord {
  if (countryCode === '') return {};
  const misses: TableMiss[] = [];
  const look = (name: string): string => {
    const table = tables.find((each) => each.name === name);
    return table ? String(tableView(table, (miss) => misses.push(miss))[countryCode] ?? '') : '';
  };
  const customFieldList = Object.entries(CUSTOM_FIELDS)
    .map(([table, fieldName]) => ({ fieldName, dataType: 'DATA-TYPE-STRING', strValue: look(table) }))
    .filter(({ strValue }) => strValue !== '');
  const defaultVatMethod = look(VAT_METHODS);
  if (misses.length > 0) throw missError(misses);
  return {
    ...(customFieldList.length > 0 && { customFieldList }),
    ...(defaultVatMethod !== '' && { defaultVatMethod }),
  };
}
