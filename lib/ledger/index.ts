export { LedgerError } from './errors';
export { Ledger } from './ledger';
export { personOf } from './privacy';
export * from './types';
