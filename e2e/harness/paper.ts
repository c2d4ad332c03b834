import { inflateRawSync } from 'node:zlib';
import { png } from './files.ts';
import { workbook, zip } from './workbook.ts';

/** Papers as schools bring them from elsewhere, and what comes out of an export. */

const HEADINGS = ['题型', '分区', '题干', 'A', 'B', 'C', '答案', '分值'];

/** A table with a formula in a question, and a drawing; `kind` is the type of its last row. */
export function table(kind: string): Buffer {
  return workbook([
    HEADINGS,
    ['单选题', '一、选择', '方程 $x^2 = 4$ 的正根是', '1', '2', '4', 'B', 5],
    ['公式题', '二、作答', '写出勾股定理。', '', '', '', 'a^2+b^2=c^2', 10],
    ['作图题', '', '画出 $y = x$ 的图像。', '', '', '', '', 10],
    [kind, '', '拍下你的推导过程。', '', '', '', '', 15],
  ]);
}

const NAMESPACE = 'http://www.imsglobal.org/xsd/imsqtiasi_v3p0';

function item(id: string, points: number, body: string, declared: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<qti-assessment-item xmlns="${NAMESPACE}" identifier="${id}" title="${id}" adaptive="false" time-dependent="false">
  <qti-response-declaration identifier="RESPONSE" ${declared}</qti-response-declaration>
  <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float" normal-maximum="${points}"/>
  <qti-item-body>${body}</qti-item-body>
</qti-assessment-item>`;
}

const TEX = '<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mi>x</mi><annotation encoding="application/x-tex">\\frac{1}{2}</annotation></semantics></math>';

/** A package of QTI 3.0 with an item of each newer kind: a choice with a picture, a formula, a drawing and a photograph. */
export function qtiPackage(): Buffer {
  const items: Record<string, string> = {
    q1: item('q1', 5, `<p>看图 <img src="../media/figure.png" alt="示意图"/>，哪个等于 ${TEX}？</p><qti-choice-interaction response-identifier="RESPONSE" max-choices="1"><qti-simple-choice identifier="a">0.25</qti-simple-choice><qti-simple-choice identifier="b">0.5</qti-simple-choice></qti-choice-interaction>`, 'cardinality="single" base-type="identifier"><qti-correct-response><qti-value>b</qti-value></qti-correct-response>'),
    q2: item('q2', 10, '<p>写出二次方程的求根公式。</p><qti-extended-text-interaction response-identifier="RESPONSE" class="kaochang-formula"/>', 'cardinality="single" base-type="string">'),
    q3: item('q3', 10, '<p>画一个三角形。</p><qti-drawing-interaction response-identifier="RESPONSE"><object data="../media/figure.png" type="image/png"/></qti-drawing-interaction>', 'cardinality="single" base-type="file">'),
    q4: item('q4', 15, '<p>拍下你的草稿。</p><qti-upload-interaction response-identifier="RESPONSE"/>', 'cardinality="single" base-type="file">'),
  };
  const ids = Object.keys(items);
  const reference = (id: string) => `<qti-assessment-item-ref identifier="${id}" href="items/${id}.xml"/>`;
  return zip({
    'imsmanifest.xml': `<manifest xmlns="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1" identifier="m"><metadata><schema>QTI Package</schema><schemaversion>3.0.0</schemaversion></metadata><organizations/><resources><resource identifier="t" type="imsqti_test_xmlv3p0" href="test.xml"><file href="test.xml"/></resource>${ids.map((id) => `<resource identifier="r${id}" type="imsqti_item_xmlv3p0" href="items/${id}.xml"><file href="items/${id}.xml"/></resource>`).join('')}</resources></manifest>`,
    'test.xml': `<?xml version="1.0" encoding="UTF-8"?><qti-assessment-test xmlns="${NAMESPACE}" identifier="t" title="数学"><qti-test-part identifier="p" navigation-mode="nonlinear" submission-mode="simultaneous"><qti-assessment-section identifier="s" title="一、综合" visible="true">${ids.map(reference).join('')}</qti-assessment-section></qti-test-part></qti-assessment-test>`,
    ...Object.fromEntries(ids.map((id) => [`items/${id}.xml`, items[id] ?? ''])),
    'media/figure.png': png(240, 120),
  });
}

/** The files of a zip by name (APPNOTE.TXT 4.3.12), read by its directory. */
export function unzip(data: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const end = data.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0) throw new Error('no zip');
  let at = data.readUInt32LE(end + 16);
  for (let left = data.readUInt16LE(end + 10); left > 0; left--) {
    const [method, packed, name, extra, comment, local] = [data.readUInt16LE(at + 10), data.readUInt32LE(at + 20), data.readUInt16LE(at + 28), data.readUInt16LE(at + 30), data.readUInt16LE(at + 32), data.readUInt32LE(at + 42)];
    const begin = local + 30 + data.readUInt16LE(local + 26) + data.readUInt16LE(local + 28);
    const raw = data.subarray(begin, begin + packed);
    files.set(data.toString('utf8', at + 46, at + 46 + name), method === 0 ? raw : inflateRawSync(raw));
    at += 46 + name + extra + comment;
  }
  return files;
}
