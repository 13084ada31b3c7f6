/**
 * The vendor's WSDL as a judge of what this pack writes: its XML schema, and `xmllint` to validate SOAP bodies against it.
 * The file is not part of this repository; `MPLUS_WSDL` names its place.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const file = process.env.MPLUS_WSDL ?? resolve(__dirname, '../../../shared/reference/wsdl/mplusqapi.wsdl');

function obstacle(): string {
  if (!existsSync(file)) return `The vendor WSDL is not at ${file}; set MPLUS_WSDL to its path to run the conformance tests.`;
  if (spawnSync('xmllint', ['--version']).error) return 'xmllint is not installed, so the conformance tests have no judge.';
  return '';
}

const why = obstacle();

/** Whether the conformance tests can run here, and the sentence that says why not. */
export const wsdl: { available: boolean; why: string } = { available: why === '', why };

/**
 * First line of every conformance suite (`before(function () { requireWsdl(this); })`): skips it with the reason, and fails it
 * where `CI` is set, because a skipped suite proves nothing.
 */
export function requireWsdl(context: Mocha.Context): void {
  if (wsdl.available) return;
  if (process.env.CI === 'true') throw new Error(wsdl.why);
  console.log(`      skipped: ${wsdl.why}`);
  context.skip();
}

const SOAP_ENCODING = `<?xml version="1.0" encoding="UTF-8"?>
<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" targetNamespace="http://schemas.xmlsoap.org/soap/encoding/">
  <xsd:simpleType name="base64"><xsd:restriction base="xsd:base64Binary"/></xsd:simpleType>
</xsd:schema>
`;

/** The schema of the WSDL with the namespaces it inherits from `definitions`, and a local stand-in for SOAP encoding. */
function extractSchema(folder: string): string {
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  const schema = /<xsd:schema[\s\S]*<\/xsd:schema>/.exec(text)?.[0];
  const definitions = /<definitions[^>]*>/.exec(text)?.[0];
  if (!schema || !definitions) throw new Error(`${file} holds no XML schema.`);
  const inherited = definitions.match(/xmlns:(?!WSDL)[\w-]+="[^"]*"/g) ?? [];
  writeFileSync(join(folder, 'encoding.xsd'), SOAP_ENCODING);
  const path = join(folder, 'mplus.xsd');
  writeFileSync(
    path,
    schema
      .replace('<xsd:schema', `<xsd:schema ${inherited.join(' ')}`)
      .replace(
        /<import namespace="http:\/\/schemas.xmlsoap.org\/soap\/encoding\/"\s*\/>/,
        '<import namespace="http://schemas.xmlsoap.org/soap/encoding/" schemaLocation="encoding.xsd"/>',
      ),
  );
  return path;
}

/**
 * Validates SOAP body elements against the vendor's schema, all in one run of xmllint (reading the schema is what takes time).
 * `xml` is the child element of the SOAP body with its own namespace declaration. Returns one line per violation, with the name of
 * the body in front; an empty list means that all are valid.
 */
export function validateBodies(bodies: { name: string; xml: string }[]): string[] {
  if (bodies.length === 0) return [];
  const folder = mkdtempSync(join(tmpdir(), 'mplus-wsdl-'));
  try {
    const schema = extractSchema(folder);
    const files = bodies.map((_, index) => join(folder, `body-${index}.xml`));
    bodies.forEach((body, index) => {
      writeFileSync(files[index], body.xml);
    });
    const run = spawnSync('xmllint', ['--noout', '--schema', schema, ...files], {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    if (run.error) throw run.error;
    const errors = run.stderr
      .split('\n')
      .filter((line) => line !== '' && !/ validates$| fails to validate$/.test(line))
      .map((line) =>
        line.replace(/\S*body-(\d+)\.xml/, (_, index: string) => bodies[Number(index)].name).replaceAll('{urn:mplusqapi}', ''),
      );
    if (run.status !== 0 && errors.length === 0) return [`xmllint ended with status ${run.status} and said nothing`];
    return errors;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
