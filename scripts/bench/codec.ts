/**
 * How fast a page of 1,000 articles is decoded, next to the events of the XML parser alone (nothing can be faster on top of it) and
 * to a client that is driven by a WSDL (`soap`), all in one run.
 */
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SaxesParser } from 'saxes';
import { createClientAsync } from 'soap';
import { typeOf } from '../../lib/mplus/contract';
import { ResponseDecoder } from '../../lib/mplus/decode';

const ROUNDS = 15;
const WARM_UP = 3;
/** Size of the pieces in which a body arrives. */
const CHUNK = 64 * 1024;

/**
 * Milliseconds of every step in every round, the warm-up aside. The steps take turns, so that whatever else the machine does meanwhile
 * falls on all of them. No garbage collection is forced in between: it would throw away compiled code as well.
 */
function measure(steps: readonly (() => unknown)[]): number[][] {
  const times: number[][] = [];
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    const row = steps.map((step) => {
      const started = performance.now();
      step();
      return performance.now() - started;
    });
    if (round >= 0) times.push(row);
  }
  return times;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** What a till fills of an article in daily use. */
const FILLED = new Set(
  (
    'articleNumber extArticleId pluNumber syncMarker changeTimestamp createTimestamp active description colour size invoiceText ' +
    'receiptText displayText barcode brandName extraText turnoverGroup vatCode vatPercentage purchasePrice priceIncl priceExcl siUnit ' +
    'supplierRelationNumber supplierRelationName supplierArticleNumber webshop categoryId stockArticle specialPrice ' +
    'orderQuantityValue orderQuantityDecimalPlaces discontinued'
  ).split(' '),
);

const VALUES: Record<string, (index: number) => string> = {
  boolean: (index) => String(index % 2 === 0),
  string: (index) => (index % 10 === 0 ? `Tea &amp; coffee, tin ${index}` : `Tea with lemon, tin ${index}`),
  date: () => '<ns:day>12</ns:day><ns:mon>6</ns:mon><ns:year>2026</ns:year>',
  dateTime: (index) =>
    `<ns:sec>${index % 60}</ns:sec><ns:min>45</ns:min><ns:hour>13</ns:hour><ns:day>${1 + (index % 28)}</ns:day><ns:mon>6</ns:mon>` +
    '<ns:year>2026</ns:year><ns:isdst>false</ns:isdst><ns:timezone>120</ns:timezone>',
  enum: () => 'PRICE-NORMAL',
  xsdDate: () => '2026-06-12',
  decimal: () => '1.25',
};

function article(index: number): string {
  const fields = typeOf('Article').fields.filter(({ name }) => FILLED.has(name));
  return fields
    .map(
      ({ name, kind }) =>
        `<ns:${name}>${VALUES[kind]?.(index) ?? String(name.includes('ecimalPlaces') ? 2 : 1000 + index)}</ns:${name}>`,
    )
    .join('\n');
}

/** A getProducts answer of one product per article, about 2 MB for a thousand. */
export function page(articles: number): string {
  const products = Array.from(
    { length: articles },
    (_, index) =>
      `<ns:product><ns:productNumber>${index}</ns:productNumber><ns:syncMarker>${index}</ns:syncMarker>` +
      `<ns:articleList><ns:article>${article(index)}</ns:article></ns:articleList></ns:product>`,
  );
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    '<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" xmlns:ns="urn:mplusqapi"><SOAP-ENV:Body>' +
    `<ns:GetProductsResponse><ns:productList>${products.join('\n')}</ns:productList></ns:GetProductsResponse>` +
    '</SOAP-ENV:Body></SOAP-ENV:Envelope>'
  );
}

function chunksOf(xml: string): string[] {
  return Array.from({ length: Math.ceil(xml.length / CHUNK) }, (_, index) => xml.slice(index * CHUNK, (index + 1) * CHUNK));
}

function events(chunks: readonly string[]): void {
  const parser = new SaxesParser({ xmlns: false, position: false });
  for (const event of ['opentag', 'closetag', 'text', 'cdata'] as const) parser.on(event, () => {});
  for (const chunk of chunks) parser.write(chunk);
  parser.close();
}

function decode(chunks: readonly string[]): void {
  const decoder = new ResponseDecoder('getProducts', { timezone: 'Europe/Amsterdam', percentFactor: 100 });
  for (const chunk of chunks) decoder.write(chunk);
  decoder.end();
}

