import type { Ledger } from '../../lib/ledger';

/** Milliseconds between two sweeps. */
const INTERVAL = 6 * 60 * 60 * 1000;

/** Applies the retention of the ledger now and every few hours until the returned function is called. */
export function sweepRegularly(ledger: Ledger, report: (thrown: unknown) => void): () => void {
  const sweep = () => {
    ledger.sweep().catch(report);
  };
  const timer = setInterval(sweep, INTERVAL);
  sweep();
  return () => clearInterval(timer);
}
