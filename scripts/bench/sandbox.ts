/** Requests per second of either simulator over a kept-alive loopback connection, and memory with 100,000 articles. */
import { Agent, request } from 'node:http';
import { type Sandbox, startSandbox } from '../../lib/sandbox';

const SECONDS = 3;
const CONNECTIONS = 4;

const soap = (operation: string, content: string) =>
  '<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Body>' +
  `<${operation} xmlns="urn:mplusqapi">${content}</${operation}></SOAP-ENV:Body></SOAP-ENV:Envelope>`;

const productPage = (limit: number) =>
  soap('getProducts', `<request><pluNumbers/><syncMarker>1</syncMarker><syncMarkerLimit>${limit}</syncMarkerLimit></request>`);

interface Shot {
  name: string;
  url: string;
  body?: string;
  headers?: Record<string, string>;
}

function shots({ mplus, ecwid }: Sandbox): Shot[] {
  const till = `${mplus.url}?ident=${mplus.ident}&secret=${mplus.secret}`;
  const store = `${ecwid.baseUrl}/${ecwid.storeId}`;
  const headers = { authorization: `Bearer ${ecwid.token}` };
  return [
    { name: 'mplus getApiVersion', url: till, body: soap('getApiVersion', '') },
    { name: 'mplus findOrder', url: till, body: soap('findOrder', '<extOrderId>none</extOrderId>') },
    { name: 'mplus getProducts, 100 articles', url: till, body: productPage(100) },
    { name: 'ecwid GET /profile', url: `${store}/profile`, headers },
    { name: 'ecwid GET /orders, 20', url: `${store}/orders?limit=20`, headers },
    { name: 'ecwid GET /products, 100', url: `${store}/products?limit=100`, headers },
  ];
}

function send(agent: Agent, { name, url, body, headers }: Shot): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent, method: body === undefined ? 'GET' : 'POST', headers }, (response) => {
      response.resume().on('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`${name} answered ${response.statusCode}.`));
      });
    });
    outgoing.on('error', reject).end(body);
  });
}

async function measure(shot: Shot): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const end = performance.now() + SECONDS * 1000;
  let requests = 0;
  const caller = async () => {
    while (performance.now() < end) {
      await send(agent, shot);
      requests += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, caller));
  agent.destroy();
  console.log(`${shot.name.padEnd(34)} ${Math.round(requests / SECONDS)} requests/s`);
}

async function memory(products: number): Promise<void> {
  const gc = globalThis.gc ?? (() => {});
  gc();
  const before = process.memoryUsage().heapUsed;
  const begin = performance.now();
  const sandbox = await startSandbox({ products });
  const seconds = (performance.now() - begin) / 1000;
  gc();
  const megabytes = (process.memoryUsage().heapUsed - before) / 2 ** 20;
  const articles = sandbox.control.mplus.state.articles.size;
  console.log(`${articles} articles: ${Math.round(megabytes)} MB, started in ${seconds.toFixed(1)} s`);
  await sandbox.close();
}

export async function run(): Promise<void> {
  const sandbox = await startSandbox({ switches: { ecwidRequestsPerMinute: 0 } });
  for (const shot of shots(sandbox)) await measure(shot);
  await sandbox.close();
  // About 2.2 articles a product.
  await memory(45_500);
}
