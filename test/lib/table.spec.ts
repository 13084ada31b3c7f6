import assert from 'node:assert/strict';
import { toCsv, toHtml } from '../../lib/table';

const table = (...rows: (string | number)[][]) => ({ title: 'Report <1>', columns: ['sku', 'text'], rows });

describe('A table', () => {
  it('is CSV with fields quoted where they have to be', () => {
    assert.equal(
      toCsv(table(['1401', 'a "big", one\nand more'], ['', 7])),
      'sku,text\r\n1401,"a ""big"", one\nand more"\r\n,7\r\n',
    );
  });

  for (const text of ['=1+1', '+31', '-5', '@a', '\tx']) {
    it(`does not let a spreadsheet run ${JSON.stringify(text)}`, () => {
      assert.equal(toCsv(table([text, -5])).split('\r\n')[1], `'${text},-5`);
    });
  }

  it('is HTML with every text escaped', () => {
    const html = toHtml(table(['<script>', 'a & "b"']));
    assert.match(html, /<caption>Report &lt;1&gt;<\/caption>/);
    assert.match(html, /<td>&lt;script&gt;<\/td><td>a &amp; &quot;b&quot;<\/td>/);
  });
});
