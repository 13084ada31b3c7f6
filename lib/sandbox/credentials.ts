/** What the simulated systems let in: fixed, and obviously nobody's. */
export const MPLUS_ACCESS = { ident: 'sandbox', secret: 'sandbox-secret' } as const;

export const ECWID_ACCESS = { storeId: '1003', token: 'secret_sandbox', clientSecret: 'sandbox-client-secret' } as const;
