/** Servers in the place of the till or the webshop that answer everything wrongly. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface StandIn {
  readonly port: number;
  close(): Promise<void>;
}

export interface Wrong {
  readonly status?: number;
  readonly type?: string;
  /** `{url}` in it is replaced by the address that was asked for, as a careless proxy's error page shows it. */
  readonly body: string;
}

async function listen(server: Server): Promise<StandIn> {
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}

export function answering({ status = 200, type = 'text/plain', body }: Wrong): Promise<StandIn> {
  return listen(
    createServer((request, response) => {
      request.resume().on('end', () => {
        response
          .writeHead(status, { 'content-type': type })
          .end(body.replaceAll('{url}', (request.url ?? '').replaceAll('&', '&amp;')));
      });
    }),
  );
}

/** A TLS server whose certificate nobody vouches for. */
export function untrusted(): Promise<StandIn> {
  return listen(createTlsServer(selfSigned(), (_request, response) => response.end()));
}

/** A port that nobody listens on. */
export async function closedPort(): Promise<number> {
  const server = await answering({ body: '' });
  await server.close();
  return server.port;
}

/** A certificate made on the spot, so that no key lies in the repository: X.509 v1, ECDSA with SHA-256 (RFC 5280, 4.1). */
function selfSigned(): { key: string; cert: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = der(0x30, Buffer.from('06082a8648ce3d040302', 'hex'));
  const commonName = Buffer.from('0603550403', 'hex');
  const name = der(0x30, der(0x31, der(0x30, commonName, der(0x0c, Buffer.from('localhost')))));
  const validity = der(0x30, der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from('491231000000Z')));
  const serial = der(0x02, Buffer.from([1]));
  const body = der(0x30, serial, algorithm, name, validity, name, publicKey.export({ type: 'spki', format: 'der' }));
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, privateKey));
  const base64 = der(0x30, body, algorithm, signature).toString('base64');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    cert: `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  };
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const size = content.length;
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}