/** The schema type of a contract kind; the structures are named like the vendor's. */
const XSD: Record<string, string> = {
  string: 'xsd:string',
  enum: 'xsd:string',
  boolean: 'xsd:boolean',
  decimal: 'xsd:decimal',
  xsdDate: 'xsd:date',
  xsdDateTime: 'xsd:dateTime',
  date: 'tns:Moment',
  dateTime: 'tns:Moment',
};

/** A WSDL of getProducts alone, made from the contract. */
function wsdl(): string {
  const element = (name: string, type: string, many = false) =>
    `<xsd:element name="${name}" type="${type}" minOccurs="0"${many ? ' maxOccurs="unbounded"' : ''}/>`;
  const structure = (name: string, elements: readonly string[]) =>
    `<xsd:complexType name="${name}"><xsd:sequence>${elements.join('')}</xsd:sequence></xsd:complexType>`;
  const plain = typeOf('Article').fields.filter(({ kind }) => kind !== 'list' && kind !== 'type');
  const parts = ['sec', 'min', 'hour', 'day', 'mon', 'year', 'timezone'].map((name) => element(name, 'xsd:int'));
  return `<definitions name="Q" targetNamespace="urn:mplusqapi" xmlns:tns="urn:mplusqapi" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
    xmlns:SOAP="http://schemas.xmlsoap.org/wsdl/soap/" xmlns="http://schemas.xmlsoap.org/wsdl/">
  <types><xsd:schema targetNamespace="urn:mplusqapi" elementFormDefault="qualified">
    ${structure('Moment', [...parts, element('isdst', 'xsd:boolean')])}
    ${structure(
      'Article',
      plain.map(({ name, kind }) => element(name, XSD[kind] ?? 'xsd:long')),
    )}
    ${structure('ArticleList', [element('article', 'tns:Article', true)])}
    ${structure('Product', [
      element('productNumber', 'xsd:long'),
      element('syncMarker', 'xsd:long'),
      element('articleList', 'tns:ArticleList'),
    ])}
    ${structure('ProductList', [element('product', 'tns:Product', true)])}
    <xsd:element name="getProducts"><xsd:complexType><xsd:sequence/></xsd:complexType></xsd:element>
    <xsd:element name="GetProductsResponse"><xsd:complexType><xsd:sequence>
      ${element('productList', 'tns:ProductList')}</xsd:sequence></xsd:complexType></xsd:element>
  </xsd:schema></types>
  <message name="in"><part name="parameters" element="tns:getProducts"/></message>
  <message name="out"><part name="parameters" element="tns:GetProductsResponse"/></message>
  <portType name="P"><operation name="getProducts"><input message="tns:in"/><output message="tns:out"/></operation></portType>
  <binding name="B" type="tns:P"><SOAP:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="getProducts"><SOAP:operation soapAction=""/><input><SOAP:body use="literal" parts="parameters"/></input>
    <output><SOAP:body use="literal" parts="parameters"/></output></operation></binding>
  <service name="S"><port name="P" binding="tns:B"><SOAP:address location="http://127.0.0.1:9/"/></port></service>
</definitions>`;
}

/** Decodes with the `soap` package: its own XML to object step, without a connection. The vendor's WSDL is used if `MPLUS_WSDL` names it. */
async function wsdlDriven(): Promise<(xml: string) => unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'codec-'));
  try {
    const file = join(folder, 'products.wsdl');
    writeFileSync(file, wsdl());
    const client = await createClientAsync(process.env.MPLUS_WSDL ?? file);
    return (xml) => client.wsdl.xmlToObject(xml);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Prints the medians and their ratios. */
export async function run(): Promise<void> {
  const xml = page(1000);
  const chunks = chunksOf(xml);
  const reference = await wsdlDriven();
  const times = measure([() => events(chunks), () => decode(chunks), () => reference(xml)]);
  const ratio = (left: number, right: number) => median(times.map((row) => row[left] / row[right]));
  console.log(`Decode of a page of 1,000 articles, ${(xml.length / 1e6).toFixed(1)} MB, medians of ${ROUNDS} rounds`);
  for (const [index, name] of ['saxes events alone', 'this codec', 'soap package'].entries()) {
    console.log(
      `  ${name.padEnd(20)} ${median(times.map((row) => row[index]))
        .toFixed(1)
        .padStart(7)} ms`,
    );
  }
  console.log(
    `  codec / events ${ratio(1, 0).toFixed(2)} (aim: at most 2.5), soap / codec ${ratio(2, 1).toFixed(1)} (aim: at least 5)`,
  );
}
