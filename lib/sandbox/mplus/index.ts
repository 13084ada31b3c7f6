export { MplusSimulator, type MplusSimulatorOptions } from './server';
