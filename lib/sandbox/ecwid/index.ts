export { EcwidSimulator, type EcwidSimulatorOptions } from './server';
export type { Purchase, Shopper } from './shopper';
export type { Subscription } from './webhooks';
