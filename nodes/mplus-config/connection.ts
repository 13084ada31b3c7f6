/** From the fields of a mplus-config node to a connection, and what Test connection tells about it. */
import { PackError } from '../../lib/errors';
import { MplusClient, type MplusConnection } from '../../lib/mplus';
import { sharedSandbox } from '../../lib/sandbox';
import { SKU_RULES, type SkuRule } from '../../lib/sku/rules';
import type { MplusSettings } from '../shared/config-nodes';
import { flag, number, oneOf, text } from '../shared/fields';

type Fields = Record<string, unknown>;

function missing(field: string): PackError {
  return new PackError({
    code: 'MPLUS_CONFIG',
    message: `The MplusKASSA connection has no ${field}.`,
    hint: 'Your MplusKASSA dealer gives host, port, ident and secret. Tick "sandbox" to try without.',
    disposition: 'wait',
  });
}

function settingsOf(fields: Fields): MplusSettings {
  const workplace = number(fields.workplaceNumber, 0);
  return {
    branchNumber: number(fields.branchNumber, 1),
    employeeNumber: number(fields.employeeNumber, 999999),
    timezone: text(fields.timezone) || 'Europe/Amsterdam',
    skuRule: oneOf<SkuRule>(fields.skuRule, SKU_RULES),
    ...(workplace > 0 ? { workplaceNumber: workplace } : {}),
  };
}

export function readFields(fields: Fields): { sandbox: boolean; settings: MplusSettings } {
  return { sandbox: flag(fields.sandbox, false), settings: settingsOf(fields) };
}

/** Opens a client. Throws MPLUS_CONFIG. */
export async function openMplus(fields: Fields, credentials: Record<string, string>): Promise<MplusClient> {
  const common = {
    timezone: text(fields.timezone) || 'Europe/Amsterdam',
    percentScale: oneOf<MplusConnection['percentScale']>(fields.percentScale, ['auto', '1', '100']),
    timeout: number(fields.timeout, 60),
    concurrency: number(fields.concurrency, 2),
  };
  if (flag(fields.sandbox, false)) {
    const { mplus } = await sharedSandbox();
    return new MplusClient({
      ...common,
      host: mplus.host,
      port: mplus.port,
      tls: false,
      ident: mplus.ident,
      secret: mplus.secret,
    });
  }
  const host = text(fields.host);
  const port = number(fields.port, 0);
  if (host === '') throw missing('host');
  if (text(credentials.ident) === '') throw missing('ident');
  if (text(credentials.secret) === '') throw missing('secret');
  return new MplusClient({
    ...common,
    host,
    port: port > 0 ? port : undefined,
    tls: flag(fields.tls, true),
    ident: text(credentials.ident),
    secret: text(credentials.secret),
  });
}

/** Who the till is licensed to and how many workplaces, as text; empty when this till service does not tell. */
async function licenceOf(client: MplusClient, signal: AbortSignal): Promise<string> {
  try {
    const { companyName, licensedBranches } = await client.call('getLicenseInformation', {}, { signal });
    const branches = (licensedBranches ?? []) as { branchNumber: number; workplaceLimit?: number }[];
    const limits = branches.map(({ branchNumber, workplaceLimit }) => `${branchNumber}: ${workplaceLimit ?? '?'}`);
    return [companyName, limits.length > 0 ? `workplaces by branch ${limits.join(', ')}` : ''].filter(Boolean).join(', ');
  } catch (thrown) {
    if (thrown instanceof PackError && thrown.disposition === 'hold') return '';
    throw thrown;
  }
}

/** Version, licence, branches and VAT coverage, as text for the dialog. */
export async function describeMplus(client: MplusClient, settings: MplusSettings, signal: AbortSignal) {
  const version = await client.call('getApiVersion', {}, { signal });
  const { branches } = await client.call('getBranches', {}, { signal });
  const { vatGroup } = await client.call('getVatGroupList', {}, { signal });
  const all = (branches ?? []) as { branchNumber: number; branchName: string }[];
  const chosen = all.find((branch) => branch.branchNumber === settings.branchNumber);
  if (!chosen) {
    throw new PackError({
      code: 'MPLUS_BRANCH',
      message: `The connection works, but there is no branch ${settings.branchNumber}.`,
      hint: `Branches: ${all.map((branch) => `${branch.branchNumber} ${branch.branchName}`).join(', ')}.`,
    });
  }
  const build = [version.serviceMajorNumber, version.serviceMinorNumber, version.serviceRevisionNumber].join('.');
  const rates = ((vatGroup ?? []) as { branchNumber?: number; countryIso3?: string; vatCode: number; vatPercentage: number }[])
    .filter((rate) => rate.branchNumber === undefined || rate.branchNumber === settings.branchNumber)
    .map((rate) => `${rate.countryIso3 ?? ''} ${rate.vatCode} = ${rate.vatPercentage} %`.trim());
  return {
    message: `Connected to MplusKASSA, branch ${chosen.branchNumber} ${chosen.branchName}.`,
    facts: {
      version: build,
      licence: await licenceOf(client, signal),
      branches: all.map((branch) => `${branch.branchNumber} ${branch.branchName}`).join(', '),
      vat: rates.join(', '),
    },
  };
}
